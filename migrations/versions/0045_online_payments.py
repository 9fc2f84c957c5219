"""Payments on a page: each try on record before it is sent, so that nobody is charged twice."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0045_online_payments"
down_revision = "0044_held_answers"
branch_labels = None
depends_on = None

FENCE = Fence(
    "online_payment",
    "of_case",
    "insert update",
    {
        "open": "tenant_id id case_id place key processor regular currency status sent_at answered_at code taken_at"
        " gift_id pledge_id version",
        "financial": "mandate amount processor_id fee",
    },
)
_DOWN = """
drop table public.online_payment;
drop function guard.payment_stands();
"""


def upgrade() -> None:
    """Make the register and put it behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    _run(";\n".join(fence_statements(FENCE, prefix)))


def downgrade() -> None:
    """Take it away: what was paid stays in the books as gifts."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
