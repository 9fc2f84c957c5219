"""Signing in and out, and proving oneself again."""

from flask import Blueprint, Response, render_template, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from casework.base.errors import InvalidInput
from casework.domain.email import email_key
from casework.policy.guard import guarded, open_to_all
from casework.services.staff import throttle
from casework.services.staff.confirm_password import confirm_password
from casework.services.staff.present import current_staff, current_tenant
from casework.services.staff.sign_in import SignInRefused, sign_in
from casework.services.staff.sign_out import sign_out
from casework.store.identity import identity_session
from casework.web.cookies import STAFF, read_cookie
from casework.web.frame import staff_home
from casework.web.go import go
from casework.web.known_device import known_device, remember_device
from casework.web.local_path import next_path
from casework.web.session import carry_session, end_session
from casework.web.words import speak, told

auth = Blueprint("auth", __name__)

Page = str | tuple[str, int] | Answer


@auth.get("/sign-in")
@open_to_all("Whoever signs in is not known yet.")
def sign_in_page() -> str:
    """The form."""
    return _sign_in_form()


@auth.post("/sign-in")
@open_to_all("Whoever signs in is not known yet.")
def sign_in_act() -> Page:
    """One try, counted before it is made."""
    tenant = current_tenant()
    email, password = request.form.get("email", ""), request.form.get("password", "")
    tries = _tries(email, tenant.slug)
    for limit, who in tries:
        throttle.spend(limit, who, tenant_id=tenant.id)
    try:
        with identity_session() as identity:
            token, staff = sign_in(identity, email, password, tenant_id=tenant.id, agent=_agent())
            _drop_old(identity)
            identity.commit()
    except SignInRefused as refused:
        return _sign_in_form(email, speak(refused.said)), refused.status
    for limit, who in tries:
        throttle.refund(limit, who, tenant_id=tenant.id)
    answer = go(next_path() or staff_home(staff, tenant))
    remember_device(answer, email, slug=tenant.slug)
    return _let_in(answer, token)


@auth.post("/sign-out")
@open_to_all("Whoever leaves may leave, also after the session has ended.")
def leave() -> Response:
    """End this session here and in the database."""
    tenant = current_tenant()
    with identity_session() as identity:
        _drop_old(identity)
        identity.commit()
    session.clear()
    return end_session(go(url_for("auth.sign_in_page")), slug=tenant.slug)


@auth.get("/confirm")
@guarded("account.manage")
def confirm_page() -> str:
    """Ask for the password before a sensitive act."""
    return render_template("auth/confirm.html", next=next_path(), error=None)


@auth.post("/confirm")
@guarded("account.manage")
def confirm_act() -> Page:
    """A fresh session for the next ten minutes."""
    tenant, staff = current_tenant(), current_staff()
    limit, who = throttle.CONFIRM_ACCOUNT, str(staff.id)
    throttle.spend(limit, who, tenant_id=tenant.id)
    try:
        with identity_session() as identity:
            token = confirm_password(
                identity,
                staff.id,
                request.form.get("password", ""),
                tenant_id=tenant.id,
                token=read_cookie(request, STAFF) or "",
                agent=_agent(),
            )
            identity.commit()
    except InvalidInput as wrong:
        page = render_template("auth/confirm.html", next=next_path(), error=told(wrong)["password"])
        return page, wrong.status
    throttle.refund(limit, who, tenant_id=tenant.id)
    # The same person goes on with the same visit: what they declared to read for still holds.
    return carry_session(go(next_path() or staff_home(staff, tenant)), token, slug=tenant.slug)


def _sign_in_form(email: str = "", error: str | None = None) -> str:
    return render_template("auth/sign_in.html", email=email[:254], error=error, next=next_path())


def _tries(email: str, slug: str) -> list[tuple[throttle.Limit, str]]:
    """What this try counts against: a known browser's own, else the account's and the address's."""
    device = known_device(email, slug=slug)
    if device:
        return [(throttle.SIGN_IN_DEVICE, device)]
    address = throttle.address_of(request.remote_addr)
    return [(throttle.SIGN_IN_ADDRESS, address), (throttle.SIGN_IN_ACCOUNT, email_key(email))]


def _let_in(answer: Response, token: str) -> Response:
    """The new session's cookie; forms and news of the visit before are not this session's."""
    language = session.get("lang")
    session.clear()
    if language:
        session["lang"] = language
    return carry_session(answer, token, slug=current_tenant().slug)


def _drop_old(identity: Session) -> None:
    """End the session that this browser held until now."""
    token = read_cookie(request, STAFF)
    if token:
        sign_out(identity, token, tenant_id=current_tenant().id)


def _agent() -> str:
    return request.headers.get("User-Agent", "")
