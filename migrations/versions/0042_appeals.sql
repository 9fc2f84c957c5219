create table public.campaign (
    tenant_id integer not null,
    id uuid not null,
    name text not null,
    goal bigint,
    starts_on date not null,
    ends_on date,
    parent_id uuid,
    made_at timestamptz not null,
    made_by uuid,
    version integer not null,
    constraint campaign_pk primary key (tenant_id, id),
    constraint campaign_tenant_id_parent_id_fk foreign key (tenant_id, parent_id)
        references public.campaign (tenant_id, id),
    constraint campaign_tenant_id_name_key unique (tenant_id, name),
    constraint campaign_goal_check check (goal > 0),
    constraint campaign_days_check check (ends_on >= starts_on),
    constraint campaign_parent_check check (parent_id <> id)
);

create table public.appeal (
    tenant_id integer not null,
    id uuid not null,
    campaign_id uuid not null,
    code text not null,
    name text not null,
    channel text not null,
    fund_id uuid,
    segment text,
    rule jsonb,
    words jsonb not null,
    cost bigint default null,
    status text not null,
    after_donor uuid,
    left_out jsonb not null,
    asked_at timestamptz,
    asked_by uuid,
    made_at timestamptz not null,
    made_by uuid,
    version integer not null,
    constraint appeal_pk primary key (tenant_id, id),
    constraint appeal_tenant_id_campaign_id_fk foreign key (tenant_id, campaign_id)
        references public.campaign (tenant_id, id),
    constraint appeal_tenant_id_fund_id_fk foreign key (tenant_id, fund_id) references public.fund (tenant_id, id),
    constraint appeal_tenant_id_code_key unique (tenant_id, code),
    constraint appeal_cost_check check (cost >= 0),
    constraint appeal_whom_check check (channel = 'open' or rule is not null)
);
create index appeal_campaign_ix on public.appeal (tenant_id, campaign_id);

create table public.appeal_ask (
    tenant_id integer not null,
    id uuid not null,
    appeal_id uuid not null,
    donor_id uuid not null,
    language text not null,
    letter_id uuid,
    asked_at timestamptz not null,
    constraint appeal_ask_pk primary key (tenant_id, id),
    constraint appeal_ask_tenant_id_appeal_id_fk foreign key (tenant_id, appeal_id)
        references public.appeal (tenant_id, id),
    constraint appeal_ask_tenant_id_donor_id_fk foreign key (tenant_id, donor_id)
        references public.person (tenant_id, id),
    constraint appeal_ask_tenant_id_letter_id_fk foreign key (tenant_id, letter_id)
        references public.letter (tenant_id, id),
    constraint appeal_ask_tenant_id_appeal_id_donor_id_key unique (tenant_id, appeal_id, donor_id)
);
create index appeal_ask_donor_ix on public.appeal_ask (tenant_id, donor_id);

-- What brought a gift: a campaign, and perhaps one appeal of it. Beside the money, which never changes.
alter table public.gift add column campaign_id uuid, add column appeal_id uuid,
    add constraint gift_tenant_id_campaign_id_fk foreign key (tenant_id, campaign_id)
        references public.campaign (tenant_id, id),
    add constraint gift_tenant_id_appeal_id_fk foreign key (tenant_id, appeal_id) references public.appeal (tenant_id, id);
alter table public.pledge add column campaign_id uuid, add column appeal_id uuid,
    add constraint pledge_tenant_id_campaign_id_fk foreign key (tenant_id, campaign_id)
        references public.campaign (tenant_id, id),
    add constraint pledge_tenant_id_appeal_id_fk foreign key (tenant_id, appeal_id)
        references public.appeal (tenant_id, id);
alter table public.gift_batch add column campaign_id uuid, add column appeal_id uuid,
    add constraint gift_batch_tenant_id_campaign_id_fk foreign key (tenant_id, campaign_id)
        references public.campaign (tenant_id, id),
    add constraint gift_batch_tenant_id_appeal_id_fk foreign key (tenant_id, appeal_id)
        references public.appeal (tenant_id, id);
create index gift_appeal_ix on public.gift (tenant_id, appeal_id) where appeal_id is not null;
create index gift_campaign_ix on public.gift (tenant_id, campaign_id) where campaign_id is not null;
grant select (campaign_id, appeal_id) on public.gift, public.pledge, public.gift_batch to {p}_read_open;
grant insert (campaign_id, appeal_id), update (campaign_id, appeal_id)
    on public.gift, public.pledge, public.gift_batch to {p}_write_open;

-- Who was asked stays asked: the share of them who gave would change with them.
create function guard.ask_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'who was asked stays asked' using errcode = '55000';
end $$;
create trigger stands before update or delete on public.appeal_ask
    for each row execute function guard.ask_stands();
