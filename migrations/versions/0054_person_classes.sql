create table public.person_class (
    tenant_id integer not null,
    id uuid not null,
    person_id uuid not null,
    code text not null,
    since date not null,
    until date,
    reason text not null,
    made_at timestamptz not null,
    made_by uuid,
    ended_at timestamptz,
    ended_by uuid,
    constraint person_class_pk primary key (tenant_id, id),
    constraint person_class_tenant_id_person_id_fk foreign key (tenant_id, person_id)
        references public.person (tenant_id, id),
    constraint person_class_until_check check (until >= since)
);
create index person_class_person_ix on public.person_class (tenant_id, person_id);

-- The same holds of both: what was said stays as it was said, and is ended once.
create trigger stands before update on public.person_class
    for each row execute function guard.agreement_stands();
