"""Consents, what was given out or refused under the listed uses, and the documents behind each."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0028_lookups"
down_revision = "0027_batches"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "consent",
        "staff",
        "insert update",
        {
            "open": "tenant_id id person_id number uses restricted form signed_on until recorded_at recorded_by"
            " withdrawn_on withdrawn_by",
            "internal": "given_to",
        },
    ),
    Fence(
        "outward_disclosure",
        "staff",
        "insert",
        {
            "open": "tenant_id id number result use declaration mark_id vehicle_id people event_on fields limits"
            " decided_at decided_by keep_until",
            "internal": "declared recipient their_ref reason",
        },
    ),
    Fence(
        "disclosure_proof",
        "staff",
        "insert",
        {
            "open": "tenant_id id disclosure_id consent_id media_type size scan at added_by",
            "internal": "name sha256 store_name",
        },
    ),
)
_MORE = """
        union all select f.store_name from public.disclosure_proof f where f.tenant_id = public.viewer_tenant()"""


def upgrade() -> None:
    """Make the registers, put them behind the wall, and have the sweep leave their files alone."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))
    kept = _stored_files()
    _run(kept.replace(_LAST, _MORE + _LAST, 1))


def downgrade() -> None:
    """Take it away; the ledger keeps what was read and for which use."""
    _run(_stored_files().replace(_MORE, "", 1))
    op.execute("drop table public.disclosure_proof, public.outward_disclosure, public.consent")
    op.execute("drop function guard.consent_stands()")


_LAST = "\n        union all select r.store_name from public.receipt r"


def _stored_files() -> str:
    """The function as the migrations before this one left it."""
    asked = "select pg_get_functiondef('public.stored_files'::regproc)"
    return str(op.get_bind().exec_driver_sql(asked).scalar_one())


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
