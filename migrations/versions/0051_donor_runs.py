"""Runs that begin a plan of care for all of a level, and that print the letters of an appeal, in files."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0051_donor_runs"
down_revision = "0050_areas"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "care_run",
        "staff",
        "insert update",
        {"open": "tenant_id id plan level steps total done begun after_donor made_at made_by ended_at"},
    ),
    Fence(
        "appeal_print",
        "staff",
        "insert update",
        {
            "open": "tenant_id id appeal_id total done letters left_out after_donor made_at made_by ended_at",
        },
    ),
    Fence(
        "appeal_paper",
        "staff",
        "insert",
        {
            "open": "tenant_id id print_id place letters hidden donors size made_at",
            "location": "store_name sha256",
        },
    ),
)
_LAST = "\n        union all select r.store_name from public.receipt r"
_MORE = """
        union all select a.store_name from public.appeal_paper a where a.tenant_id = public.viewer_tenant()"""
_DOWN = "drop table public.appeal_paper, public.appeal_print, public.care_run"


def upgrade() -> None:
    """Make the registers, put them behind the wall, and have the sweep leave their files alone."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))
    _run(_stored_files().replace(_LAST, _MORE + _LAST, 1))


def downgrade() -> None:
    """Take them away. Plans that were begun go on; letters that were printed have gone out."""
    _run(_stored_files().replace(_MORE, "", 1))
    _run(_DOWN)


def _stored_files() -> str:
    """The function as the migrations before this one left it."""
    asked = "select pg_get_functiondef('public.stored_files'::regproc)"
    return str(op.get_bind().exec_driver_sql(asked).scalar_one())


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
