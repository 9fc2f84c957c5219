"""A request that is sent after the last one was closed is linked to it, for whoever here sees both."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0062_case_links"
down_revision = "0061_tribute_notices"
branch_labels = None
depends_on = None

FENCE = Fence("case_link", "linked", "insert", {"open": "tenant_id id case_id earlier_id kind at"})

# An applicant sees one case at a time. What their own draft says that it follows is linked past that, and no more.
_LINK = """
create function public.link_followed() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    words text[] := guard.viewer();
begin
    if words is null or words[4] = '' then
        return false;
    end if;
    insert into public.case_link (tenant_id, id, case_id, earlier_id, kind, at)
        select d.tenant_id, gen_random_uuid(), c.id, d.follows_id, 'follows', c.opened_at
        from public.draft d join public."case" c on c.tenant_id = d.tenant_id and c.id = d.id
        where d.tenant_id = words[1]::integer and d.id = words[4]::uuid and d.follows_id is not null
        on conflict do nothing;
    return found;
end $$;
revoke all on function public.link_followed() from public;
grant execute on function public.link_followed() to {p}_viewer;
"""


def upgrade() -> None:
    """Make the register and put it behind the wall; drafts get a place for what they follow."""
    prefix = op.get_context().opts["prefix"]
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    _run(";\n".join(fence_statements(FENCE, prefix)))
    _run(f"grant select (follows_id) on public.draft to {prefix}_read_open")
    _run(f"grant insert (follows_id) on public.draft to {prefix}_write_open")
    _run(_LINK.format(p=prefix))


def downgrade() -> None:
    """Take it away; both cases stay as they are."""
    op.execute("drop function public.link_followed()")
    op.execute("drop table public.case_link")
    op.execute("alter table public.draft drop column follows_id")


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
