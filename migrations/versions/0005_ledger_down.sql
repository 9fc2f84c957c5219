drop trigger ledger_stays on public.ledger_entry;
drop trigger ledger_is_not_emptied on public.ledger_entry;
drop function public.ledger_waiting(), public.ledger_heads(), public.ledger_take(int, int),
    public.ledger_close(int, bigint[], bigint, timestamptz, bytea, bytea, bytea, text);
drop table guard.ledger_seal;
drop function guard.ledger_stays(), guard.settled(bigint);
drop function public.own_ledger(int);
drop function identity.ledger_append(int, text, uuid, text, text, uuid[], text);
drop function public.ledger_append(jsonb);

drop index public.ledger_entry_seq_ix, public.ledger_entry_case_ix, public.ledger_entry_unsealed_ix;
update public.ledger_entry e set seq = placed.place
    from (select tenant_id, id, row_number() over (partition by tenant_id order by seq nulls last, xid, id) as place
        from public.ledger_entry) placed
    where e.tenant_id = placed.tenant_id and e.id = placed.id;
alter table public.ledger_entry drop constraint ledger_entry_pk, drop column id, drop column xid, drop column about,
    add column hash bytea, add column seal_id bigint, alter column seq set not null;
alter table public.ledger_entry add constraint ledger_entry_pk primary key (tenant_id, seq);
create index ledger_entry_case_ix on public.ledger_entry (tenant_id, case_id, seq);
create index ledger_entry_unsealed_ix on public.ledger_entry (tenant_id, seq) where seal_id is null;
grant select (hash, seal_id) on public.ledger_entry to {p}_read_open;

create table public.ledger_head (
    tenant_id integer not null,
    seq bigint not null,
    hash bytea not null,
    constraint ledger_head_pk primary key (tenant_id)
);
