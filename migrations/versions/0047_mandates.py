"""Mandates: who acts for the applicant of a case, in what, and until when."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0047_mandates"
down_revision = "0046_lender_channel"
branch_labels = None
depends_on = None

FENCE = Fence(
    "mandate",
    "of_case",
    "insert update",
    {
        "open": "tenant_id id case_id ground scope since until document_id noted_at noted_by ended_at ended_by",
        "contact": "name email email_key",
    },
)


def upgrade() -> None:
    """Make the register. What was noted in words before stays among the notes."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    _run(";\n".join(fence_statements(FENCE, prefix)))


def downgrade() -> None:
    """Take it away; the events of the cases still tell that somebody acted."""
    op.execute("drop table public.mandate")
    op.execute("drop function guard.mandate_stands()")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
