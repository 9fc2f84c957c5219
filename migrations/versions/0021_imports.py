"""Imports of registers: runs, rows, what they made, numbers of before; and taking a whole import back."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0021_imports"
down_revision = "0020_transfers"
branch_labels = None
depends_on = None

FENCES = (
    Fence(
        "import_run",
        "staff",
        "insert update",
        {
            "open": (
                "tenant_id id register store_name size encoding separator day_order state first_at first_line at line"
                " rows new same perhaps wrong begun_by begun_at checked_at started_at ended_at undone_at"
            ),
            "internal": "source file_name headings mapping trouble",
        },
    ),
    Fence(
        "import_line",
        "staff",
        "insert update",
        {
            "open": "tenant_id id run_id stage line at verdict record_id perhaps decision decided_by",
            "internal": "wrong",
        },
    ),
    Fence(
        "import_claim",
        "staff",
        "insert",
        {"open": "tenant_id id run_id line since until", "asset": "thing content"},
    ),
    Fence("import_made", "staff", "insert", {"open": "tenant_id id run_id line record record_id"}),
    Fence(
        "import_key",
        "staff",
        "insert",
        {"open": "tenant_id id register record_id", "internal": "source", "identity": "key"},
    ),
    Fence(
        "import_template",
        "staff",
        "insert update delete",
        {
            "open": "tenant_id id register day_order made_by made_at",
            "internal": "name source mapping",
        },
    ),
)

_STORED_FILES = """
create or replace function public.stored_files() returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if public.viewer_purpose() is distinct from 'system:sweep' then
        raise exception 'only the sweep asks which files are in use' using errcode = '42501';
    end if;
    return query
        select d.store_name from public.document d where d.tenant_id = public.viewer_tenant()
        union all select u.store_name from public.upload u where u.tenant_id = public.viewer_tenant()
        union all select r.store_name from public.receipt r where r.tenant_id = public.viewer_tenant();
end $$;
"""


def upgrade() -> None:
    """Make the registers, put them behind the wall, and say how an import is taken back."""
    prefix = op.get_context().opts["prefix"]
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix)
    _run(text)
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, prefix)))


def downgrade() -> None:
    """Take it all away; what was imported stays."""
    op.execute("drop function public.import_take_back(uuid, int, int), public.import_forget_check(uuid)")
    op.execute(
        "drop function guard.nothing_built_upon(int, uuid, int, int), guard.built_upon(text, int, uuid)"
    )
    op.execute("drop function guard.plate_status_as_told(int, uuid[])")
    op.execute("drop function guard.who_was_built_upon(int, uuid, text, text)")
    op.execute("drop table guard.import_table")
    _run(_STORED_FILES)
    for fence in reversed(FENCES):
        op.execute(f"drop table public.{fence.table}")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
