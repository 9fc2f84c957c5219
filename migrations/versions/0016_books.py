"""The books: entries and lines that nobody changes, months that close, and every gift so far booked."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0016_books"
down_revision = "0015_fraud_flags"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "book_entry",
        "staff",
        "insert",
        {"open": "tenant_id id act gift_id book_on lines posted_at posted_by", "matter": "reason"},
    ),
    Fence(
        "posting",
        "staff",
        "insert",
        {
            "open": "tenant_id id entry_id line gift_id book_on account fund_id currency",
            "financial": "amount",
        },
    ),
    Fence(
        "book_period",
        "staff",
        "insert update",
        {"open": "tenant_id id month closed changed_at changed_by", "matter": "reason"},
    ),
    Fence("period_act", "staff", "", {"open": "tenant_id id month act at by", "matter": "reason"}),
)

_DOWN = """
drop trigger stands on public.gift;
drop function guard.gift_stands();
drop table public.posting, public.book_entry, public.book_period, public.period_act;
drop function guard.books_stand(), guard.month_is_open(), guard.line_of_entry(), guard.entry_balances(),
    guard.period_acts(), guard.period_stays();
alter table public.gift
    drop column fair_value, drop column fair_value_basis, drop column rate, drop column rate_source,
    drop column base_amount;
"""


def upgrade() -> None:
    """Make the books, enter every gift, and only then put them behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take them away. The gifts stay as they were received; their refunds and splits go with the books."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
