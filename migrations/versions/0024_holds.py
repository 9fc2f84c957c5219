"""Holds say who placed and released them, on what; notices of release of liability stand beside the owners."""

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0024_holds"
down_revision = "0023_issued_papers"
branch_labels = None
depends_on = None

_COLUMNS = "legal_basis, report_number, placed_actor, released_actor, release_number"
_UP = """
alter table hold add column legal_basis text, add column report_number text, add column placed_actor uuid,
    add column released_actor uuid, add column release_number text;
grant insert ({columns}), update ({columns}) on hold to {p}_write_open;
grant select ({columns}) on hold to {p}_read_open;
create table public.release_notice (
    tenant_id integer not null,
    id uuid not null,
    vehicle_id uuid not null,
    case_id uuid not null,
    sold_on date not null,
    due_on date not null,
    received_at timestamptz not null,
    recorded_at timestamptz not null,
    late boolean not null,
    odometer integer,
    seller_is_owner boolean not null,
    buyer_name text not null,
    buyer_address text,
    constraint release_notice_pk primary key (tenant_id, id),
    constraint release_notice_tenant_id_vehicle_id_fk foreign key (tenant_id, vehicle_id)
        references public.vehicle (tenant_id, id),
    constraint release_notice_tenant_id_case_id_key unique (tenant_id, case_id)
);
create index release_notice_vehicle_ix on public.release_notice (tenant_id, vehicle_id, sold_on);
"""
_DOWN = """
drop table public.release_notice;
alter table hold drop column legal_basis, drop column report_number, drop column placed_actor,
    drop column released_actor, drop column release_number;
"""

FENCE = Fence(
    "release_notice",
    "staff",
    "insert",
    {
        "open": "tenant_id id vehicle_id case_id sold_on due_on received_at recorded_at late odometer seller_is_owner",
        "contact": "buyer_name",
        "location": "buyer_address",
    },
)


def upgrade() -> None:
    """Make columns and register, and the rights to them."""
    prefix = op.get_context().opts["prefix"]
    _run(_UP.format(p=prefix, columns=_COLUMNS))
    _run(";\n".join(fence_statements(FENCE, prefix)))


def downgrade() -> None:
    """Take them back; the rights go with them."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
