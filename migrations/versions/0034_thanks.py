"""Thanks for each gift, runs that thank many, counter-receipts, and receipts that the database keeps as issued."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0034_thanks"
down_revision = "0033_forwarding"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "thanks_run", "staff", "insert update", {"open": "tenant_id id wanted total made_at made_by ended_at"}
    ),
    Fence(
        "thanks_paper",
        "staff",
        "insert",
        {"open": "tenant_id id run_id place letters hidden size made_at", "financial": "store_name sha256"},
    ),
    Fence(
        "thanks",
        "staff",
        "insert update",
        {
            "open": "tenant_id id gift_id donor_id due_on status how reason thanked_at thanked_by run_id letter_id"
            " paper_id version",
        },
    ),
)
_LAST = "\n        union all select r.store_name from public.receipt r"
_MORE = """
        union all select t.store_name from public.thanks_paper t where t.tenant_id = public.viewer_tenant()"""
_DOWN = """
drop table public.thanks, public.thanks_paper, public.thanks_run;
drop trigger stands on public.receipt;
drop function guard.receipt_stands();
update public.receipt set status = 'cancelled' where kind = 'counter';
alter table public.receipt drop constraint receipt_counter_check, drop column kind, drop column cancels_id,
    drop column replaces_id, drop column reason, drop column amount, drop column currency, drop column issued_by;
drop index public.receipt_issued_ix;
alter table public.gift drop column goods_kind;
"""


def upgrade() -> None:
    """Make the registers, put them behind the wall, and have the sweep leave their files alone."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))
    _run(_stored_files().replace(_LAST, _MORE + _LAST, 1))


def downgrade() -> None:
    """Take them away. Receipts stay, counter-receipts as cancelled ones: no number is lost."""
    _run(_stored_files().replace(_MORE, "", 1))
    _run(_DOWN)


def _stored_files() -> str:
    """The function as the migrations before this one left it."""
    asked = "select pg_get_functiondef('public.stored_files'::regproc)"
    return str(op.get_bind().exec_driver_sql(asked).scalar_one())


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
