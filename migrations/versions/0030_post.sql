create table public.intake_item (
    tenant_id integer not null,
    id uuid not null,
    channel text not null,
    source text not null,
    received_at timestamptz not null,
    logged_at timestamptz not null,
    logged_by uuid,
    mark bytea not null,
    status text not null,
    why text not null,
    sender text,
    sender_name text,
    subject text,
    words text,
    message_id text,
    case_id uuid,
    hint_id uuid,
    done_at timestamptz,
    done_by uuid,
    reason text,
    constraint intake_item_pk primary key (tenant_id, id),
    constraint intake_item_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id),
    constraint intake_item_tenant_id_mark_key unique (tenant_id, mark),
    constraint intake_item_channel_check check (channel in ('email', 'fax', 'letter')),
    constraint intake_item_status_check check (status in
        ('received', 'waiting', 'joining', 'set_aside', 'joined', 'linked', 'opened', 'discarded')),
    constraint intake_item_case_check
        check ((case_id is not null) = (status in ('joining', 'joined', 'linked', 'opened')))
);
create index intake_item_list_ix on public.intake_item (tenant_id, status, received_at, id);
create index intake_item_case_ix on public.intake_item (tenant_id, case_id);

create table public.intake_file (
    tenant_id integer not null,
    id uuid not null,
    item_id uuid not null,
    case_id uuid,
    kind text not null,
    name text not null,
    media_type text not null,
    size bigint not null,
    sha256 bytea not null,
    store_name text not null,
    scan text not null,
    document_id uuid,
    at timestamptz not null,
    constraint intake_file_pk primary key (tenant_id, id),
    constraint intake_file_tenant_id_item_id_fk foreign key (tenant_id, item_id)
        references public.intake_item (tenant_id, id) on delete cascade,
    constraint intake_file_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id),
    constraint intake_file_kind_check check (kind in ('raw', 'paper', 'refused'))
);
create index intake_file_item_ix on public.intake_file (tenant_id, item_id);
create index intake_file_case_ix on public.intake_file (tenant_id, case_id);
