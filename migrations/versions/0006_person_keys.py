"""A key for each person and case, so that destroying one makes sealed values unreadable wherever they were copied."""

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0006_person_keys"
down_revision = "0005_ledger"
branch_labels = None
depends_on = None

_TABLE = """
create table person_key (
    tenant_id integer not null,
    id uuid not null,
    kind text not null,
    holder uuid not null,
    version integer not null,
    wrapped bytea,
    made_at timestamptz not null,
    destroyed_at timestamptz,
    constraint person_key_pk primary key (tenant_id, id)
);
create unique index person_key_holder_key on person_key (tenant_id, holder) where wrapped is not null;
create index person_key_version_ix on person_key (tenant_id, version, id);

-- The index of a number goes with the key that sealed it.
alter table person_identifier alter column value_bidx drop not null, alter column value_bidx set default null;
alter table sealing_key add column made_at timestamptz not null default now();
alter table sealing_key alter column made_at drop default;
grant select (made_at) on sealing_key to {p}_read_open;
grant insert (made_at) on sealing_key to {p}_write_open;
grant update (root_id, wrapped) on sealing_key to {p}_write_open;
grant delete on sealing_key to {p}_write_open;
"""

# Whatever SQL arrives: keys turn only in a rotation, and go only with those who have the purpose to destroy them.
_UPKEEP = """
create policy turning on sealing_key as restrictive for update to {p}_viewer
    using ((select viewer_purpose()) = 'system:rotate_keys');
create policy retiring on sealing_key as restrictive for delete to {p}_viewer
    using ((select viewer_purpose()) = 'system:rotate_keys' and version > 0);
create policy making on sealing_key as restrictive for insert to {p}_viewer
    with check (version <= 1 or (select viewer_purpose()) = 'system:rotate_keys');
create policy turning on person_key as restrictive for update to {p}_viewer
    using ((select viewer_purpose()) in ('system:rotate_keys', 'system:destroy_key'));
create policy sweeping on person_key as restrictive for delete to {p}_viewer
    using ((select viewer_purpose()) = 'system:sweep' and kind = 'case');
"""

# Which tenant key wraps new person keys. Whoever asks holds a shared lock until the transaction ends; a rotation that
# waits for all of them (key_turned) knows that no key comes any more that an older version wraps.
_IN_USE = """
create function public.tenant_key_in_use() returns integer
language plpgsql volatile security definer parallel unsafe set search_path = pg_catalog, pg_temp as $$
begin
    if public.viewer_tenant() is null then
        raise exception 'no viewer: no key is in use' using errcode = '42501';
    end if;
    perform pg_advisory_xact_lock_shared(7269474, public.viewer_tenant());
    return (select max(version) from public.sealing_key
        where tenant_id = public.viewer_tenant() and version > 0);
end $$;

create function public.tenant_key_turned() returns boolean
language plpgsql volatile security definer parallel unsafe set search_path = pg_catalog, pg_temp as $$
begin
    if public.viewer_purpose() is distinct from 'system:rotate_keys' then
        raise exception 'only a rotation waits for keys to be turned' using errcode = '42501';
    end if;
    return pg_try_advisory_xact_lock(7269474, public.viewer_tenant());
end $$;

revoke all on function public.tenant_key_in_use(), public.tenant_key_turned() from public;
grant execute on function public.tenant_key_in_use(), public.tenant_key_turned() to {p}_viewer;
"""

FENCE = Fence(
    "person_key",
    "key",
    "insert update delete",
    {"open": "tenant_id id kind holder version wrapped made_at destroyed_at"},
)


def upgrade() -> None:
    """Make the register of person keys; values sealed before stay readable until a rotation seals them anew."""
    prefix = op.get_context().opts["prefix"]
    _run(_TABLE)
    _run(";\n".join(fence_statements(FENCE, prefix)))
    _run(_UPKEEP)
    _run(_IN_USE)


def downgrade() -> None:
    """Take the person keys away, and with them what only they open; numbers without an index go as well."""
    op.execute("drop function public.tenant_key_in_use(), public.tenant_key_turned()")
    op.execute("drop policy turning on sealing_key")
    op.execute("drop policy retiring on sealing_key")
    op.execute("drop policy making on sealing_key")
    op.execute("drop table public.person_key")
    _run("""
        revoke update (root_id, wrapped), delete on sealing_key from {p}_write_open;
        alter table sealing_key drop column made_at;
        delete from person_identifier where value_bidx is null;
        alter table person_identifier alter column value_bidx drop default, alter column value_bidx set not null;
    """)


def _run(text: str) -> None:
    driver = op.get_bind().connection.driver_connection
    driver.execute(text.replace("{p}", op.get_context().opts["prefix"]), prepare=False)
