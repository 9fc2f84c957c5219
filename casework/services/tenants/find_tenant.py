"""Which tenant an address means, as frozen values."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.base.values import Value
from casework.models.identity import Tenant


class TenantFacts(Value):
    """What pages, mails and jobs need to know of a tenant. Read anew for each request."""

    id: int
    slug: str
    host: str | None
    name: str
    kind: str
    active: bool
    public: bool
    languages: tuple[str, ...]
    timezone: str
    currency: str
    country: str
    profile: Mapping[str, Any]

    @property
    def language(self) -> str:
        """The language used where nothing else is known."""
        return self.languages[0]

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies it takes money in: its own first, then those its profile names."""
        told = self.profile.get("currencies")
        more = [code for code in told if isinstance(code, str)] if isinstance(told, list | tuple) else []
        return tuple(dict.fromkeys([self.currency, *more]))


def tenant_facts(row: Tenant) -> TenantFacts:
    """The frozen face of a tenant's row."""
    return TenantFacts(
        id=row.id,
        slug=row.slug,
        host=row.host,
        name=row.name,
        kind=row.kind,
        active=row.status == "active",
        public=row.public,
        languages=tuple(row.languages),
        timezone=row.timezone,
        currency=row.currency,
        country=row.country,
        profile=row.profile,
    )


def find_tenant(
    session: Session, *, slug: str | None = None, host: str | None = None, tenant_id: int | None = None
) -> TenantFacts | None:
    """The tenant with this slug, this own host (exactly) or this id; suspended ones too."""
    by = {"slug": slug, "host": host, "id": tenant_id}
    given = {name: value for name, value in by.items() if value is not None}
    row = session.scalar(select(Tenant).filter_by(**given)) if given else None
    return tenant_facts(row) if row else None


def list_tenants(session: Session, *, public_only: bool = False) -> list[TenantFacts]:
    """Every tenant by slug; with `public_only`, the active ones that want to be listed, by name."""
    chosen = select(Tenant).order_by(Tenant.slug)
    if public_only:
        chosen = select(Tenant).where(Tenant.public, Tenant.status == "active").order_by(Tenant.name)
    return [tenant_facts(row) for row in session.scalars(chosen)]
