"""Levels of donors, plans of care that an office writes, grants with their deadlines, donors who are not the same."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0049_donor_levels"
down_revision = "0048_own_giving"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "giving_level",
        "staff",
        "insert update",
        {"open": "tenant_id id code name minimum months valid_from valid_to made_at made_by"},
    ),
    Fence(
        "care_plan", "staff", "insert update", {"open": "tenant_id id name steps made_at made_by ended_at"}
    ),
    Fence(
        "funding_grant",
        "staff",
        "insert update",
        {
            "open": "tenant_id id funder_id title stage fund_id member_id starts_on ends_on made_at made_by version",
            "internal": "asked awarded note",
        },
    ),
    Fence(
        "grant_deadline",
        "staff",
        "insert update",
        {"open": "tenant_id id grant_id kind due_on done_on done_by reminded_on made_at made_by"},
    ),
    Fence("two_people", "staff", "insert", {"open": "tenant_id id first_id second_id said_at said_by"}),
)
_DOWN = """
drop table public.two_people, public.grant_deadline, public.funding_grant, public.care_plan, public.giving_level;
drop index public.donor_task_due_ix;
delete from public.donor_task where stopped_on is not null;
alter table public.donor_task drop column stopped_on, drop column stopped_by;
create index donor_task_due_ix on public.donor_task (tenant_id, due_on, id) where done_on is null;
"""


def upgrade() -> None:
    """Make the registers and put them behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take them away. Tasks that were stopped go with them: before, they would be due again."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
