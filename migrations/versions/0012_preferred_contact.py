"""Which way a person wants to be reached: at most one of each kind is preferred."""

from alembic import op

revision = "0012_preferred_contact"
down_revision = "0011_closer_wall"
branch_labels = None
depends_on = None

_UP = """
alter table contact_point add column preferred boolean not null default false;
create unique index contact_point_preferred_ux on contact_point (tenant_id, person_id, kind)
    where preferred and until is null;
grant select (preferred) on contact_point to {p}_read_open;
grant insert (preferred), update (preferred) on contact_point to {p}_write_open;
"""
_DOWN = """
drop index contact_point_preferred_ux;
alter table contact_point drop column preferred;
"""


def upgrade() -> None:
    """Make the column, its rule, and the rights to it."""
    op.execute(_UP.format(p=op.get_context().opts["prefix"]))


def downgrade() -> None:
    """Take both back; the rights go with the column."""
    op.execute(_DOWN)
