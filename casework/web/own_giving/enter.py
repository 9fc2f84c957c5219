"""Asking for the link, following it, leaving. Known and unknown addresses are answered alike."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.domain.email import email_key
from casework.services.applicants.codes import take_back
from casework.services.mail.own_page_mail import PURPOSE
from casework.services.office import SELF
from casework.services.own_giving.ask_for_link import ask_for_link
from casework.services.staff import throttle
from casework.services.staff.emails import clean_email
from casework.services.staff.links import LinkSpent, find_link, use_link
from casework.store.identity import identity_session
from casework.web.cookies import GIVING, drop_cookie, read_cookie
from casework.web.formats import reader
from casework.web.go import go
from casework.web.own_giving.door import NoDonor, begin, everybody, giving_office, own_giving
from casework.web.pack_box import presentable
from casework.web.words import told

_LINK = "/giving/link/<string(maxlength=100):token>"


@own_giving.get("/giving/")
@everybody
def enter_page() -> str:
    """Ask for the address."""
    giving_office()
    return render_template("giving/enter.html", email="", error=None)


@own_giving.post("/giving/")
@everybody
def ask() -> Response:
    """Mail the link, if somebody who gave has this address; the answer says the same in any case."""
    office = giving_office()
    tenant, typed = office.tenant, request.form.get("email", "")[:254]
    throttle.spend(throttle.OWN_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=tenant.id)
    try:
        address = clean_email(typed)
    except InvalidInput as wrong:
        said = told(wrong)["email"]
        return make_response(render_template("giving/enter.html", email=presentable(typed), error=said), 422)
    throttle.spend(throttle.MAIL_TO, email_key(address), tenant_id=tenant.id)
    with office.open(office.applicant(new_id(), SELF)) as session:
        ask_for_link(session, address, reader().language)
        session.commit()
    flash(_("If we know this address, the link is on its way. It works for two hours."), "good")
    return go(url_for("own_giving.enter_page"))


@own_giving.get(_LINK)
@everybody
def link_page(token: str) -> str:
    """The button, as often as anybody or any mail scanner looks."""
    _slowly()
    with identity_session() as session:
        find_link(session, token, PURPOSE, tenant_id=giving_office().tenant.id)
    return render_template("giving/link.html", token=token)


@own_giving.post(_LINK)
@everybody
def follow(token: str) -> Response:
    """Use the link up and open the page."""
    _slowly()
    with identity_session() as session:
        link = use_link(session, token, PURPOSE, tenant_id=giving_office().tenant.id)
        session.commit()
    if link.subject_id is None:
        raise LinkSpent
    return begin(go(url_for("own_giving.page")), link.subject_id)


@own_giving.post("/giving/leave")
@everybody
def leave() -> Response:
    """Close the page, here and at the office."""
    office, secret = giving_office(), read_cookie(request, GIVING)
    if secret and len(secret) <= 64:
        with identity_session() as session:
            take_back(session, secret, tenant_id=office.tenant.id)
            session.commit()
    answer = go(url_for("own_giving.enter_page"))
    drop_cookie(answer, GIVING, slug=office.tenant.slug)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@own_giving.errorhandler(NoDonor)
def ask_again(error: NoDonor) -> Response:
    """Whoever has no page open is led to where the link is asked for."""
    return go(url_for("own_giving.enter_page"))


def _slowly() -> None:
    tenant = giving_office().tenant
    throttle.spend(throttle.LINK_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=tenant.id)
