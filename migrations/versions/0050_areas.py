"""A line of the log of what is withheld may say exactly where: the area of a page that is made black."""

from alembic import op

revision = "0050_areas"
down_revision = "0049_donor_levels"
branch_labels = None
depends_on = None

_UP = """
alter table public.withholding
    add column area integer[] default null,
    add constraint withholding_area_check check
        (area is null or (extent = 'place' and page is not null and cardinality(area) = 4));
grant select (area) on public.withholding to {p}_read_internal;
grant insert (area), update (area) on public.withholding to {p}_write_internal;
"""


def upgrade() -> None:
    """Make room for areas, of the class of the page that they are on."""
    _run(_UP.replace("{p}", op.get_context().opts["prefix"]))


def downgrade() -> None:
    """Where exactly is forgotten; the page and the words stay, and what was made black stays so."""
    _run("alter table public.withholding drop column area")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds braces of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
