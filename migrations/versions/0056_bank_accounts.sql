alter table public.collection_attempt add column mandate text;
grant select (mandate) on public.collection_attempt to {p}_read_financial;
grant insert (mandate), update (mandate) on public.collection_attempt to {p}_write_financial;

create table public.pledge_account (
    tenant_id integer not null,
    id uuid not null,
    pledge_id uuid not null,
    donor_id uuid not null,
    mandate text not null,
    ending text not null,
    value bytea not null,
    since timestamptz not null,
    file_id uuid,
    constraint pledge_account_pk primary key (tenant_id, id),
    constraint pledge_account_tenant_id_pledge_id_fk foreign key (tenant_id, pledge_id)
        references public.pledge (tenant_id, id),
    constraint pledge_account_tenant_id_file_id_fk foreign key (tenant_id, file_id)
        references public.bank_file (tenant_id, id),
    constraint pledge_account_tenant_id_mandate_key unique (tenant_id, mandate)
);
create index pledge_account_pledge_ix on public.pledge_account (tenant_id, pledge_id, since);
create index pledge_account_file_ix on public.pledge_account (tenant_id, file_id);

-- An account that was given does not change: another is another row. The bank is told of it once.
create function guard.account_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if (to_jsonb(new) - 'file_id') is distinct from (to_jsonb(old) - 'file_id') or old.file_id is not null then
        raise exception 'an account that was given does not change' using errcode = '55000';
    end if;
    return new;
end $$;
create trigger stands before update on public.pledge_account
    for each row execute function guard.account_stands();
