"""Categories that go to another office's Open311 endpoint, and how each of their requests stands there."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0033_forwarding"
down_revision = "0032_hidden_names"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "forwarding",
        "shown",  # who asks has to know whether a category goes elsewhere; the key is of a class that they never read
        "insert update",
        {
            "open": "tenant_id id category name address jurisdiction service answers whole_words safe_again"
            " stopped_at tried_at trial made_at",
            "internal": "api_key",
        },
    ),
    Fence(
        "forwarded_request",
        "of_case",
        "insert update",
        {
            "open": "tenant_id id case_id forwarding_id state attempts tries perhaps queued_at tried_at next_at sent_at"
            " their_id token their_state asked_at changed_at",
            "matter": "said",
        },
    ),
)


def upgrade() -> None:
    """Make the two registers and put them behind the wall."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take them away; the ledger keeps what was handed over, and the cases go on here."""
    op.execute("drop table public.forwarded_request, public.forwarding")
    op.execute("drop function guard.forwarded_once()")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
