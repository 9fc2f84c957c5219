"""The ledger without a queue at its head: entries go in unsealed, a sealer numbers and seals them afterwards."""

from pathlib import Path

from alembic import op

from casework.store.wall import fence_statements

revision = "0005_ledger"
down_revision = "0004_mail_hold"
branch_labels = None
depends_on = None

_HERE = Path(__file__).parent
_BEFORE = "0003_registers"


def upgrade() -> None:
    """Unchain what is there, in its order; the sealer takes it up. A chain that was broken is told in an entry."""
    _run((_HERE / "0005_ledger.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Chain the entries again; what each was about is lost, and so are the seals."""
    before = op.get_context().environment_context.script.get_revision(_BEFORE).module
    prefix = op.get_context().opts["prefix"]
    _run((_HERE / "0005_ledger_down.sql").read_text(encoding="utf-8"))
    head = next(fence for fence in before.FENCES if fence.table == "ledger_head")
    _run(";\n".join(fence_statements(head, prefix)))
    _run(before._LEDGER)
    _run(before._OWN_LEDGER)
    _run(_CHAIN)


_CHAIN = """
do $$
declare
    e public.ledger_entry;
begin
    for e in select * from public.ledger_entry order by tenant_id, seq loop
        insert into public.ledger_head (tenant_id, seq, hash)
            values (e.tenant_id, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
        update public.ledger_head h
            set seq = e.seq, hash = sha256(h.hash || convert_to(public.ledger_body(e), 'UTF8'))
            where h.tenant_id = e.tenant_id returning h.hash into e.hash;
        update public.ledger_entry set hash = e.hash where tenant_id = e.tenant_id and seq = e.seq;
    end loop;
end $$;
alter table public.ledger_entry alter column hash set not null;
"""


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    driver = op.get_bind().connection.driver_connection
    driver.execute(text.replace("{p}", op.get_context().opts["prefix"]), prepare=False)
