create table public.gift_batch (
    tenant_id integer not null,
    id uuid not null,
    number text not null,
    expected_count integer not null,
    expected_total bigint not null,
    currency text not null,
    method text not null,
    fund_id uuid not null,
    received_on date not null,
    status text not null,
    opened_at timestamptz not null,
    opened_by uuid,
    posted_at timestamptz,
    posted_by uuid,
    version integer not null,
    constraint gift_batch_pk primary key (tenant_id, id),
    constraint gift_batch_tenant_id_fund_id_fk foreign key (tenant_id, fund_id) references public.fund (tenant_id, id),
    constraint gift_batch_tenant_id_number_key unique (tenant_id, number),
    constraint gift_batch_expected_check check (expected_count between 1 and 500 and expected_total > 0)
);

create table public.batch_line (
    tenant_id integer not null,
    id uuid not null,
    batch_id uuid not null,
    place integer not null,
    donor_id uuid not null,
    fund_id uuid not null,
    amount bigint not null,
    mark text default null,
    gift_id uuid,
    constraint batch_line_pk primary key (tenant_id, id),
    constraint batch_line_tenant_id_batch_id_fk foreign key (tenant_id, batch_id) references public.gift_batch (tenant_id, id),
    constraint batch_line_tenant_id_donor_id_fk foreign key (tenant_id, donor_id) references public.person (tenant_id, id),
    constraint batch_line_tenant_id_fund_id_fk foreign key (tenant_id, fund_id) references public.fund (tenant_id, id),
    constraint batch_line_tenant_id_gift_id_fk foreign key (tenant_id, gift_id) references public.gift (tenant_id, id),
    constraint batch_line_tenant_id_batch_id_place_key unique (tenant_id, batch_id, place),
    constraint batch_line_amount_check check (amount > 0)
);
create index batch_line_batch_ix on public.batch_line (tenant_id, batch_id);

create table public.soft_credit (
    tenant_id integer not null,
    id uuid not null,
    gift_id uuid not null,
    person_id uuid not null,
    role text not null,
    amount bigint not null,
    currency text not null,
    constraint soft_credit_pk primary key (tenant_id, id),
    constraint soft_credit_tenant_id_gift_id_fk foreign key (tenant_id, gift_id) references public.gift (tenant_id, id),
    constraint soft_credit_tenant_id_person_id_fk foreign key (tenant_id, person_id) references public.person (tenant_id, id),
    constraint soft_credit_tenant_id_gift_id_person_id_role_key unique (tenant_id, gift_id, person_id, role),
    constraint soft_credit_amount_check check (amount > 0)
);
create index soft_credit_person_ix on public.soft_credit (tenant_id, person_id);

create table public.tribute (
    tenant_id integer not null,
    id uuid not null,
    gift_id uuid not null,
    kind text not null,
    name text not null,
    tell_id uuid,
    status text not null,
    constraint tribute_pk primary key (tenant_id, id),
    constraint tribute_tenant_id_gift_id_fk foreign key (tenant_id, gift_id) references public.gift (tenant_id, id),
    constraint tribute_tenant_id_tell_id_fk foreign key (tenant_id, tell_id) references public.person (tenant_id, id),
    constraint tribute_tenant_id_gift_id_key unique (tenant_id, gift_id)
);

create table public.matching_claim (
    tenant_id integer not null,
    id uuid not null,
    gift_id uuid not null,
    company_id uuid not null,
    amount bigint not null,
    currency text not null,
    status text not null,
    received_gift_id uuid,
    constraint matching_claim_pk primary key (tenant_id, id),
    constraint matching_claim_tenant_id_gift_id_fk foreign key (tenant_id, gift_id) references public.gift (tenant_id, id),
    constraint matching_claim_tenant_id_company_id_fk foreign key (tenant_id, company_id) references public.person (tenant_id, id),
    constraint matching_claim_tenant_id_received_gift_id_fk foreign key (tenant_id, received_gift_id) references public.gift (tenant_id, id),
    constraint matching_claim_tenant_id_gift_id_company_id_key unique (tenant_id, gift_id, company_id),
    constraint matching_claim_tenant_id_received_gift_id_key unique (tenant_id, received_gift_id),
    constraint matching_claim_amount_check check (amount > 0)
);

create table public.household (
    tenant_id integer not null,
    id uuid not null,
    name text not null,
    made_at timestamptz not null,
    constraint household_pk primary key (tenant_id, id)
);

create table public.household_member (
    tenant_id integer not null,
    id uuid not null,
    household_id uuid not null,
    person_id uuid not null,
    since date not null,
    until date,
    constraint household_member_pk primary key (tenant_id, id),
    constraint household_member_tenant_id_household_id_fk foreign key (tenant_id, household_id) references public.household (tenant_id, id),
    constraint household_member_tenant_id_person_id_fk foreign key (tenant_id, person_id) references public.person (tenant_id, id)
);
create unique index household_member_now_ux on public.household_member (tenant_id, person_id) where until is null;
create index household_member_of_ix on public.household_member (tenant_id, household_id);

-- A batch that was posted or dropped takes no line and loses none.
create function guard.batch_is_open() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    line public.batch_line := case when tg_op = 'DELETE' then old else new end;
begin
    perform from public.gift_batch b
        where b.tenant_id = line.tenant_id and b.id = line.batch_id and b.status = 'open' for share;
    if not found then
        raise exception 'this batch is closed' using errcode = '55000';
    end if;
    return line;
end $$;
revoke all on function guard.batch_is_open() from public;
create trigger batch_is_open before insert or update or delete on public.batch_line
    for each row execute function guard.batch_is_open();
create function guard.batch_ends() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.status <> 'open' then
        raise exception 'this batch is closed' using errcode = '55000';
    end if;
    return new;
end $$;
create trigger ends before update on public.gift_batch for each row execute function guard.batch_ends();
