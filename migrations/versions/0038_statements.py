"""Year-end statements: one paper for each donor and year, in editions."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0038_statements"
down_revision = "0037_agreements"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "statement_run",
        "staff",
        "insert update",
        {"open": "tenant_id id year total done made corrected after_donor made_at made_by ended_at"},
    ),
    Fence(
        "giving_statement",
        "staff",
        "insert update",
        {
            "open": "tenant_id id donor_id year edition number status supersedes_id run_id language issued_at size",
            "financial": "told store_name sha256",
        },
    ),
)
_LAST = "\n        union all select r.store_name from public.receipt r"
_MORE = """
        union all select g.store_name from public.giving_statement g where g.tenant_id = public.viewer_tenant()"""
_DOWN = """
drop table public.giving_statement, public.statement_run;
drop function guard.statement_stands();
"""


def upgrade() -> None:
    """Make the registers, put them behind the wall, and have the sweep leave their files alone."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))
    _run(_stored_files().replace(_LAST, _MORE + _LAST, 1))


def downgrade() -> None:
    """Take them away."""
    _run(_stored_files().replace(_MORE, "", 1))
    _run(_DOWN)


def _stored_files() -> str:
    """The function as the migrations before this one left it."""
    asked = "select pg_get_functiondef('public.stored_files'::regproc)"
    return str(op.get_bind().exec_driver_sql(asked).scalar_one())


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
