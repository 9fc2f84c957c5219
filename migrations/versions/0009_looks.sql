create table public.signal (
    tenant_id integer not null,
    id uuid not null,
    kind text not null,
    actor_id uuid not null,
    since timestamptz not null,
    until timestamptz not null,
    entries bigint[] not null,
    looks integer not null,
    found_at timestamptz not null,
    closed_at timestamptz,
    closed_by uuid,
    reason text,
    constraint signal_pk primary key (tenant_id, id),
    constraint signal_kind_check
        check (kind in ('no_case', 'fishing', 'own_name', 'colleague', 'burst', 'night')),
    constraint signal_closed_check check ((closed_at is null) = (closed_by is null)),
    constraint signal_another_check check (closed_by <> actor_id)
);
create unique index signal_once_ix on public.signal (tenant_id, kind, actor_id, since);
create index signal_open_ix on public.signal (tenant_id, since) where closed_at is null;
create index ledger_entry_actor_ix on public.ledger_entry (tenant_id, actor_id, id);
create index ledger_entry_at_ix on public.ledger_entry (tenant_id, at);

-- What was found stays found. It is closed once, for oversight, and never by the one it is about.
create function guard.signal_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    later constant text[] := array['closed_at', 'closed_by', 'reason'];
begin
    if to_jsonb(new) - later is distinct from to_jsonb(old) - later or old.closed_at is not null
        or public.viewer_purpose() is distinct from 'oversight'
        or new.closed_by is distinct from public.viewer_actor() or public.viewer_actor() = old.actor_id then
        raise exception 'a signal is closed once, and by somebody else' using errcode = '42501';
    end if;
    return new;
end $$;
create trigger stands before update on public.signal for each row execute function guard.signal_stands();

drop function public.own_ledger(int);
-- Who looked at the applicant's own case and what for, by day and by title; what was seen as table.field.
create function public.own_looks(zone text, before date, days int)
returns table (day date, at timestamptz, actor_kind text, titles text[], purpose text, acts text[], seen text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with mine as (
        select (e.at at time zone zone)::date as day, e.at, e.actor_kind, coalesce(m.titles, '{}') as titles,
            e.purpose, e.act, e.fields, case e.act when 'document.read' then 'document' else e.about end as about
        from public.ledger_entry e
        left join public.member m on m.tenant_id = e.tenant_id and m.id = e.actor_id
        where e.tenant_id = public.viewer_tenant()
            and (e.case_id = public.viewer_case() or e.subjects @> array[public.viewer_case()])
            and e.actor_kind in ('member', 'system', 'applicant')
    ), chosen as (
        select distinct mine.day from mine where before is null or mine.day < before
        order by mine.day desc limit least(days, 1000)
    )
    select mine.day, max(mine.at), mine.actor_kind, mine.titles, mine.purpose, array_agg(distinct mine.act),
        coalesce(array_agg(distinct mine.about || '.' || field) filter (where field <> '' and mine.about <> ''), '{}')
    from mine left join lateral unnest(mine.fields) as field on true
    where mine.day in (select chosen.day from chosen)
    group by mine.day, mine.actor_kind, mine.titles, mine.purpose
    order by mine.day desc, max(mine.at) desc
$$;
revoke all on function public.own_looks(text, date, int) from public;
grant execute on function public.own_looks(text, date, int) to {p}_viewer;

-- Only an installation of samples (a row made by its owner) may tell of an earlier time: its demo has a past.
create table guard.sample (made_at timestamptz not null default now());
create function public.ledger_append_then(entries jsonb, instant timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    told timestamptz := clock_timestamp();
    written bigint;
begin
    if public.viewer_tenant() is null then
        raise exception 'no viewer: nothing to enter in the ledger' using errcode = '42501';
    end if;
    if exists (select from guard.sample) then
        told := least(instant, told);
    end if;
    insert into public.ledger_entry
        (tenant_id, xid, at, actor_kind, actor_id, purpose, act, about, case_id, subjects, fields, detail)
        select public.viewer_tenant(), pg_current_xact_id()::text::bigint, told, public.viewer_actor_kind(),
            public.viewer_actor(), public.viewer_purpose(),
            e.act, e.about, e."case", e.subjects, e.fields, e.detail
        from jsonb_to_recordset(entries)
            as e (act text, about text, "case" uuid, subjects uuid[], fields text[], detail text);
    get diagnostics written = row_count;
    return written;
end $$;
revoke all on function public.ledger_append_then(jsonb, timestamptz) from public;
grant execute on function public.ledger_append_then(jsonb, timestamptz) to {p}_viewer;
