"""Whose program this is: the member, permissions and purpose behind a bearer token."""

import hmac
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework.base.clock import now
from casework.base.ids import secret_hash
from casework.base.values import Value
from casework.models.identity import ApiToken, Tenant, User
from casework.services.staff.recognise import Staff, as_staff
from casework.services.tenants.find_tenant import TenantFacts, tenant_facts

_SHAPE = re.compile(r"cw_([0-9]{1,9})_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_TOUCH = timedelta(seconds=60)


class Bearer(Value):
    """A program acting for a member, within `permissions` and for one `purpose`."""

    tenant: TenantFacts
    staff: Staff
    permissions: frozenset[str]
    purpose: str
    token_id: UUID


def read_token(session: Session, token: str) -> Bearer | None:
    """Who acts with this token; None when it is unknown, ended, or its member or tenant is shut out.

    The tenant comes from the token alone. A program is never fresh: what asks for the password is closed to it.
    """
    shape = _SHAPE.fullmatch(token)
    if shape is None:
        return None
    row = session.execute(
        select(ApiToken, User, Tenant)
        .join(User, (User.tenant_id == ApiToken.tenant_id) & (User.id == ApiToken.user_id))
        .join(Tenant, Tenant.id == ApiToken.tenant_id)
        .where(ApiToken.tenant_id == int(shape[1]), ApiToken.id == UUID(hex=shape[2]))
    ).first()
    if row is None or not hmac.compare_digest(row[0].secret_hash, secret_hash(shape[3])):
        return None
    held, user, tenant = row
    if not _works(held, user, tenant):
        return None
    _touch(session, held)
    return Bearer(
        tenant=tenant_facts(tenant),
        staff=as_staff(user, fresh_at=_NEVER),
        permissions=frozenset(held.permissions),
        purpose=held.purpose,
        token_id=held.id,
    )


def _works(held: ApiToken, user: User, tenant: Tenant) -> bool:
    alive = held.revoked_at is None and held.expires_at > now()
    return alive and user.status == "active" and tenant.status == "active"


def _touch(session: Session, held: ApiToken) -> None:
    if held.used_at is None or now() - held.used_at >= _TOUCH:
        session.execute(
            update(ApiToken)
            .where(ApiToken.tenant_id == held.tenant_id, ApiToken.id == held.id)
            .values(used_at=now())
        )
