"""Bank accounts that donors corrected, sealed until the bank is told; each order keeps the mandate it was sent under."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0056_bank_accounts"
down_revision = "0055_undo_in_pieces"
branch_labels = None
depends_on = None

FENCE = Fence(
    "pledge_account",
    "staff",
    "insert update",
    {
        "open": "tenant_id id pledge_id donor_id file_id since",
        "financial": "mandate ending",
        "sealed": "value",
    },
)
_OWN = "tenant_id = (select viewer_tenant()) and viewer_owns(donor_id)"


def upgrade() -> None:
    """Make the register, and let a donor add to it what is their own."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    _run(";\n".join(fence_statements(FENCE, prefix)))
    _run(f"create policy own on public.pledge_account for select using ({_OWN})")
    _run(f"create policy own_more on public.pledge_account for insert with check ({_OWN})")


def downgrade() -> None:
    """Take it away: the donors have to be asked again for accounts that the bank was not told of."""
    _run("drop table public.pledge_account; drop function guard.account_stands()")
    _run("delete from public.bank_file where direction = 'mandates'")
    _run("alter table public.collection_attempt drop column mandate")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
