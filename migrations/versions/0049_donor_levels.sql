create table public.giving_level (
    tenant_id integer not null,
    id uuid not null,
    code text not null,
    name text not null,
    minimum bigint not null,
    months integer,
    valid_from date not null,
    valid_to date,
    made_at timestamptz not null,
    made_by uuid,
    constraint giving_level_pk primary key (tenant_id, id),
    constraint giving_level_tenant_id_code_valid_from_key unique (tenant_id, code, valid_from),
    constraint giving_level_minimum_check check (minimum > 0),
    constraint giving_level_months_check check (months between 1 and 120),
    constraint giving_level_days_check check (valid_to > valid_from)
);

create table public.care_plan (
    tenant_id integer not null,
    id uuid not null,
    name text not null,
    steps jsonb not null,
    made_at timestamptz not null,
    made_by uuid,
    ended_at timestamptz,
    constraint care_plan_pk primary key (tenant_id, id)
);
create unique index care_plan_name_ux on public.care_plan (tenant_id, name) where ended_at is null;

alter table public.donor_task add column stopped_on date, add column stopped_by uuid,
    add constraint donor_task_stopped_check
        check ((stopped_on is null) = (stopped_by is null) and (stopped_on is null or done_on is null));
drop index public.donor_task_due_ix;
create index donor_task_due_ix on public.donor_task (tenant_id, due_on, id)
    where done_on is null and stopped_on is null;
grant select (stopped_on, stopped_by) on public.donor_task to {p}_read_open;
grant insert (stopped_on, stopped_by), update (stopped_on, stopped_by) on public.donor_task to {p}_write_open;

create table public.funding_grant (
    tenant_id integer not null,
    id uuid not null,
    funder_id uuid not null,
    title text not null,
    stage text not null,
    fund_id uuid,
    member_id uuid,
    starts_on date,
    ends_on date,
    asked bigint default null,
    awarded bigint default null,
    note text default null,
    made_at timestamptz not null,
    made_by uuid,
    version integer not null,
    constraint funding_grant_pk primary key (tenant_id, id),
    constraint funding_grant_tenant_id_funder_id_fk foreign key (tenant_id, funder_id)
        references public.person (tenant_id, id),
    constraint funding_grant_tenant_id_fund_id_fk foreign key (tenant_id, fund_id)
        references public.fund (tenant_id, id),
    constraint funding_grant_amounts_check check (asked > 0 and awarded > 0),
    constraint funding_grant_days_check check (ends_on >= starts_on)
);
create index funding_grant_funder_ix on public.funding_grant (tenant_id, funder_id);

create table public.grant_deadline (
    tenant_id integer not null,
    id uuid not null,
    grant_id uuid not null,
    kind text not null,
    due_on date not null,
    done_on date,
    done_by uuid,
    reminded_on date,
    made_at timestamptz not null,
    made_by uuid,
    constraint grant_deadline_pk primary key (tenant_id, id),
    constraint grant_deadline_tenant_id_grant_id_fk foreign key (tenant_id, grant_id)
        references public.funding_grant (tenant_id, id),
    constraint grant_deadline_tenant_id_grant_id_kind_due_on_key unique (tenant_id, grant_id, kind, due_on),
    constraint grant_deadline_done_check check ((done_on is null) = (done_by is null))
);
create index grant_deadline_due_ix on public.grant_deadline (tenant_id, due_on, id) where done_on is null;

create table public.two_people (
    tenant_id integer not null,
    id uuid not null,
    first_id uuid not null,
    second_id uuid not null,
    said_at timestamptz not null,
    said_by uuid,
    constraint two_people_pk primary key (tenant_id, id),
    constraint two_people_tenant_id_first_id_fk foreign key (tenant_id, first_id)
        references public.person (tenant_id, id),
    constraint two_people_tenant_id_second_id_fk foreign key (tenant_id, second_id)
        references public.person (tenant_id, id),
    constraint two_people_tenant_id_first_id_second_id_key unique (tenant_id, first_id, second_id),
    constraint two_people_order_check check (first_id < second_id)
);
