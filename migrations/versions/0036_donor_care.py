"""What is planned for donors, and lists of donors that are kept as rules."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0036_donor_care"
down_revision = "0035_legal_owners"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "donor_task",
        "staff",
        "insert update",
        {
            "open": "tenant_id id donor_id plan due_on member_id done_on done_by made_at made_by",
            "internal": "what",
        },
    ),
    Fence(
        "donor_segment",
        "staff",
        "insert update",
        {"open": "tenant_id id name rule made_at made_by ended_at"},
    ),
)


def upgrade() -> None:
    """Make the registers and put them behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take them away."""
    op.execute("drop table public.donor_task, public.donor_segment")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
