create table public.consent (
    tenant_id integer not null,
    id uuid not null,
    person_id uuid not null,
    number text not null,
    uses text[] not null,
    restricted boolean not null,
    form text not null,
    given_to text not null,
    signed_on date not null,
    until date,
    recorded_at timestamptz not null,
    recorded_by uuid,
    withdrawn_on date,
    withdrawn_by uuid,
    constraint consent_pk primary key (tenant_id, id),
    constraint consent_tenant_id_person_id_fk foreign key (tenant_id, person_id)
        references public.person (tenant_id, id),
    constraint consent_tenant_id_number_key unique (tenant_id, number),
    constraint consent_form_check check (form in ('written', 'electronic')),
    constraint consent_until_check check (until is null or until >= signed_on)
);
create index consent_person_ix on public.consent (tenant_id, person_id);

create table public.outward_disclosure (
    tenant_id integer not null,
    id uuid not null,
    number text not null,
    result text not null,
    use text not null,
    declaration uuid not null,
    declared jsonb not null,
    mark_id uuid,
    vehicle_id uuid,
    people uuid[] not null,
    event_on date not null,
    fields text[] not null,
    recipient text not null,
    their_ref text not null,
    limits text not null,
    reason text,
    decided_at timestamptz not null,
    decided_by uuid,
    keep_until date not null,
    constraint outward_disclosure_pk primary key (tenant_id, id),
    constraint outward_disclosure_tenant_id_vehicle_id_fk foreign key (tenant_id, vehicle_id)
        references public.vehicle (tenant_id, id),
    constraint outward_disclosure_tenant_id_number_key unique (tenant_id, number),
    constraint outward_disclosure_result_check check (result in ('given', 'refused'))
);
create index outward_disclosure_at_ix on public.outward_disclosure (tenant_id, decided_at, id);

create table public.disclosure_proof (
    tenant_id integer not null,
    id uuid not null,
    disclosure_id uuid,
    consent_id uuid,
    name text not null,
    media_type text not null,
    size bigint not null,
    sha256 bytea not null,
    store_name text not null,
    scan text not null,
    at timestamptz not null,
    added_by uuid,
    constraint disclosure_proof_pk primary key (tenant_id, id),
    constraint disclosure_proof_tenant_id_disclosure_id_fk foreign key (tenant_id, disclosure_id)
        references public.outward_disclosure (tenant_id, id),
    constraint disclosure_proof_tenant_id_consent_id_fk foreign key (tenant_id, consent_id)
        references public.consent (tenant_id, id),
    constraint disclosure_proof_of_one_check check ((disclosure_id is null) <> (consent_id is null))
);
create index disclosure_proof_disclosure_ix on public.disclosure_proof (tenant_id, disclosure_id);
create index disclosure_proof_consent_ix on public.disclosure_proof (tenant_id, consent_id);

-- What somebody signed stays as it was signed. It is withdrawn once, and from that day on it opens nothing.
create function guard.consent_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    later constant text[] := array['withdrawn_on', 'withdrawn_by'];
begin
    if to_jsonb(new) - later is distinct from to_jsonb(old) - later
        or old.withdrawn_on is not null or new.withdrawn_on is null then
        raise exception 'a consent is never changed; it is withdrawn, once' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger stands before update on public.consent for each row execute function guard.consent_stands();
