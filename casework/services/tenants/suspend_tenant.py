"""Close a tenant's pages, or open them again. Nothing is deleted."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.errors import NotFound
from casework.models.identity import Tenant
from casework.services.staff.record import record


def suspend_tenant(session: Session, slug: str, *, suspended: bool = True) -> None:
    """From the next request on nobody gets in, whatever session or token they hold; raises NotFound."""
    row = session.scalar(select(Tenant).where(Tenant.slug == slug).with_for_update())
    if row is None:
        raise NotFound(f"There is no tenant {slug}. See: casework tenant list")
    row.status = "suspended" if suspended else "active"
    record(session, "tenant.suspend" if suspended else "tenant.resume", tenant_id=row.id, actor=None)
