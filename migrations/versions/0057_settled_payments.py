"""Payments of the web that nobody could book: what the processor told, and how a person settled it."""

from pathlib import Path

from alembic import op

revision = "0057_settled_payments"
down_revision = "0056_bank_accounts"
branch_labels = None
depends_on = None

COLUMNS = {
    "open": {"settled_at": "timestamptz", "settled_by": "uuid", "settled_as": "text"},
    "financial": {
        "told_amount": "bigint",
        "told_id": "text",
        "told_fee": "bigint",
        "settled_amount": "bigint",
    },
    "internal": {"settled_reason": "text"},
}
_GUARD = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def upgrade() -> None:
    """Make the columns, and let a person settle such a payment once."""
    prefix = op.get_context().opts["prefix"]
    for cls, columns in COLUMNS.items():
        for name, kind in columns.items():
            _run(f"alter table public.online_payment add column {name} {kind}")
        names = ", ".join(columns)
        _run(f"grant select ({names}) on public.online_payment to {prefix}_read_{cls}")
        _run(f"grant insert ({names}), update ({names}) on public.online_payment to {prefix}_write_{cls}")
    _run(_GUARD)


def downgrade() -> None:
    """Take them away: what was settled stands in the books, or was given back."""
    before = Path(__file__).with_name("0045_online_payments.sql").read_text(encoding="utf-8")
    begin = before.index("create function guard.payment_stands")
    guard = before[begin : before.index("create trigger stands", begin)]
    _run(guard.replace("create function", "create or replace function", 1))
    for columns in COLUMNS.values():
        for name in columns:
            _run(f"alter table public.online_payment drop column {name}")  # its check goes with it


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
