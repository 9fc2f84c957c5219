create table public.care_run (
    tenant_id integer not null,
    id uuid not null,
    plan text not null,
    level text not null,
    steps jsonb not null,
    total integer not null,
    done integer not null,
    begun integer not null,
    after_donor uuid,
    made_at timestamptz not null,
    made_by uuid,
    ended_at timestamptz,
    constraint care_run_pk primary key (tenant_id, id),
    constraint care_run_counts_check check (begun between 0 and done)
);
create index care_run_made_ix on public.care_run (tenant_id, made_at, id);
create unique index care_run_plan_ux on public.care_run (tenant_id, plan) where ended_at is null;

create table public.appeal_print (
    tenant_id integer not null,
    id uuid not null,
    appeal_id uuid not null,
    total integer not null,
    done integer not null,
    letters integer not null,
    left_out jsonb not null,
    after_donor uuid,
    made_at timestamptz not null,
    made_by uuid,
    ended_at timestamptz,
    constraint appeal_print_pk primary key (tenant_id, id),
    constraint appeal_print_tenant_id_appeal_id_fk foreign key (tenant_id, appeal_id)
        references public.appeal (tenant_id, id),
    constraint appeal_print_counts_check check (letters between 0 and done)
);
create index appeal_print_appeal_ix on public.appeal_print (tenant_id, appeal_id, made_at);
create unique index appeal_print_now_ux on public.appeal_print (tenant_id, appeal_id) where ended_at is null;

create table public.appeal_paper (
    tenant_id integer not null,
    id uuid not null,
    print_id uuid not null,
    place integer not null,
    letters integer not null,
    hidden boolean not null,
    donors uuid[] not null,
    store_name text not null,
    sha256 bytea not null,
    size integer not null,
    made_at timestamptz not null,
    constraint appeal_paper_pk primary key (tenant_id, id),
    constraint appeal_paper_tenant_id_print_id_fk foreign key (tenant_id, print_id)
        references public.appeal_print (tenant_id, id),
    constraint appeal_paper_tenant_id_print_id_place_key unique (tenant_id, print_id, place)
);
