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
    if tg_op = 'UPDATE' and tg_table_name = 'ledger_entry' then
        if old.seq is null and row(new.tenant_id, new.id, new.at, new.actor_kind, new.actor_id, new.purpose, new.act,
                new.about, new.case_id, new.subjects, new.fields, new.detail)
            is not distinct from row(old.tenant_id, old.id, old.at, old.actor_kind, old.actor_id, old.purpose, old.act,
                old.about, old.case_id, old.subjects, old.fields, old.detail) then
            return new;
        end if;
    end if;
    raise exception 'an entry of the ledger is never changed nor taken out' using errcode = '23514';
end $$;
create trigger ledger_stays before update or delete on public.ledger_entry
    for each row execute function guard.ledger_stays();
create trigger ledger_is_not_emptied before truncate on public.ledger_entry
    for each statement execute function guard.ledger_stays();

-- Seals: nobody but these functions reaches them. The leaves stay, so that a changed entry can be named.
create table guard.ledger_seal (
    tenant_id integer not null,
    number bigint not null,
    upto bigint not null,
    at timestamptz not null,
    leaves bytea not null,
    head bytea not null,
    signature bytea not null,
    key text not null,
    constraint ledger_seal_pk primary key (tenant_id, number)
);
alter table guard.ledger_seal alter column leaves set storage external;
create index ledger_seal_first_ix on guard.ledger_seal (tenant_id) where number = 1;
create trigger ledger_stays before update or delete on guard.ledger_seal
    for each row execute function guard.ledger_stays();
create trigger ledger_is_not_emptied before truncate on guard.ledger_seal
    for each statement execute function guard.ledger_stays();

-- Whether no running transaction can precede this one. One that lies ahead was counted by another server, before a move.
create function guard.settled(xid bigint) returns boolean
language sql stable as $$
    select xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        or xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
$$;
revoke all on function guard.settled(bigint) from public;

-- The sealer's four doors, open to the worker alone.
create function public.ledger_waiting() returns setof int
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select distinct tenant_id from public.ledger_entry
    where seq is null and guard.settled(xid)
$$;

create function public.ledger_heads()
returns table (tenant int, number bigint, upto bigint, at timestamptz, head bytea, signature bytea, key text)
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select s.tenant_id, s.number, s.upto, s.at, s.head, s.signature, s.key
    from guard.ledger_seal f cross join lateral (
        select * from guard.ledger_seal l where l.tenant_id = f.tenant_id order by l.number desc limit 1) s
    where f.number = 1
$$;

create function public.ledger_take(tenant int, most int)
returns table (tenant_id int, seq bigint, id bigint, at timestamptz, actor_kind text, actor_id uuid, purpose text,
    act text, about text, case_id uuid, subjects uuid[], fields text[], detail text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_advisory_xact_lock(7269474, tenant);
    return query
        with due as (
            select * from public.ledger_entry w
            where w.tenant_id = tenant and w.seq is null
                and guard.settled(w.xid)
            order by w.xid, w.id limit most)
        select e.tenant_id, row_number() over (order by e.xid, e.id) + coalesce(
                (select s.upto from guard.ledger_seal s where s.tenant_id = tenant order by s.number desc limit 1), 0),
            e.id, e.at, e.actor_kind, e.actor_id, e.purpose, e.act, e.about, e.case_id, e.subjects, e.fields, e.detail
        from due e;
end $$;

create function public.ledger_close(tenant int, ids bigint[], number bigint, at timestamptz, leaves bytea,
    head bytea, signature bytea, key text)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    last guard.ledger_seal;
    sealed bigint;
begin
    perform pg_advisory_xact_lock(7269474, tenant);
    select * into last from guard.ledger_seal s where s.tenant_id = tenant order by s.number desc limit 1;
    update public.ledger_entry e set seq = coalesce(last.upto, 0) + i.place, xid = null
        from unnest(ids) with ordinality i (id, place)
        where e.tenant_id = tenant and e.id = i.id and e.seq is null
            and guard.settled(e.xid);
    get diagnostics sealed = row_count;
    if sealed = 0 or sealed <> cardinality(ids) or length(leaves) <> 32 * sealed
        or number <> coalesce(last.number, 0) + 1 then
        raise exception 'this seal does not follow the last one' using errcode = '23514';
    end if;
    insert into guard.ledger_seal
        values (tenant, number, coalesce(last.upto, 0) + sealed, at, leaves, head, signature, key);
end $$;

revoke all on function public.ledger_waiting(), public.ledger_heads(), public.ledger_take(int, int),
    public.ledger_close(int, bigint[], bigint, timestamptz, bytea, bytea, bytea, text) from public;
grant execute on function public.ledger_waiting(), public.ledger_heads(), public.ledger_take(int, int),
    public.ledger_close(int, bigint[], bigint, timestamptz, bytea, bytea, bytea, text) to {p}_worker;
