alter table public.book_entry add column pledge_id uuid;
alter table public.posting add column pledge_id uuid;
grant select (pledge_id) on public.book_entry to {p}_read_open;
grant insert (pledge_id) on public.book_entry to {p}_write_open;
grant select (pledge_id) on public.posting to {p}_read_open;
grant insert (pledge_id) on public.posting to {p}_write_open;

create table public.pledge (
    tenant_id integer not null,
    id uuid not null,
    number text not null,
    donor_id uuid not null,
    fund_id uuid not null,
    kind text not null,
    amount bigint not null,
    currency text not null,
    unit text not null,
    every integer not null,
    day integer not null,
    starts_on date not null,
    instalments integer,
    method text not null,
    mandate text default null,
    status text not null,
    next_on date,
    entered_by uuid,
    made_at timestamptz not null,
    version integer not null,
    constraint pledge_pk primary key (tenant_id, id),
    constraint pledge_tenant_id_donor_id_fk foreign key (tenant_id, donor_id) references public.person (tenant_id, id),
    constraint pledge_tenant_id_fund_id_fk foreign key (tenant_id, fund_id) references public.fund (tenant_id, id),
    constraint pledge_tenant_id_number_key unique (tenant_id, number),
    constraint pledge_amount_check check (amount > 0),
    constraint pledge_instalments_check check ((kind = 'pledge') = (instalments is not null))
);
create index pledge_donor_ix on public.pledge (tenant_id, donor_id);
create index pledge_made_ix on public.pledge (tenant_id, made_at, id);
create index pledge_next_ix on public.pledge (tenant_id, next_on, id);

create table public.pledge_change (
    tenant_id integer not null,
    id uuid not null,
    pledge_id uuid not null,
    donor_id uuid not null,
    what text not null,
    detail jsonb not null,
    reason text default null,
    yearly_before bigint default null,
    yearly_after bigint default null,
    effective_on date not null,
    at timestamptz not null,
    by uuid,
    constraint pledge_change_pk primary key (tenant_id, id),
    constraint pledge_change_tenant_id_pledge_id_fk foreign key (tenant_id, pledge_id) references public.pledge (tenant_id, id)
);
create index pledge_change_pledge_ix on public.pledge_change (tenant_id, pledge_id, at);

create table public.instalment (
    tenant_id integer not null,
    id uuid not null,
    pledge_id uuid not null,
    donor_id uuid not null,
    due_on date not null,
    amount bigint not null,
    currency text not null,
    status text not null,
    try_on date,
    tries integer not null,
    gift_id uuid,
    version integer not null,
    constraint instalment_pk primary key (tenant_id, id),
    constraint instalment_tenant_id_pledge_id_fk foreign key (tenant_id, pledge_id) references public.pledge (tenant_id, id),
    constraint instalment_tenant_id_gift_id_fk foreign key (tenant_id, gift_id) references public.gift (tenant_id, id),
    constraint instalment_tenant_id_pledge_id_due_on_key unique (tenant_id, pledge_id, due_on),
    constraint instalment_tenant_id_gift_id_key unique (tenant_id, gift_id),
    constraint instalment_amount_check check (amount > 0)
);
create index instalment_try_ix on public.instalment (tenant_id, status, try_on);

create table public.collection_run (
    tenant_id integer not null,
    id uuid not null,
    method text not null,
    ran_on date not null,
    at timestamptz not null,
    by uuid,
    constraint collection_run_pk primary key (tenant_id, id)
);
create index collection_run_at_ix on public.collection_run (tenant_id, at, id);

create table public.collection_attempt (
    tenant_id integer not null,
    id uuid not null,
    instalment_id uuid not null,
    donor_id uuid not null,
    run_id uuid,
    place integer not null,
    key text not null,
    processor text not null,
    status text not null,
    sent_at timestamptz not null,
    asked_at timestamptz,
    answered_at timestamptz,
    processor_id text default null,
    code text,
    version integer not null,
    constraint collection_attempt_pk primary key (tenant_id, id),
    constraint collection_attempt_tenant_id_instalment_id_fk foreign key (tenant_id, instalment_id) references public.instalment (tenant_id, id),
    constraint collection_attempt_tenant_id_run_id_fk foreign key (tenant_id, run_id) references public.collection_run (tenant_id, id),
    constraint collection_attempt_tenant_id_key_key unique (tenant_id, key),
    constraint collection_attempt_tenant_id_instalment_id_place_key unique (tenant_id, instalment_id, place),
    constraint collection_attempt_tenant_id_processor_processor_id_key unique (tenant_id, processor, processor_id)
);
CREATE unique INDEX collection_attempt_held_ux on public.collection_attempt (tenant_id, instalment_id) where status in ('sent', 'charged');
create index collection_attempt_run_ix on public.collection_attempt (tenant_id, run_id);
create index collection_attempt_sent_ix on public.collection_attempt (tenant_id, status, sent_at);

create table public.bank_file (
    tenant_id integer not null,
    id uuid not null,
    direction text not null,
    number text not null,
    run_id uuid,
    sha256 bytea not null,
    count integer not null,
    total bigint not null,
    currency text not null,
    at timestamptz not null,
    by uuid,
    constraint bank_file_pk primary key (tenant_id, id),
    constraint bank_file_tenant_id_run_id_fk foreign key (tenant_id, run_id) references public.collection_run (tenant_id, id),
    constraint bank_file_tenant_id_direction_number_key unique (tenant_id, direction, number),
    constraint bank_file_tenant_id_direction_sha256_key unique (tenant_id, direction, sha256)
);

alter table public.book_entry add constraint book_entry_tenant_id_pledge_id_fk
    foreign key (tenant_id, pledge_id) references public.pledge (tenant_id, id);
alter table public.posting add constraint posting_tenant_id_pledge_id_fk
    foreign key (tenant_id, pledge_id) references public.pledge (tenant_id, id);
create index posting_pledge_ix on public.posting (tenant_id, pledge_id);

create trigger stand before update or delete or truncate on public.pledge_change
    for each statement execute function guard.books_stand();

-- An order that was sent keeps its key and its instalment. It is answered once, and what was charged stays charged.
create function guard.attempt_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if (new.instalment_id, new.place, new.key, new.processor, new.sent_at) is distinct from
        (old.instalment_id, old.place, old.key, old.processor, old.sent_at) or old.status <> 'sent' then
        raise exception 'an order to collect is answered once' using errcode = '55000';
    end if;
    return new;
end $$;
create trigger stands before update on public.collection_attempt
    for each row execute function guard.attempt_stands();
