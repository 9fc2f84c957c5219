"""Pledges, what falls due of them, and each attempt to collect it."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0025_pledges"
down_revision = "0024_holds"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "pledge",
        "staff",
        "insert update",
        {
            "open": "tenant_id id number donor_id fund_id kind currency unit every day starts_on instalments method"
            " status next_on entered_by made_at version",
            "financial": "amount mandate",
        },
    ),
    Fence(
        "pledge_change",
        "staff",
        "insert",
        {
            "open": "tenant_id id pledge_id donor_id what detail effective_on at by",
            "matter": "reason",
            "financial": "yearly_before yearly_after",
        },
    ),
    Fence(
        "instalment",
        "staff",
        "insert update",
        {
            "open": "tenant_id id pledge_id donor_id due_on currency status try_on tries gift_id version",
            "financial": "amount",
        },
    ),
    Fence("collection_run", "staff", "insert", {"open": "tenant_id id method ran_on at by"}),
    Fence(
        "collection_attempt",
        "staff",
        "insert update",
        {
            "open": "tenant_id id instalment_id donor_id run_id place key processor status sent_at asked_at answered_at"
            " code version",
            "financial": "processor_id",
        },
    ),
    Fence(
        "bank_file",
        "staff",
        "insert",
        {"open": "tenant_id id direction number run_id sha256 count currency at by", "financial": "total"},
    ),
)

_DOWN = """
alter table public.posting drop column pledge_id;
alter table public.book_entry drop column pledge_id;
drop table public.bank_file, public.collection_attempt, public.collection_run, public.instalment,
    public.pledge_change, public.pledge;
drop function guard.attempt_stands();
"""


def upgrade() -> None:
    """Make the registers and put them behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take them away. Gifts that came by them stay, and so do their entries."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
