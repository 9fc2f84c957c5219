"""Give or take titles and access. Sessions of before are dead at the next request, and mailed links with them."""

from collections.abc import Iterable
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.errors import NotFound, Refused
from casework.models.identity import ApiToken, User
from casework.packs import catalog
from casework.services.staff.invite_member import check_titles
from casework.services.staff.record import record
from casework.services.staff.sign_out import end_sessions
from casework.services.tenants.find_tenant import TenantFacts

ADMINISTRATOR = "administrator"


def give_titles(
    session: Session, tenant: TenantFacts, user_id: UUID, titles: Iterable[str], *, actor: UUID
) -> User:
    """Exactly these titles from now on; raises NotFound, InvalidInput, Refused for the last administrator."""
    user = _locked(session, tenant, user_id)
    chosen, before = check_titles(titles, tenant), list(user.titles)
    if chosen == before:
        return user
    ran = _runs(user, tenant)
    user.titles = chosen
    if ran:
        _keep_an_administrator(session, tenant)
    _cut(session, user)
    record(
        session,
        "member.titles",
        tenant_id=tenant.id,
        actor=actor,
        subjects=[user.id],
        detail={"before": before, "after": chosen},
    )
    return user


def revoke_member(session: Session, tenant: TenantFacts, user_id: UUID, *, actor: UUID) -> User:
    """Take a member's access away. Their acts stay theirs; raises NotFound, Refused for the last administrator."""
    user = _locked(session, tenant, user_id)
    ran = _runs(user, tenant)
    user.status = "disabled"
    if ran:
        _keep_an_administrator(session, tenant)
    _cut(session, user)
    session.execute(
        update(ApiToken)
        .where(ApiToken.tenant_id == tenant.id, ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    record(session, "member.revoke", tenant_id=tenant.id, actor=actor, subjects=[user.id])
    return user


def restore_member(session: Session, tenant: TenantFacts, user_id: UUID, *, actor: UUID) -> User:
    """Give access back: at once to those who had a password, by a new invitation to others."""
    user = _locked(session, tenant, user_id)
    if user.status == "disabled":
        user.status = "active" if user.password_hash else "invited"
        _cut(session, user)
        record(session, "member.restore", tenant_id=tenant.id, actor=actor, subjects=[user.id])
    return user


def _locked(session: Session, tenant: TenantFacts, user_id: UUID) -> User:
    """The user; all administrators are locked with them, so that two can't remove each other at once."""
    rows = session.scalars(
        select(User)
        .where(User.tenant_id == tenant.id, (User.id == user_id) | (User.status == "active"))
        .order_by(User.id)
        .with_for_update()
    ).all()
    found = next((user for user in rows if user.id == user_id), None)
    if found is None:
        raise NotFound
    return found


def _keep_an_administrator(session: Session, tenant: TenantFacts) -> None:
    """Refuse what would leave the tenant with nobody to run it."""
    session.flush()
    active = session.scalars(select(User).where(User.tenant_id == tenant.id, User.status == "active"))
    if not any(_runs(user, tenant) for user in active):
        raise Refused(
            "LAST_ADMINISTRATOR",
            _l("This would leave the office without an administrator. Make somebody else one first."),
        )


def _runs(user: User, tenant: TenantFacts) -> bool:
    """Whether this user is an administrator who can come in."""
    duties = catalog().kind(tenant.kind).duties_of(user.titles)
    return user.status == "active" and ADMINISTRATOR in duties


def _cut(session: Session, user: User) -> None:
    user.epoch += 1
    end_sessions(session, user.id, tenant_id=user.tenant_id)
