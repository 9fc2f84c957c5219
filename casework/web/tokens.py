"""A member's API tokens: make one after giving the password again, see it once, end it."""

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.policy.guard import guarded
from casework.services.staff.make_token import TokenWish, make_token, open_permissions, open_purposes
from casework.services.staff.present import current_staff, current_tenant
from casework.services.staff.revoke_token import list_tokens, revoke_token
from casework.store.identity import identity_session
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.go import go
from casework.web.permission_words import permission_words
from casework.web.words import told

tokens = Blueprint("tokens", __name__)


@tokens.get("/")
@guarded("token.create")
def page() -> str:
    """The tokens that work now."""
    with identity_session() as identity:
        held = list_tokens(identity, current_staff())
    labels = (_("For"), _("May"), _("Purpose"), _("Last used"), _("Ends"))
    columns = [*(Column(label) for label in labels), Column(_("End it"), unseen=True)]
    return render_template("account/tokens.html", tokens=held, words=permission_words(), columns=columns)


@tokens.get("/new")
@guarded("token.create", fresh=True)
def new_page() -> str:
    """What shall the program be able to do?"""
    return _form(TokenWish("", (), "", 90))


@tokens.post("/new")
@guarded("token.create", fresh=True)
def new() -> Page:
    """Make it, and show it this one time."""
    days = request.form.get("days", "")
    wish = TokenWish(
        name=request.form.get("name", ""),
        permissions=tuple(request.form.getlist("permissions")),
        purpose=request.form.get("purpose", ""),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
    )
    try:
        with identity_session() as identity:
            made = make_token(identity, current_tenant(), current_staff(), wish)
            identity.commit()
    except InvalidInput as wrong:
        return _form(wish, told(wrong)), wrong.status
    return render_template("account/token_made.html", token=made, wish=wish)


@tokens.post("/<uuid:token_id>/end")
@guarded("token.create")
def end(token_id: UUID) -> Response:
    """From the next request on it opens nothing."""
    with identity_session() as identity:
        revoke_token(identity, current_staff(), token_id)
        identity.commit()
    flash(_("The token is ended."), "good")
    return go(url_for("tokens.page"))


def _form(wish: TokenWish, errors: dict[str, str] | None = None) -> str:
    tenant, staff = current_tenant(), current_staff()
    locale = get_locale()
    language = locale.language if locale else tenant.language
    words = permission_words()
    return render_template(
        "account/new_token.html",
        wish=wish,
        errors=errors or {},
        permissions=[
            {"value": name, "label": words[name], "hint": ""} for name in open_permissions(staff, tenant)
        ],
        purposes=[(purpose.code, purpose.label.text(language)) for purpose in open_purposes(staff, tenant)],
    )
