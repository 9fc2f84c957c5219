"""What a dry run noted goes when the rows are written, or when nothing came of them."""

from alembic import op

revision = "0022_import_upkeep"
down_revision = "0021_imports"
branch_labels = None
depends_on = None

_FORGET = """
create or replace function public.import_forget_check(of_run uuid) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
    gone bigint;
begin
    if t is null or public.viewer_purpose() not in ('register_import', 'system:import_register', 'system:sweep')
        then raise exception 'this is for imports alone' using errcode = '42501';
    end if;
    delete from public.import_claim c where c.tenant_id = t and c.run_id = of_run;
    delete from public.import_line l where l.tenant_id = t and l.run_id = of_run and l.stage = 'check'
        and exists (select from public.import_run r where r.tenant_id = t and r.id = of_run
            and r.state in ({states}));
    get diagnostics gone = row_count;
    return gone;
end $$;
"""
_BEFORE = "'uploaded', 'checked', 'dropped', 'failed'"


def upgrade() -> None:
    """Also once the rows are written."""
    _run(_FORGET.replace("{states}", f"{_BEFORE}, 'done', 'undone'"))


def downgrade() -> None:
    """Only before they are."""
    _run(_FORGET.replace("{states}", _BEFORE))


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
