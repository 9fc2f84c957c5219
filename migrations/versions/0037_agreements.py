"""Agreements about service, and from when on a case is at risk: what a team's board counts."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0037_agreements"
down_revision = "0036_donor_care"
branch_labels = None
depends_on = None

FENCE = Fence(
    "service_agreement",
    "staff",
    "insert update",
    {
        "open": "tenant_id id person_id number level first_hours done_hours since until made_at made_by ended_at"
        " ended_by",
        "internal": "source",
    },
)


def upgrade() -> None:
    """Make the register, and let the worker count every open case once: it finds when that is at risk."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    _run(";\n".join(fence_statements(FENCE, prefix)))


def downgrade() -> None:
    """Take it away; cases keep the events that tell of it."""
    op.execute('alter table public."case" drop column risk_at')
    op.execute("drop table public.service_agreement")
    op.execute("drop function guard.agreement_stands()")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
