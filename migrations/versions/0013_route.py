"""Which unit takes a new case: asked by applicants too, who see no units."""

from alembic import op

revision = "0013_route"
down_revision = "0012_preferred_contact"
branch_labels = None
depends_on = None

_TAKING = """
create function public.unit_taking(keys text[]) returns uuid
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin
    return (select u.id from public.unit u, unnest(keys) with ordinality as k (key, place)
        where u.tenant_id = public.viewer_tenant() and u.retired_at is null and k.key = any (u.takes)
        order by k.place, u.code limit 1);
end $$;
revoke all on function public.unit_taking(text[]) from public;
grant execute on function public.unit_taking(text[]) to {p}_viewer;
"""


def upgrade() -> None:
    """Make the question."""
    op.execute(_TAKING.replace("{p}", op.get_context().opts["prefix"]))


def downgrade() -> None:
    """Take it back."""
    op.execute("drop function public.unit_taking(text[])")
