"""Following a request or the list by mail: asked for, confirmed from the mail, ended from every mail."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id
from casework.domain.email import email_key
from casework.services.requests.areas import list_areas
from casework.services.requests.follow import confirm, follow, is_token, unfollow
from casework.services.requests.public_list import Wish
from casework.services.staff import throttle
from casework.services.staff.emails import clean_email
from casework.services.staff.present import current_tenant
from casework.web.csrf import proves_itself
from casework.web.formats import reader
from casework.web.go import go
from casework.web.pack_box import presentable
from casework.web.requests.door import as_visitor, everybody, requests
from casework.web.requests.listing import category_choices
from casework.web.requests.one import drawn, find
from casework.web.requests.wishes import read_wish, wish_args
from casework.web.words import told

_WISH = "/<uuid:follower>/<string(length=32):token>"


@requests.post("/<string(maxlength=32):number>/follow")
@everybody
def follow_one(number: str) -> Response:
    """Ask for the news of one request."""
    email = request.form.get("email", "")
    with as_visitor() as session:
        view = find(session, number)
        areas = list_areas(session)
        session.commit()
    try:
        _ask(Wish(numbers=(view.number,)), email)
    except InvalidInput as wrong:
        page = drawn(view, areas, error=told(wrong)["email"], email=presentable(email)[:254])
        return make_response(page, wrong.status)
    return go(url_for("requests.one", number=view.number))


@requests.get("/follow")
@everybody
def follow_page() -> str:
    """Which news of the whole list?"""
    return _form()


@requests.post("/follow")
@everybody
def follow_list() -> Response:
    """Ask for news of what is reported from now on."""
    try:
        _ask(read_wish(request.form), request.form.get("email", ""))
    except InvalidInput as wrong:
        return make_response(_form(told(wrong)["email"]), wrong.status)
    return go(url_for("requests.page"))


@requests.get("/follow" + _WISH)
@everybody
def confirm_page(follower: UUID, token: str) -> str:
    """A button: mail programs look at links too."""
    _opens(follower, token)
    return render_template("requests/answer.html", act="confirm", follower=follower, token=token)


@requests.post("/follow" + _WISH)
@everybody
def confirmed(follower: UUID, token: str) -> Response:
    """Yes, from now on."""
    _opens(follower, token)
    with as_visitor(follower) as session:
        confirm(session)
        session.commit()
    flash(_("You get news by mail from now on. Every mail has a link that ends them."), "good")
    return go(url_for("requests.page"))


@requests.get("/stop" + _WISH)
@everybody
def stop_page(follower: UUID, token: str) -> str:
    """A button, as above."""
    _opens(follower, token)
    return render_template("requests/answer.html", act="stop", follower=follower, token=token)


@requests.post("/stop" + _WISH)
@everybody
@proves_itself
def stopped(follower: UUID, token: str) -> Response:
    """No more news; sent by the button, or by the reader's mail program (RFC 8058)."""
    _opens(follower, token)
    with as_visitor(follower) as session:
        unfollow(session)
        session.commit()
    if request.form.get("List-Unsubscribe"):
        return Response(status=200)
    flash(_("You get no more of these mails, and we have forgotten the address."), "good")
    return go(url_for("requests.page"))


def _ask(wish: Wish, email: str) -> None:
    tenant = current_tenant()
    throttle.spend(throttle.APPLY_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=tenant.id)
    throttle.spend(throttle.MAIL_TO, email_key(clean_email(email)), tenant_id=tenant.id)
    with as_visitor(new_id()) as session:
        address = follow(session, wish, email, language=reader().language)
        session.commit()
    flash(
        _("We sent a mail to %(address)s. Open it and say yes: the news begin then.", address=address), "good"
    )


def _form(error: str | None = None) -> str:
    with as_visitor() as session:
        areas = [(area.code, area.name) for area in list_areas(session)]
        session.commit()
    wish = read_wish(request.values)
    return render_template(
        "requests/follow.html",
        categories=category_choices(),
        areas=areas,
        wish=wish,
        back=url_for("requests.page", **wish_args(wish)),
        error=error,
        email=presentable(request.form.get("email", ""))[:254],
    )


def _opens(follower: UUID, token: str) -> None:
    if not is_token(current_tenant().id, follower, token):
        raise NotFound
