"""A member's own account: who they are here, their language, their password."""

from flask import Blueprint, Response, flash, render_template, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.staff import throttle
from casework.services.staff.choose_language import choose_language
from casework.services.staff.present import current_staff, current_tenant
from casework.services.staff.set_password import change_password
from casework.services.staff.threshold import threshold_viewer
from casework.store.identity import identity_session
from casework.web.auth import Page
from casework.web.calendar_feed import PERMISSION as DEADLINES
from casework.web.frame import title_labels
from casework.web.go import go
from casework.web.session import carry_session
from casework.web.words import told

account = Blueprint("account", __name__)


@account.get("/")
@guarded("account.manage")
def page() -> str:
    """What the office knows of this member, and what they may change."""
    return _page()


@account.post("/language")
@guarded("account.manage")
def language() -> Response:
    """The language of pages and mails."""
    tenant, staff = current_tenant(), current_staff()
    with identity_session() as identity:
        choose_language(identity, staff.id, request.form.get("language", ""), tenant)
        identity.commit()
    session.pop("lang", None)
    flash(_("Your language is changed."), "good")
    return go(url_for("account.page"))


@account.post("/password")
@guarded("account.manage")
def password() -> Page:
    """Another password; everything else signed in ends."""
    tenant, staff = current_tenant(), current_staff()
    throttle.spend(throttle.CONFIRM_ACCOUNT, str(staff.id), tenant_id=tenant.id)
    form = request.form
    try:
        if form.get("password", "") != form.get("again", ""):
            raise InvalidInput({"again": _("Type the same password twice")})
        with identity_session() as identity:
            token = change_password(
                identity, staff.id, form.get("present", ""), form.get("password", ""), tenant
            )
            identity.commit()
    except InvalidInput as wrong:
        return _page(told(wrong)), wrong.status
    throttle.refund(throttle.CONFIRM_ACCOUNT, str(staff.id), tenant_id=tenant.id)
    flash(_("Your password is changed. You are signed out everywhere else."), "good")
    return carry_session(go(url_for("account.page")), token, slug=tenant.slug)


def _page(errors: dict[str, str] | None = None) -> str:
    tenant, staff = current_tenant(), current_staff()
    locale = get_locale()
    words = title_labels(tenant, staff.titles, locale.language if locale else tenant.language)
    return render_template(
        "account/page.html",
        staff=staff,
        titles=words,
        tenant=tenant,
        reads_deadlines=allowed(DEADLINES, threshold_viewer(staff, tenant)),
        errors=errors or {},
    )
