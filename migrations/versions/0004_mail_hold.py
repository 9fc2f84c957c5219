"""What an operator holds back in a restored installation."""

from alembic import op

revision = "0004_mail_hold"
down_revision = "0003_registers"
branch_labels = None
depends_on = None

_HOLD = """
create table guard.held (
    what text primary key check (what in ('mail')),
    since timestamptz not null default now()
);

create function public.mail_held() returns boolean
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin
    return exists (select from guard.held where what = 'mail');
end $$;

revoke all on function public.mail_held() from public;
grant execute on function public.mail_held() to {p}_viewer, {p}_worker, {p}_identity;
"""


def upgrade() -> None:
    """Make the hold and the question whether it is on."""
    op.execute(_HOLD.replace("{p}", op.get_context().opts["prefix"]))


def downgrade() -> None:
    """Take both back."""
    op.execute("drop function public.mail_held()")
    op.execute("drop table guard.held")
