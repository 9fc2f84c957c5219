"""Brands, odometer readings and liens that an import made are taken back with it, unless something was built upon them."""

from alembic import op

revision = "0039_more_imports"
down_revision = "0038_statements"
branch_labels = None
depends_on = None

_TABLES = """
insert into guard.import_table values (42, 'brand'), (44, 'odometer_reading'), (46, 'lien');
"""
_LAST = """
    ) q limit 1;"""
_MORE = """
        union all
        select m.record, m.record_id from public.import_made m join public.brand b
            on b.tenant_id = m.tenant_id and b.id = m.record_id
            where m.tenant_id = of_tenant and m.run_id = of_run and m.line between first and last
                and m.record = 'brand' and b.voided_at is not null
        union all
        select m.record, m.record_id from public.import_made m join public.lien l
            on l.tenant_id = m.tenant_id and l.id = m.record_id
            where m.tenant_id = of_tenant and m.run_id = of_run and m.line between first and last
                and m.record = 'lien' and (l.release_case_id is not null or l.released_by is not null)"""


def upgrade() -> None:
    """Name the tables, and say what is built upon their rows."""
    _run(_TABLES)
    _run(_built_upon().replace(_LAST, _MORE + _LAST, 1))


def downgrade() -> None:
    """As before. What such imports made stays, and is no longer taken back."""
    _run(_built_upon().replace(_MORE, "", 1))
    _run("delete from guard.import_table where name in ('brand', 'odometer_reading', 'lien')")


def _built_upon() -> str:
    """The function as the migrations before this one left it."""
    asked = "select pg_get_functiondef('guard.nothing_built_upon'::regproc)"
    return str(op.get_bind().exec_driver_sql(asked).scalar_one())


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
