"""When a receipt was first handed out: what is printed after that is marked as a duplicate."""

from pathlib import Path

from alembic import op

revision = "0063_handed_receipts"
down_revision = "0062_case_links"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column. Receipts from before count as handed out when they were issued."""
    prefix = op.get_context().opts["prefix"]
    _run("alter table public.receipt add column handed_at timestamptz")
    _run("alter table public.receipt disable trigger stands")
    _run("update public.receipt set handed_at = issued_at")
    _run("alter table public.receipt enable trigger stands")
    _run(f"grant select (handed_at) on public.receipt to {prefix}_read_open")
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))


def downgrade() -> None:
    """Let every print be the same again."""
    before = Path(__file__).with_name("0034_thanks.sql").read_text(encoding="utf-8")
    begin = before.index("create function guard.receipt_stands")
    guard = before[begin : before.index("create trigger stands", begin)]
    _run(guard.replace("create function", "create or replace function", 1))
    _run("drop function public.hand_out_receipt(uuid)")
    _run("alter table public.receipt drop column handed_at")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
