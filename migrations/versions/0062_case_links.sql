create table public.case_link (
    tenant_id integer not null,
    id uuid not null,
    case_id uuid not null,
    earlier_id uuid not null,
    kind text not null,
    at timestamptz not null,
    constraint case_link_pk primary key (tenant_id, id),
    constraint case_link_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id) on delete cascade,
    constraint case_link_tenant_id_earlier_id_fk foreign key (tenant_id, earlier_id)
        references public."case" (tenant_id, id) on delete cascade,
    constraint case_link_tenant_id_case_id_earlier_id_key unique (tenant_id, case_id, earlier_id),
    constraint case_link_kind_check check (kind in ('follows'))
);
create index case_link_earlier_ix on public.case_link (tenant_id, earlier_id);

-- What somebody has begun about a case of theirs that had ended; the link is made when it is sent.
alter table public.draft add column follows_id uuid;
