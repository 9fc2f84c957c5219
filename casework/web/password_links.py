"""A new password by mail, and the first one by invitation. Looking at a link changes nothing; only the form does."""

from flask import Blueprint, render_template, request, session
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.domain.email import email_key
from casework.policy.guard import open_to_all
from casework.services.staff import throttle
from casework.services.staff.emails import clean_email
from casework.services.staff.links import find_link
from casework.services.staff.mail_link import DOORS
from casework.services.staff.present import current_tenant
from casework.services.staff.recognise import as_staff
from casework.services.staff.request_reset import request_reset
from casework.services.staff.set_password import accept_link
from casework.services.staff.sign_in import open_session
from casework.services.tenants.addresses import canonical_url
from casework.services.tenants.find_tenant import TenantFacts
from casework.store.identity import identity_session
from casework.web.auth import Page
from casework.web.frame import staff_home
from casework.web.go import go
from casework.web.session import carry_session
from casework.web.words import told

password_links = Blueprint("password_links", __name__)
PURPOSES = {door: purpose for purpose, door in DOORS.items()}


@password_links.get("/forgot")
@open_to_all("Whoever forgot a password can't sign in.")
def forgot_page() -> str:
    """Ask for the account's address."""
    return render_template("auth/forgot.html", email="", error=None)


@password_links.post("/forgot")
@open_to_all("Whoever forgot a password can't sign in.")
def forgot() -> Page:
    """The same answer for every address."""
    tenant, email = current_tenant(), request.form.get("email", "")
    try:
        email = clean_email(email)
    except InvalidInput as wrong:
        return render_template(
            "auth/forgot.html", email=email[:254], error=told(wrong)["email"]
        ), wrong.status
    throttle.spend(throttle.RESET_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=tenant.id)
    throttle.spend(throttle.RESET_ACCOUNT, email_key(email), tenant_id=tenant.id)
    with identity_session() as identity:
        request_reset(identity, email, tenant_id=tenant.id)
        identity.commit()
    return render_template("auth/forgot_sent.html", email=email)


@password_links.get("/<any('invitation', 'new-password'):door>/<string(maxlength=100):token>")
@open_to_all("The link is the proof.")
def choose_page(door: str, token: str) -> str:
    """The form, as often as anybody looks."""
    tenant = current_tenant()
    throttle.spend(throttle.LINK_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=tenant.id)
    with identity_session() as identity:
        find_link(identity, token, PURPOSES[door], tenant_id=tenant.id)
    return _form(door)


@password_links.post("/<any('invitation', 'new-password'):door>/<string(maxlength=100):token>")
@open_to_all("The link is the proof.")
def choose(door: str, token: str) -> Page:
    """Set the password, use the link up, end every other session and open one here."""
    tenant = current_tenant()
    throttle.spend(throttle.LINK_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=tenant.id)
    try:
        with identity_session() as identity:
            user = accept_link(identity, token, PURPOSES[door], _password(), tenant)
            opened = open_session(identity, user, agent=request.headers.get("User-Agent", ""))
            staff = as_staff(user, fresh_at=user.created_at)
            identity.commit()
    except InvalidInput as wrong:
        return _form(door, told(wrong)), wrong.status
    session.clear()
    return carry_session(go(staff_home(staff, tenant)), opened, slug=tenant.slug)


def link_url(tenant: TenantFacts, purpose: str, token: str) -> str:
    """The canonical address of a one-time link, for mails."""
    door = next(door for door, meant in PURPOSES.items() if meant == purpose)
    return canonical_url(tenant, "password_links.choose_page", door=door, token=token)


def _password() -> str:
    """The password, typed twice alike."""
    password, again = request.form.get("password", ""), request.form.get("again", "")
    if password != again:
        raise InvalidInput({"again": _("Type the same password twice")})
    return password


def _form(door: str, errors: dict[str, str] | None = None) -> str:
    return render_template("auth/choose_password.html", door=door, errors=errors or {})
