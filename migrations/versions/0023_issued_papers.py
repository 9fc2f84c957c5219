"""Papers that the office issued, and a place in schema identity where anybody may ask whether one is current."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0023_issued_papers"
down_revision = "0022_import_upkeep"
branch_labels = None
depends_on = None

FENCE = Fence(
    "issued_paper",
    "issued",
    "insert update",
    {
        "open": "tenant_id id kind template number language case_id vehicle_id title_id to_applicant issued_at issued_by"
        " code_hash ended_at ended_why ended_by size",
        "internal": "reason",
        "contact": "store_name sha256",
    },
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
        union all select u.store_name from public.upload u where u.tenant_id = public.viewer_tenant(){more}
        union all select r.store_name from public.receipt r where r.tenant_id = public.viewer_tenant()
        union all select i.store_name from public.import_run i where i.tenant_id = public.viewer_tenant()
            and i.store_name is not null;
end $$;
"""
_PAPERS = """
        union all select f.store_name from public.issued_paper f where f.tenant_id = public.viewer_tenant()
        union all select f.store_name from public.public_photo f where f.tenant_id = public.viewer_tenant()"""


def upgrade() -> None:
    """Make the register and the codes, put the one behind the wall, and have the sweep leave its files alone."""
    prefix = op.get_context().opts["prefix"]
    tables, guards = (
        Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("-- after the wall\n")
    )
    _run(tables.replace("{p}", prefix))
    _run(";\n".join(fence_statements(FENCE, prefix)))
    _run(guards.replace("{p}", prefix))
    _run(_STORED_FILES.replace("{more}", _PAPERS))


def downgrade() -> None:
    """Take it away. Codes on papers that people hold are known to nobody after this."""
    _run(_STORED_FILES.replace("{more}", ""))
    op.execute("drop trigger end_papers on public.vehicle_title")
    op.execute("drop table public.issued_paper")
    op.execute("drop function guard.paper_stands(), guard.keep_paper_code(), guard.end_papers_of_title()")
    op.execute("drop table identity.paper_code")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
