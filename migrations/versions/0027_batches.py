"""Batches of gifts, and who is thanked beside the donor: soft credits, tributes, matching gifts, households."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0027_batches"
down_revision = "0026_import_indexes"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "gift_batch",
        "staff",
        "insert update",
        {
            "open": "tenant_id id number expected_count currency method fund_id received_on status opened_at opened_by"
            " posted_at posted_by version",
            "financial": "expected_total",
        },
    ),
    Fence(
        "batch_line",
        "staff",
        "insert update delete",
        {
            "open": "tenant_id id batch_id place donor_id fund_id gift_id",
            "financial": "amount",
            "matter": "mark",
        },
    ),
    Fence(
        "soft_credit",
        "staff",
        "insert delete",
        {"open": "tenant_id id gift_id person_id role currency", "financial": "amount"},
    ),
    Fence(
        "tribute",
        "staff",
        "insert update",
        {"open": "tenant_id id gift_id kind tell_id status", "contact": "name"},
    ),
    Fence(
        "matching_claim",
        "staff",
        "insert update",
        {
            "open": "tenant_id id gift_id company_id currency status received_gift_id",
            "financial": "amount",
        },
    ),
    Fence("household", "staff", "insert update", {"open": "tenant_id id made_at", "contact": "name"}),
    Fence(
        "household_member",
        "staff",
        "insert update",
        {"open": "tenant_id id household_id person_id since until"},
    ),
)

_DOWN = """
drop table public.household_member, public.household, public.matching_claim, public.tribute, public.soft_credit,
    public.batch_line, public.gift_batch;
drop function guard.batch_is_open(), guard.batch_ends();
"""


def upgrade() -> None:
    """Make the registers and put them behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take them away. Gifts that were posted stay."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
