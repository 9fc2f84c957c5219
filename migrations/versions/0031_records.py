"""Requests for records: what was found, and the log of what is withheld."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0031_records"
down_revision = "0030_post"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "found_record",
        "of_case",
        "insert update",
        {
            "open": "tenant_id id case_id original_id revision_id given_id decided_at decided_by added_at added_by"
            " removed_at",
            "internal": "title decision",
        },
    ),
    Fence(
        "withholding",
        "of_case",
        "insert update",
        {
            "open": "tenant_id id case_id record_id extent entered_at entered_by lifted_at lifted_by",
            "internal": "page place law exemption reason interest",
        },
    ),
)


def upgrade() -> None:
    """Make the registers and put them behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take them away; the files stay with their cases."""
    op.execute("drop table public.withholding, public.found_record")
    op.execute("drop function guard.withholding_stands()")
    op.execute("drop function guard.found_record_stands()")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
