"""Transfers: shares of joint owners, faults of papers, signatures of parties, and how a vehicle stands."""

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0020_transfers"
down_revision = "0019_time_rules"
branch_labels = None
depends_on = None

_UP = """
alter table ownership add column tenancy text
    constraint ownership_tenancy_check check (tenancy in ('TENCOM', 'COMPRO'));
grant select (tenancy) on ownership to {p}_read_open;
grant insert (tenancy), update (tenancy) on ownership to {p}_write_open;
alter table lien add column case_id uuid;
grant select (case_id) on lien to {p}_read_open;
grant insert (case_id), update (case_id) on lien to {p}_write_open;
alter table document add column fault text;
grant select (fault) on document to {p}_read_open;
grant insert (fault), update (fault) on document to {p}_write_open;
"""

_SIGNATURE = """
create table public.case_signature (
    tenant_id integer not null,
    id uuid not null,
    case_id uuid not null,
    act text not null,
    role text not null,
    state text not null,
    way text,
    digest text,
    name text,
    asked_at timestamptz not null,
    at timestamptz,
    taken_by uuid,
    constraint case_signature_pk primary key (tenant_id, id),
    constraint case_signature_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id),
    constraint case_signature_tenant_id_case_id_act_role_key unique (tenant_id, case_id, act, role),
    constraint case_signature_state_check check (state in ('waiting', 'signed', 'declined'))
);
"""

FENCE = Fence(
    "case_signature",
    "of_case",
    "insert update",
    {"open": "tenant_id id case_id act role state way digest asked_at at taken_by", "contact": "name"},
)

# Facts about a vehicle, none about people. A theft or a suspicion is told to staff alone: who applies is not warned.
_STANDING = """
create function public.vehicle_standing(wanted text)
returns table (fuel text, body text, year integer, gvwr_lb integer, conjunction text, title_number text,
    holds text[], brands text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select v.fuel, coalesce(v.body, ''), v.year, v.gvwr_lb,
        (select o.conjunction from public.ownership o where o.tenant_id = v.tenant_id and o.vehicle_id = v.id
            and o.superseded_at is null and o.valid_to is null),
        (select t.number from public.vehicle_title t where t.tenant_id = v.tenant_id and t.vehicle_id = v.id
            and t.superseded_at is null order by t.issued_at desc limit 1),
        coalesce((select array_agg(h.code order by h.since) from public.hold h
            where h.tenant_id = v.tenant_id and h.vehicle_id = v.id
                and h.since <= now() and (h.until is null or h.until > now())
                and (public.viewer_case() is null or h.code not in ('STOLEN', 'FRAUD_REVIEW'))), '{}'),
        coalesce((select array_agg(b.brand || '@' || b.effective_on order by b.effective_on) from public.brand b
            where b.tenant_id = v.tenant_id and b.vehicle_id = v.id and b.voided_at is null), '{}')
    from public.vehicle v
    where v.tenant_id = public.viewer_tenant() and v.vin_key = wanted
$$;
revoke all on function public.vehicle_standing(text) from public;
grant execute on function public.vehicle_standing(text) to {p}_viewer;
"""
_DOWN = """
drop function public.vehicle_standing(text);
drop table public.case_signature;
alter table document drop column fault;
alter table lien drop column case_id;
alter table ownership drop column tenancy;
"""


def upgrade() -> None:
    """Make the columns, and the rights to them."""
    prefix = op.get_context().opts["prefix"]
    op.execute(_UP.format(p=prefix))
    _run(_SIGNATURE)
    _run(";\n".join(fence_statements(FENCE, prefix)))
    _run(_STANDING.replace("{p}", prefix))


def downgrade() -> None:
    """Take them back; the rights go with them."""
    op.execute(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
