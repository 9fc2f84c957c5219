"""Of which classes people are that an office serves sooner: vulnerable, a member of the council."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0054_person_classes"
down_revision = "0053_own_name"
branch_labels = None
depends_on = None

FENCE = Fence(
    "person_class",
    "staff",
    "insert update",
    {
        "open": "tenant_id id person_id since until made_at made_by ended_at ended_by",
        "contact": "code reason",
    },
)


def upgrade() -> None:
    """Make the register and put it behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    _run(";\n".join(fence_statements(FENCE, prefix)))


def downgrade() -> None:
    """Take it away; cases keep the events that tell of it."""
    op.execute("drop table public.person_class")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
