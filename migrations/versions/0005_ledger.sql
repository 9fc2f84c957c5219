-- Was the old chain whole? If not, the new ledger says so in an entry of its own.
create table guard.ledger_broken as
    select tenant_id, min(place) as place from (
        select tenant_id, seq, hash, row_number() over chain as place,
            sha256(coalesce(lag(hash) over chain, decode(repeat('00', 32), 'hex'))
                || convert_to(public.ledger_body(e), 'UTF8')) as due
        from public.ledger_entry e window chain as (partition by tenant_id order by seq)
    ) walked
    where hash <> due or seq <> place group by tenant_id;
insert into guard.ledger_broken
    select h.tenant_id, 1 + (select count(*) from public.ledger_entry e where e.tenant_id = h.tenant_id)
    from public.ledger_head h
    where h.tenant_id not in (select tenant_id from guard.ledger_broken)
        and not exists (select from public.ledger_entry e
            where e.tenant_id = h.tenant_id and e.seq = h.seq and e.hash = h.hash) and h.seq > 0;

drop function public.own_ledger(int);
drop function identity.ledger_append(int, text, uuid, text, text, uuid[], text);
drop function public.ledger_append(text, uuid, uuid[], text[], text);
drop function guard.chain(public.ledger_entry);
drop function public.ledger_body(public.ledger_entry);
drop table public.ledger_head;

-- `id` is the order of writing, `xid` the transaction of an entry that is not sealed yet, `seq` its number once it is.
alter table public.ledger_entry add column id bigint, add column xid bigint, add column about text not null default '';
update public.ledger_entry e set id = placed.place, xid = 0
    from (select tenant_id, seq, row_number() over (order by tenant_id, seq) as place from public.ledger_entry) placed
    where e.tenant_id = placed.tenant_id and e.seq = placed.seq;
drop index public.ledger_entry_case_ix, public.ledger_entry_unsealed_ix;
alter table public.ledger_entry drop constraint ledger_entry_pk, drop column hash, drop column seal_id,
    alter column seq drop not null, alter column id set not null, alter column about drop default;
alter table public.ledger_entry alter column id add generated always as identity;
update public.ledger_entry set seq = null;
select setval(pg_get_serial_sequence('public.ledger_entry', 'id'), coalesce(max(id), 0) + 1, false)
    from public.ledger_entry;
alter table public.ledger_entry add constraint ledger_entry_pk primary key (tenant_id, id);
create unique index ledger_entry_seq_ix on public.ledger_entry (tenant_id, seq);
create index ledger_entry_case_ix on public.ledger_entry (tenant_id, case_id, id);
create index ledger_entry_unsealed_ix on public.ledger_entry (tenant_id, xid, id) where seq is null;
grant select (id, xid, about) on public.ledger_entry to {p}_read_open;

insert into public.ledger_entry
    (tenant_id, xid, at, actor_kind, purpose, act, about, subjects, fields, detail)
    select tenant_id, 0, clock_timestamp(), 'operator', 'administration', 'ledger.broken', '', '{}', '{}',
        json_build_object('entry', place)::text
    from guard.ledger_broken;
drop table guard.ledger_broken;

-- Who, why and when are the signed viewer's and the database's; only what was done comes with the statement.
create function public.ledger_append(entries jsonb) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    tenant int := public.viewer_tenant();
    kind text := public.viewer_actor_kind();
    actor uuid := public.viewer_actor();
    purpose text := public.viewer_purpose();
    written bigint;
begin
    if tenant is null then
        raise exception 'no viewer: nothing to enter in the ledger' using errcode = '42501';
    end if;
    insert into public.ledger_entry
        (tenant_id, xid, at, actor_kind, actor_id, purpose, act, about, case_id, subjects, fields, detail)
        select tenant, pg_current_xact_id()::text::bigint, clock_timestamp(), kind, actor, purpose,
            e.act, e.about, e."case", e.subjects, e.fields, e.detail
        from jsonb_to_recordset(entries)
            as e (act text, about text, "case" uuid, subjects uuid[], fields text[], detail text);
    get diagnostics written = row_count;
    return written;
end $$;
revoke all on function public.ledger_append(jsonb) from public;
grant execute on function public.ledger_append(jsonb) to {p}_viewer;

create function identity.ledger_append(
    tenant int, actor_kind text, actor uuid, purpose text, act text, subjects uuid[], detail text)
returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into public.ledger_entry
        (tenant_id, xid, at, actor_kind, actor_id, purpose, act, about, subjects, fields, detail)
    values (tenant, pg_current_xact_id()::text::bigint, clock_timestamp(), actor_kind, actor, purpose,
        act, '', subjects, '{}', detail)
$$;
revoke all on function identity.ledger_append(int, text, uuid, text, text, uuid[], text) from public;
grant execute on function identity.ledger_append(int, text, uuid, text, text, uuid[], text) to {p}_identity;

-- What an applicant may know of the ledger: who of the office looked at or did what in their own case, by title.
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

-- An entry stays as it was written, for its owner too. Sealing gives it a number, once.
create function guard.ledger_stays() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'UPDATE' and old.seq is null
        and to_jsonb(new) - 'seq' - 'xid' = to_jsonb(old) - 'seq' - 'xid' then
        return new;
    end if;
    raise exception 'an entry of the ledger is never changed nor taken out' using errcode = '23514';
end $$;
create trigger ledger_stays before update or delete on public.ledger_entry
    for each row execute function guard.ledger_stays();
create trigger ledger_is_not_emptied before truncate on public.ledger_entry
    for each statement execute function guard.ledger_stays();
