"""Records of disclosures go when their time is over; look-ups are found by their declaration; letters about a recall."""

from alembic import op

revision = "0029_disclosures_end"
down_revision = "0028_lookups"
branch_labels = None
depends_on = None

_UP = """
create index ledger_entry_declared_ix on public.ledger_entry (tenant_id, at, id) where act = 'purpose.declared';
create index outward_disclosure_declaration_ix on public.outward_disclosure (tenant_id, declaration);
create index outward_disclosure_keep_until_ix on public.outward_disclosure (tenant_id, keep_until);

-- What its own time has run out of, by the clock of the database, and nothing before: nobody chooses the day.
create function public.disclosures_end() returns uuid[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
    over uuid[];
begin
    if t is null or public.viewer_purpose() is distinct from 'system:end_disclosures' then
        raise exception 'only the daily job ends disclosures' using errcode = '42501';
    end if;
    select coalesce(array_agg(d.id order by d.id), '{{}}') into over from (
        select o.id from public.outward_disclosure o
        where o.tenant_id = t and o.keep_until < current_date
        order by o.keep_until, o.id limit 1000 for update
    ) d;
    delete from public.disclosure_proof p where p.tenant_id = t and p.disclosure_id = any (over);
    delete from public.outward_disclosure o where o.tenant_id = t and o.id = any (over);
    return over;
end $$;
revoke all on function public.disclosures_end() from public;
grant execute on function public.disclosures_end() to {p}_viewer;

alter table public.issued_paper add column event_id uuid,
    add constraint issued_paper_tenant_id_event_id_fk foreign key (tenant_id, event_id)
        references public.plate_issue_event (tenant_id, id),
    drop constraint issued_paper_kind_check,
    add constraint issued_paper_kind_check check (kind in ('title', 'release', 'letter', 'recall'));
create index issued_paper_event_ix on public.issued_paper (tenant_id, event_id) where event_id is not null;
grant select (event_id) on public.issued_paper to {p}_read_open;
grant insert (event_id) on public.issued_paper to {p}_write_open;
"""
_DOWN = """
delete from identity.paper_code c using public.issued_paper p
    where p.tenant_id = c.tenant_id and p.id = c.paper_id and p.kind = 'recall';
delete from public.issued_paper where kind = 'recall';
alter table public.issued_paper drop constraint issued_paper_kind_check,
    add constraint issued_paper_kind_check check (kind in ('title', 'release', 'letter')),
    drop column event_id;
drop function public.disclosures_end();
drop index public.outward_disclosure_keep_until_ix, public.outward_disclosure_declaration_ix,
    public.ledger_entry_declared_ix;
"""


def upgrade() -> None:
    """Make the indexes, the function that ends disclosures, and room for letters about a recall."""
    _run(_UP.format(p=op.get_context().opts["prefix"]))


def downgrade() -> None:
    """Take it away, and the letters about recalls with it: the ledger keeps that they were issued."""
    _run(_DOWN)


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds : of its own.
    op.get_bind().connection.driver_connection.execute(text, prepare=False)
