"""Imports of donors and gifts: where a list comes from and by what right, sums, lines that stay, and who is not who."""

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0043_donor_imports"
down_revision = "0042_appeals"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "import_not_same",
        "staff",
        "insert delete",
        {"open": "tenant_id id register record_id said_by said_at", "identity": "row"},
    ),
)
_UP = """
alter table public.import_run
    add column provenance text,
    add column basis text,
    add column totals jsonb,
    add column kept integer not null default 0,
    add column undo_changed text,
    add column undo_line integer,
    add constraint import_run_basis_check check
        (basis in ('consent', 'contract', 'legal_obligation', 'public_task', 'legitimate_interest')),
    add constraint import_run_undo_changed_check check (undo_changed in ('keep', 'reverse'));
grant select (basis, kept, undo_changed, undo_line) on public.import_run to {p}_read_open;
grant insert (basis, kept, undo_changed, undo_line), update (basis, kept, undo_changed, undo_line)
    on public.import_run to {p}_write_open;
grant select (provenance, totals) on public.import_run to {p}_read_internal;
grant insert (provenance, totals), update (provenance, totals) on public.import_run to {p}_write_internal;

alter table public.import_line
    add column perhaps_lines integer[] not null default array[]::integer[],
    add column of_line integer,
    drop constraint import_line_stage_check,
    add constraint import_line_stage_check check (stage in ('check', 'run', 'undo'));
grant select (perhaps_lines, of_line) on public.import_line to {p}_read_open;
grant insert (perhaps_lines, of_line), update (perhaps_lines, of_line) on public.import_line to {p}_write_open;

create table public.import_not_same (
    tenant_id integer not null,
    id uuid not null,
    register text not null,
    row bytea not null,
    record_id uuid not null,
    said_by uuid,
    said_at timestamptz not null,
    constraint import_not_same_pk primary key (tenant_id, id),
    constraint import_not_same_tenant_id_register_row_record_id_key unique (tenant_id, register, row, record_id)
);

insert into guard.import_table values (85, 'contact_choice');
"""
_DOWN = """
delete from guard.import_table where name = 'contact_choice';
drop table public.import_not_same;
delete from public.import_line where stage = 'undo';
alter table public.import_line
    drop constraint import_line_stage_check,
    add constraint import_line_stage_check check (stage in ('check', 'run')),
    drop column perhaps_lines,
    drop column of_line;
alter table public.import_run
    drop column provenance,
    drop column basis,
    drop column totals,
    drop column kept,
    drop column undo_changed,
    drop column undo_line;
"""


def upgrade() -> None:
    """Make room for what such lists need, behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(_UP.replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """As before. What such imports made stays; wishes that came with them are no longer taken back."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds braces and colons of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
