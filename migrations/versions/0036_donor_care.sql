create table public.donor_task (
    tenant_id integer not null,
    id uuid not null,
    donor_id uuid not null,
    plan text,
    what text not null,
    due_on date not null,
    member_id uuid,
    done_on date,
    done_by uuid,
    made_at timestamptz not null,
    made_by uuid,
    constraint donor_task_pk primary key (tenant_id, id),
    constraint donor_task_tenant_id_donor_id_fk foreign key (tenant_id, donor_id) references public.person (tenant_id, id),
    constraint donor_task_done_check check ((done_on is null) = (done_by is null))
);
create index donor_task_donor_ix on public.donor_task (tenant_id, donor_id, due_on);
create index donor_task_due_ix on public.donor_task (tenant_id, due_on, id) where done_on is null;

create table public.donor_segment (
    tenant_id integer not null,
    id uuid not null,
    name text not null,
    rule jsonb not null,
    made_at timestamptz not null,
    made_by uuid,
    ended_at timestamptz,
    constraint donor_segment_pk primary key (tenant_id, id)
);
create unique index donor_segment_name_ux on public.donor_segment (tenant_id, name) where ended_at is null;
