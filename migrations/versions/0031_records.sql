create table public.found_record (
    tenant_id integer not null,
    id uuid not null,
    case_id uuid not null,
    title text not null,
    original_id uuid,
    revision_id uuid,
    given_id uuid,
    decision text default null,
    decided_at timestamptz,
    decided_by uuid,
    added_at timestamptz not null,
    added_by uuid,
    removed_at timestamptz,
    constraint found_record_pk primary key (tenant_id, id),
    constraint found_record_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id),
    constraint found_record_tenant_id_original_id_fk foreign key (tenant_id, original_id)
        references public.document (tenant_id, id),
    constraint found_record_tenant_id_revision_id_fk foreign key (tenant_id, revision_id)
        references public.document (tenant_id, id),
    constraint found_record_tenant_id_given_id_fk foreign key (tenant_id, given_id)
        references public.document (tenant_id, id),
    constraint found_record_decision_check check (decision in ('release', 'part', 'withhold')),
    constraint found_record_revision_check check (revision_id <> original_id),
    constraint found_record_given_check check (given_id <> original_id and given_id <> revision_id)
);
create index found_record_case_ix on public.found_record (tenant_id, case_id);

create table public.withholding (
    tenant_id integer not null,
    id uuid not null,
    case_id uuid not null,
    record_id uuid,
    extent text not null,
    page integer default null,
    place text default null,
    law text not null,
    exemption text not null,
    reason text not null,
    interest text default null,
    entered_at timestamptz not null,
    entered_by uuid,
    lifted_at timestamptz,
    lifted_by uuid,
    constraint withholding_pk primary key (tenant_id, id),
    constraint withholding_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id),
    constraint withholding_tenant_id_record_id_fk foreign key (tenant_id, record_id)
        references public.found_record (tenant_id, id),
    constraint withholding_extent_check check (extent in ('request', 'record', 'place')),
    constraint withholding_record_check check ((extent = 'request') = (record_id is null)),
    constraint withholding_place_check check ((extent = 'place') = (place is not null)),
    constraint withholding_page_check check (page > 0)
);
create index withholding_case_ix on public.withholding (tenant_id, case_id);

-- A line of the log stays as it was written. It is lifted once.
create function guard.withholding_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    later constant text[] := array['lifted_at', 'lifted_by'];
begin
    if to_jsonb(new) - later is distinct from to_jsonb(old) - later
        or old.lifted_at is not null or new.lifted_at is null then
        raise exception 'a line of the log is never changed; it is lifted, once' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger stands before update on public.withholding for each row execute function guard.withholding_stands();

-- The original of a record stays the one that was found, and what was given out was given out.
create function guard.found_record_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.case_id <> old.case_id or new.original_id is distinct from old.original_id
        or (old.removed_at is not null and new.removed_at is null)
        or (old.given_id is not null and new.given_id is null) then
        raise exception 'a record keeps its original, and what was given out of it' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger stands before update on public.found_record for each row execute function guard.found_record_stands();
