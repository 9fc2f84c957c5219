create table public.service_agreement (
    tenant_id integer not null,
    id uuid not null,
    person_id uuid not null,
    number text not null,
    level text not null,
    first_hours integer,
    done_hours integer,
    since date not null,
    until date,
    made_at timestamptz not null,
    made_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    source text not null,
    constraint service_agreement_pk primary key (tenant_id, id),
    constraint service_agreement_tenant_id_person_id_fk foreign key (tenant_id, person_id)
        references public.person (tenant_id, id),
    constraint service_agreement_tenant_id_number_key unique (tenant_id, number),
    constraint service_agreement_until_check check (until >= since),
    constraint service_agreement_hours_check check (first_hours > 0 and done_hours > 0),
    constraint service_agreement_something_check check (first_hours is not null or done_hours is not null)
);
create index service_agreement_person_ix on public.service_agreement (tenant_id, person_id);
create index service_agreement_since_ix on public.service_agreement (tenant_id, since, id);

-- What was agreed stays as it was agreed. It is ended once, never made longer.
create function guard.agreement_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    later constant text[] := array['until', 'ended_at', 'ended_by'];
begin
    if to_jsonb(new) - later is distinct from to_jsonb(old) - later
        or old.ended_at is not null or new.ended_at is null or new.until is null or new.until > old.until then
        raise exception 'an agreement is never changed; it is ended, once' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger stands before update on public.service_agreement
    for each row execute function guard.agreement_stands();

alter table public."case" add column risk_at timestamptz;
update public."case" set look_at = now() where closed_at is null;
grant select (risk_at) on public."case" to {p}_read_open;
grant insert (risk_at), update (risk_at) on public."case" to {p}_write_open;
