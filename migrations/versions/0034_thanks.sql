alter table public.gift add column goods_kind text not null default 'goods';
grant select (goods_kind) on public.gift to {p}_read_open;
grant insert (goods_kind), update (goods_kind) on public.gift to {p}_write_open;

alter table public.receipt
    add column kind text not null default 'receipt',
    add column cancels_id uuid,
    add column replaces_id uuid,
    add column reason text default null,
    add column amount bigint not null default 0,
    add column currency text not null default '',
    add column issued_by uuid,
    add constraint receipt_tenant_id_cancels_id_fk foreign key (tenant_id, cancels_id)
        references public.receipt (tenant_id, id),
    add constraint receipt_tenant_id_replaces_id_fk foreign key (tenant_id, replaces_id)
        references public.receipt (tenant_id, id),
    add constraint receipt_tenant_id_cancels_id_key unique (tenant_id, cancels_id),
    add constraint receipt_counter_check check ((kind = 'counter') = (cancels_id is not null));
update public.receipt r set amount = g.amount, currency = g.currency
    from public.gift g where g.tenant_id = r.tenant_id and g.id = r.gift_id;
alter table public.receipt alter column amount drop default, alter column currency drop default,
    alter column kind drop default;
create index receipt_issued_ix on public.receipt (tenant_id, issued_at, id);
grant select (kind, cancels_id, replaces_id, currency, issued_by) on public.receipt to {p}_read_open;
grant insert (kind, cancels_id, replaces_id, currency, issued_by) on public.receipt to {p}_write_open;
grant select (reason) on public.receipt to {p}_read_matter;
grant insert (reason) on public.receipt to {p}_write_matter;
grant select (amount) on public.receipt to {p}_read_financial;
grant insert (amount) on public.receipt to {p}_write_financial;

-- What was issued stays as it was issued; only that it was cancelled or replaced is noted, once.
create function guard.receipt_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE' or tg_op = 'TRUNCATE' then
        raise exception 'a receipt that was issued is kept' using errcode = '55000';
    end if;
    if old.status <> 'issued' or new.status not in ('issued', 'cancelled', 'replaced')
        or (to_jsonb(new) - 'status') is distinct from (to_jsonb(old) - 'status') then
        raise exception 'a receipt that was issued does not change' using errcode = '55000';
    end if;
    return new;
end $$;
create trigger stands before update or delete on public.receipt
    for each row execute function guard.receipt_stands();

create table public.thanks_run (
    tenant_id integer not null,
    id uuid not null,
    wanted text not null,
    total integer not null,
    made_at timestamptz not null,
    made_by uuid,
    ended_at timestamptz,
    constraint thanks_run_pk primary key (tenant_id, id)
);
create index thanks_run_made_ix on public.thanks_run (tenant_id, made_at, id);

create table public.thanks_paper (
    tenant_id integer not null,
    id uuid not null,
    run_id uuid not null,
    place integer not null,
    letters integer not null,
    hidden boolean not null,
    store_name text not null,
    sha256 bytea not null,
    size integer not null,
    made_at timestamptz not null,
    constraint thanks_paper_pk primary key (tenant_id, id),
    constraint thanks_paper_tenant_id_run_id_fk foreign key (tenant_id, run_id)
        references public.thanks_run (tenant_id, id),
    constraint thanks_paper_tenant_id_run_id_place_key unique (tenant_id, run_id, place)
);

create table public.thanks (
    tenant_id integer not null,
    id uuid not null,
    gift_id uuid not null,
    donor_id uuid not null,
    due_on date not null,
    status text not null,
    how text,
    reason text,
    thanked_at timestamptz,
    thanked_by uuid,
    run_id uuid,
    letter_id uuid,
    paper_id uuid,
    version integer not null,
    constraint thanks_pk primary key (tenant_id, id),
    constraint thanks_tenant_id_gift_id_fk foreign key (tenant_id, gift_id) references public.gift (tenant_id, id),
    constraint thanks_tenant_id_donor_id_fk foreign key (tenant_id, donor_id)
        references public.person (tenant_id, id),
    constraint thanks_tenant_id_run_id_fk foreign key (tenant_id, run_id)
        references public.thanks_run (tenant_id, id),
    constraint thanks_tenant_id_letter_id_fk foreign key (tenant_id, letter_id)
        references public.letter (tenant_id, id),
    constraint thanks_tenant_id_paper_id_fk foreign key (tenant_id, paper_id)
        references public.thanks_paper (tenant_id, id),
    constraint thanks_tenant_id_gift_id_key unique (tenant_id, gift_id),
    constraint thanks_thanked_check check ((status = 'thanked') = (thanked_at is not null))
);
create index thanks_due_ix on public.thanks (tenant_id, status, due_on, id);
create index thanks_donor_ix on public.thanks (tenant_id, donor_id);
create index thanks_run_ix on public.thanks (tenant_id, run_id, status);

-- Gifts of the last thirty days that still stand are thanked too; what came before was thanked before this was kept.
insert into public.thanks (tenant_id, id, gift_id, donor_id, due_on, status, version)
    select g.tenant_id, gen_random_uuid(), g.id, g.donor_id, g.received_on + 7, 'due', 1
    from public.gift g
    where g.reverses_id is null and g.status in ('posted', 'receipted') and g.received_on > current_date - 30;
