"""Looks: access receipts for applicants, a register of signals for the privacy officer, and a demo with a past."""

from pathlib import Path

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0009_looks"
down_revision = "0008_scopes"
branch_labels = None
depends_on = None

FENCE = Fence(
    "signal",
    "tenant",
    "insert update",
    {
        "open": "tenant_id id kind actor_id since until entries looks found_at closed_at closed_by",
        "internal": "reason",
    },
)


_OWN_LEDGER = """
create function public.own_ledger(most int)
returns table (at timestamptz, actor_kind text, titles text[], purpose text, act text, fields text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select e.at, e.actor_kind, coalesce(m.titles, '{}'), e.purpose, e.act, e.fields
    from public.ledger_entry e
    left join public.member m on m.tenant_id = e.tenant_id and m.id = e.actor_id
    where e.tenant_id = public.viewer_tenant() and e.case_id = public.viewer_case()
        and e.actor_kind in ('member', 'system')
    order by e.id desc limit least(most, 1000)
$$;
revoke all on function public.own_ledger(int) from public;
grant execute on function public.own_ledger(int) to {p}_viewer;
"""


def upgrade() -> None:
    """Make the register, put it behind the wall, and tell applicants more of the ledger."""
    prefix = op.get_context().opts["prefix"]
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").replace("{p}", prefix)
    _run(text)
    _run(";\n".join(fence_statements(FENCE, prefix)))


def downgrade() -> None:
    """Take it away; the ledger stays."""
    op.execute("drop table public.signal")
    op.execute("drop function guard.signal_stands()")
    op.execute("drop function public.own_looks(text, date, int)")
    op.execute("drop function public.ledger_append_then(jsonb, timestamptz)")
    op.execute("drop table guard.sample")
    op.execute("drop index public.ledger_entry_actor_ix, public.ledger_entry_at_ix")
    _run(_OWN_LEDGER.replace("{p}", op.get_context().opts["prefix"]))


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
