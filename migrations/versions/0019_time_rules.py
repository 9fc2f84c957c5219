"""Calendars and promises of an office as versions, and the instant at which a case's clocks want to be looked at."""

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0019_time_rules"
down_revision = "0018_public_requests"
branch_labels = None
depends_on = None

_TABLE = """
create table public.time_rule (
    tenant_id integer not null,
    id uuid not null,
    subject text not null,
    number integer not null,
    document jsonb not null,
    made_at timestamptz not null,
    made_by uuid,
    restores integer,
    reason text not null,
    constraint time_rule_pk primary key (tenant_id, id),
    constraint time_rule_tenant_id_subject_number_key unique (tenant_id, subject, number),
    constraint time_rule_subject_check check (subject in ('calendar', 'promises')),
    constraint time_rule_number_check check (number > 0)
);
"""

FENCE = Fence(
    "time_rule",
    "tenant",
    "insert",
    {"open": "tenant_id id subject number document made_at made_by restores", "internal": "reason"},
)

# Open cases that are there already are looked at once, soon; what they get then follows from their events.
_LOOK = """
alter table public."case" add column look_at timestamptz;
update public."case" set look_at = now() where closed_at is null;
create index case_look_ix on public."case" (tenant_id, look_at) where look_at is not null;
grant select (look_at) on public."case" to {p}_read_open;
grant insert (look_at), update (look_at) on public."case" to {p}_write_open;
"""


def upgrade() -> None:
    """Make the register, put it behind the wall, and give cases their instant."""
    prefix = op.get_context().opts["prefix"]
    _run(_TABLE)
    _run(";\n".join(fence_statements(FENCE, prefix)))
    _run(_LOOK.replace("{p}", prefix))


def downgrade() -> None:
    """Take both away: offices go by their kind's calendar again."""
    op.execute('alter table public."case" drop column look_at')
    op.execute("drop table public.time_rule")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
