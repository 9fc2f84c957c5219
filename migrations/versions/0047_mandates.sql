create table public.mandate (
    tenant_id integer not null,
    id uuid not null,
    case_id uuid not null,
    name text not null,
    email text,
    email_key text collate "C",
    ground text not null,
    scope text not null,
    since date not null,
    until date,
    document_id uuid,
    noted_at timestamptz not null,
    noted_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint mandate_pk primary key (tenant_id, id),
    constraint mandate_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id),
    constraint mandate_tenant_id_document_id_fk foreign key (tenant_id, document_id)
        references public.document (tenant_id, id),
    constraint mandate_ground_check check (ground in ('mandate', 'guardian', 'lawyer', 'court')),
    constraint mandate_scope_check check (scope in ('letters', 'asks')),
    constraint mandate_until_check check (until >= since)
);
create index mandate_case_ix on public.mandate (tenant_id, case_id);
create index mandate_email_ix on public.mandate (tenant_id, email_key);

-- Who acted, and in what, stays as it was noted. It is ended once.
create function guard.mandate_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    later constant text[] := array['until', 'ended_at', 'ended_by'];
begin
    if to_jsonb(new) - later is distinct from to_jsonb(old) - later
        or old.ended_at is not null or new.ended_at is null or new.until is null or new.until > old.until then
        raise exception 'a mandate is never changed; it is ended, once' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger stands before update on public.mandate
    for each row execute function guard.mandate_stands();
