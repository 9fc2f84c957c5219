"""Give an account a password: by a one-time link, or by its owner who knows the present one."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound
from casework.models.identity import ApiToken, User
from casework.services.staff.hashing import hash_password, verify_password
from casework.services.staff.links import find_link, use_link
from casework.services.staff.record import record
from casework.services.staff.sign_in import open_session
from casework.services.staff.sign_out import end_sessions
from casework.services.staff.weak_password import weak_password
from casework.services.tenants.find_tenant import TenantFacts


def accept_link(session: Session, token: str, purpose: str, password: str, tenant: TenantFacts) -> User:
    """Use up an invitation or reset and set the password; raises LinkSpent, InvalidInput.

    A password that will not do leaves the link unused. Everything signed in before is signed out.
    """
    link = find_link(session, token, purpose, tenant_id=tenant.id)
    user = session.get(User, (tenant.id, link.user_id))
    if user is None:
        raise NotFound
    refuse_weak(password, user, tenant)
    use_link(session, token, purpose, tenant_id=tenant.id)
    user.status = "active"
    _set(session, user, password)
    record(session, f"account.{purpose}", tenant_id=tenant.id, actor=user.id, subjects=[user.id])
    return user


def change_password(session: Session, user_id: UUID, present: str, password: str, tenant: TenantFacts) -> str:
    """Change one's own password; a new session token, since all earlier sessions end. Raises InvalidInput."""
    user = session.get(User, (tenant.id, user_id))
    if user is None or not verify_password(user.password_hash, present):
        raise InvalidInput({"present": _l("This is not your present password")})
    refuse_weak(password, user, tenant)
    _set(session, user, password)
    record(session, "account.password", tenant_id=tenant.id, actor=user.id, subjects=[user.id])
    return open_session(session, user)


def refuse_weak(password: str, user: User, tenant: TenantFacts) -> None:
    """Raise InvalidInput for a password that is short, common, or made of the names of this place."""
    said = weak_password(password, (tenant.name, tenant.slug, user.name, user.email))
    if said:
        raise InvalidInput({"password": said})


def _set(session: Session, user: User, password: str) -> None:
    user.password_hash = hash_password(password)
    user.password_changed_at = now()
    user.epoch += 1
    end_sessions(session, user.id, tenant_id=user.tenant_id)
    session.execute(
        update(ApiToken)
        .where(
            ApiToken.tenant_id == user.tenant_id, ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None)
        )
        .values(revoked_at=now())
    )
