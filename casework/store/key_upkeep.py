"""What the owner of the database sees of keys: how many there are and which values hang on which. It opens none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from casework.base.errors import SettingError
from casework.base.values import Value
from casework.settings import Database

EVERYBODY = 0
"""In place of a tenant: the root key."""
_ROTATIONS = 7_269_475  # the first half of an advisory lock; the tenant is the other
_PATIENCE = 120.0
_COUNTS = text(r"""
    with box as (
        select tenant_id, sealed as it from fact where sealed is not null
        union all select tenant_id, value from person_identifier
        union all select tenant_id, answers from draft
        union all select tenant_id, api_key from forwarding where api_key is not null
    ), named as (
        select tenant_id, case when substring(it from 1 for 1) = '\x02' and length(it) > 16
            then encode(substring(it from 2 for 16), 'hex')::uuid end as key
        from box
    ), newest as (
        select tenant_id, max(version) as version from sealing_key where version > 0 group by tenant_id
    ), of_values as (
        select n.tenant_id,
            count(*) filter (where k.version = v.version) as held,
            count(*) filter (where k.version < v.version or n.key is null) as behind,
            count(*) filter (where n.key is not null and k.version is null) as gone
        from named n join newest v using (tenant_id)
        left join person_key k on k.tenant_id = n.tenant_id and k.id = n.key and k.wrapped is not null
        group by n.tenant_id
    ), of_keys as (
        select k.tenant_id,
            count(*) filter (where wrapped is not null and k.version = v.version) as held,
            count(*) filter (where wrapped is not null and k.version < v.version) as behind,
            count(*) filter (where wrapped is null) as gone
        from person_key k join newest v using (tenant_id) group by k.tenant_id
    )
    select t.slug, v.version,
        (select count(*) from sealing_key s
            where s.tenant_id = t.id and s.version > 0 and s.version < v.version) as older,
        (select array_agg(distinct root_id order by root_id) from sealing_key s where s.tenant_id = t.id) as roots,
        coalesce(k.held, 0) as keys, coalesce(k.behind, 0) as keys_behind, coalesce(k.gone, 0) as keys_gone,
        coalesce(o.held, 0) as sealed, coalesce(o.behind, 0) as sealed_behind, coalesce(o.gone, 0) as sealed_gone
    from identity.tenant t
    left join newest v on v.tenant_id = t.id
    left join of_keys k on k.tenant_id = t.id
    left join of_values o on o.tenant_id = t.id
    where cast(:slug as text) is null or t.slug = :slug
    order by t.slug
""")
_OTHERS = text(
    "select l.virtualtransaction from pg_locks l join pg_stat_activity a on a.pid = l.pid"
    " where l.locktype = 'virtualxid' and l.granted and l.pid <> pg_backend_pid()"
    " and a.datname = current_database()"
)


class KeyCounts(Value):
    """Of one tenant: person keys and sealed values on the newest tenant key, on older ones, and without a key."""

    slug: str
    version: int | None
    older: int
    roots: tuple[str, ...]
    keys: int
    keys_behind: int
    keys_gone: int
    sealed: int
    sealed_behind: int
    sealed_gone: int


@contextmanager
def as_owner(database: Database) -> Iterator[Connection]:
    """A connection of the owner on which each statement stands for itself, so that it keeps nobody waiting."""
    engine = create_engine(
        database.owner, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as owner:
        yield owner


@contextmanager
def one_rotation(owner: Connection, tenant: int) -> Iterator[None]:
    """While it lasts no other command turns this tenant's keys. The lock is the connection's, so a kill frees it."""
    told = {"what": _ROTATIONS, "tenant": tenant}
    if not owner.scalar(text("select pg_try_advisory_lock(:what, :tenant)"), told):
        raise SettingError("These keys are being turned just now. Wait for that command to end.")
    try:
        yield
    finally:
        owner.execute(text("select pg_advisory_unlock(:what, :tenant)"), told)


def wait_for_others(owner: Connection, *, patience: float = _PATIENCE) -> None:
    """Wait until every transaction that runs now has ended: it may still hold what an old key opens."""
    waiting, deadline = set(owner.scalars(_OTHERS)), time.monotonic() + patience
    while waiting:
        if time.monotonic() > deadline:
            raise SettingError(
                "Somebody's transaction does not end, so the old keys stay. Run the command again."
            )
        time.sleep(0.02)
        waiting &= set(owner.scalars(_OTHERS))


def roots_in_use(owner: Connection) -> dict[str, int]:
    """How many tenant keys each root key wraps."""
    rows = owner.execute(text("select root_id, count(*) as held from sealing_key group by root_id"))
    return {row.root_id: row.held for row in rows}


def count_keys(owner: Connection, slug: str | None = None) -> list[KeyCounts]:
    """The counts of every tenant, or of one."""
    rows = owner.execute(_COUNTS, {"slug": slug})
    return [KeyCounts(**{**row._asdict(), "roots": tuple(row.roots or ())}) for row in rows]
