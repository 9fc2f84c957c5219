create table public.statement_run (
    tenant_id integer not null,
    id uuid not null,
    year integer not null,
    total integer not null,
    done integer not null,
    made integer not null,
    corrected integer not null,
    after_donor uuid,
    made_at timestamptz not null,
    made_by uuid,
    ended_at timestamptz,
    constraint statement_run_pk primary key (tenant_id, id)
);
create index statement_run_made_ix on public.statement_run (tenant_id, made_at, id);

create table public.giving_statement (
    tenant_id integer not null,
    id uuid not null,
    donor_id uuid not null,
    year integer not null,
    edition integer not null,
    number text not null,
    status text not null,
    supersedes_id uuid,
    run_id uuid not null,
    language text not null,
    issued_at timestamptz not null,
    told bytea not null,
    store_name text not null,
    sha256 bytea not null,
    size integer not null,
    constraint giving_statement_pk primary key (tenant_id, id),
    constraint giving_statement_tenant_id_donor_id_fk foreign key (tenant_id, donor_id)
        references public.person (tenant_id, id),
    constraint giving_statement_tenant_id_supersedes_id_fk foreign key (tenant_id, supersedes_id)
        references public.giving_statement (tenant_id, id),
    constraint giving_statement_tenant_id_run_id_fk foreign key (tenant_id, run_id)
        references public.statement_run (tenant_id, id),
    constraint giving_statement_tenant_id_donor_id_year_edition_key unique (tenant_id, donor_id, year, edition),
    constraint giving_statement_tenant_id_number_key unique (tenant_id, number)
);
create unique index giving_statement_now_ux on public.giving_statement (tenant_id, donor_id, year)
    where status = 'issued';
create index giving_statement_year_ix on public.giving_statement (tenant_id, year, id);

-- What was issued stays as it was; only that another edition took its place is noted, once.
create function guard.statement_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE' or old.status <> 'issued' or new.status <> 'superseded'
        or (to_jsonb(new) - 'status') is distinct from (to_jsonb(old) - 'status') then
        raise exception 'a statement that was issued does not change' using errcode = '55000';
    end if;
    return new;
end $$;
create trigger stands before update or delete on public.giving_statement
    for each row execute function guard.statement_stands();
