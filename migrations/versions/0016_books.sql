alter table public.gift
    add column fair_value bigint default null,
    add column fair_value_basis text default null,
    add column rate text default null,
    add column rate_source text default null,
    add column base_amount bigint default null,
    add constraint gift_fair_value_of_goods_check
        check (fair_value is null or (fair_value > 0 and kind = 'in_kind')),
    add constraint gift_rate_with_source_check
        check ((rate is null) = (base_amount is null) and (rate is null) = (rate_source is null));
grant select (rate, rate_source) on public.gift to {p}_read_open;
grant insert (rate, rate_source), update (rate, rate_source) on public.gift to {p}_write_open;
grant select (fair_value, base_amount) on public.gift to {p}_read_financial;
grant insert (fair_value, base_amount), update (fair_value, base_amount) on public.gift to {p}_write_financial;
grant select (fair_value_basis) on public.gift to {p}_read_matter;
grant insert (fair_value_basis), update (fair_value_basis) on public.gift to {p}_write_matter;

create table public.book_entry (
    tenant_id integer not null,
    id uuid not null,
    act text not null,
    gift_id uuid,
    book_on date not null,
    lines integer not null,
    reason text default null,
    posted_at timestamptz not null,
    posted_by uuid,
    constraint book_entry_pk primary key (tenant_id, id),
    constraint book_entry_tenant_id_gift_id_fk foreign key (tenant_id, gift_id)
        references public.gift (tenant_id, id),
    constraint book_entry_lines_check check (lines between 2 and 100)
);
create index book_entry_gift_ix on public.book_entry (tenant_id, gift_id);
create index book_entry_day_ix on public.book_entry (tenant_id, book_on, id);

create table public.posting (
    tenant_id integer not null,
    id uuid not null,
    entry_id uuid not null,
    line integer not null,
    gift_id uuid,
    book_on date not null,
    account text not null,
    fund_id uuid,
    amount bigint not null,
    currency text not null,
    constraint posting_pk primary key (tenant_id, id),
    constraint posting_tenant_id_entry_id_fk foreign key (tenant_id, entry_id)
        references public.book_entry (tenant_id, id),
    constraint posting_tenant_id_gift_id_fk foreign key (tenant_id, gift_id) references public.gift (tenant_id, id),
    constraint posting_tenant_id_fund_id_fk foreign key (tenant_id, fund_id) references public.fund (tenant_id, id),
    constraint posting_tenant_id_entry_id_line_key unique (tenant_id, entry_id, line),
    constraint posting_amount_check check (amount <> 0),
    constraint posting_fund_check check ((account in ('fund', 'promised')) = (fund_id is not null))
);
create index posting_gift_ix on public.posting (tenant_id, gift_id);
create index posting_fund_ix on public.posting (tenant_id, fund_id, book_on);

create table public.book_period (
    tenant_id integer not null,
    id uuid not null,
    month date not null,
    closed boolean not null,
    changed_at timestamptz not null,
    changed_by uuid,
    reason text default null,
    constraint book_period_pk primary key (tenant_id, id),
    constraint book_period_tenant_id_month_key unique (tenant_id, month),
    constraint book_period_month_check check (month = date_trunc('month', month)::date)
);

create table public.period_act (
    tenant_id integer not null,
    id uuid not null,
    month date not null,
    act text not null,
    at timestamptz not null,
    by uuid,
    reason text default null,
    constraint period_act_pk primary key (tenant_id, id)
);
create index period_act_month_ix on public.period_act (tenant_id, month);

-- Existing gifts into the books, before anything guards them. Goods had no value. What was taken back is booked
-- against the gift it was taken from.
create temporary table moved on commit drop as
    select g.tenant_id, gen_random_uuid() as entry, coalesce(g.reverses_id, g.id) as gift,
        case when g.reverses_id is null then 'receipt' else 'reversal' end as act, g.received_on, g.goods,
        g.reverses_id, g.posted_at, g.entered_by, g.fund_id, g.amount, g.currency
    from public.gift g where g.kind = 'money' and g.amount <> 0;
insert into public.book_entry (tenant_id, id, act, gift_id, book_on, lines, reason, posted_at, posted_by)
    select m.tenant_id, m.entry, m.act, m.gift, m.received_on, 2,
        case when m.reverses_id is not null then m.goods end, m.posted_at, m.entered_by from moved m;
insert into public.posting
        (tenant_id, id, entry_id, line, gift_id, book_on, account, fund_id, amount, currency)
    select m.tenant_id, gen_random_uuid(), m.entry, 1, m.gift, m.received_on, 'cash', null, m.amount, m.currency
        from moved m
    union all
    select m.tenant_id, gen_random_uuid(), m.entry, 2, m.gift, m.received_on, 'fund', m.fund_id, -m.amount, m.currency
        from moved m;

-- The books are written once. Nobody changes or removes a line, the owner of the tables included.
create function guard.books_stand() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'the books are written once: post another entry against it' using errcode = '55000';
end $$;
create trigger stand before update or delete or truncate on public.book_entry
    for each statement execute function guard.books_stand();
create trigger stand before update or delete or truncate on public.posting
    for each statement execute function guard.books_stand();
create trigger stand before update or delete or truncate on public.period_act
    for each statement execute function guard.books_stand();

-- An entry goes into an open month. Posting and closing wait for each other at the month's row.
create function guard.month_is_open() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    first constant date := date_trunc('month', new.book_on)::date;
    shut boolean;
begin
    select b.closed into shut from public.book_period b
        where b.tenant_id = new.tenant_id and b.month = first for share;
    if shut is null then
        insert into public.book_period (tenant_id, id, month, closed, changed_at)
            values (new.tenant_id, gen_random_uuid(), first, false, now()) on conflict do nothing;
        select b.closed into shut from public.book_period b
            where b.tenant_id = new.tenant_id and b.month = first for share;
    end if;
    if shut then
        raise exception 'the books of this month are closed' using errcode = '55C01';
    end if;
    return new;
end $$;
revoke all on function guard.month_is_open() from public;
create trigger month_is_open before insert on public.book_entry
    for each row execute function guard.month_is_open();

-- A line says of its entry what the entry says of itself, and there are as many as the entry promised.
create function guard.line_of_entry() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform from public.book_entry e where e.tenant_id = new.tenant_id and e.id = new.entry_id
        and new.line between 1 and e.lines and e.book_on = new.book_on
        and e.gift_id is not distinct from new.gift_id;
    if not found then
        raise exception 'this line is none of its entry' using errcode = '55000';
    end if;
    return new;
end $$;
revoke all on function guard.line_of_entry() from public;
create trigger line_of_entry before insert on public.posting
    for each row execute function guard.line_of_entry();

-- At the commit the lines are all there and add up to nothing, in one currency.
create function guard.entry_balances() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    there record;
begin
    select count(*) as lines, coalesce(sum(p.amount), 0) as rest, count(distinct p.currency) as currencies into there
        from public.posting p where p.tenant_id = new.tenant_id and p.entry_id = new.id;
    if there.lines <> new.lines or there.rest <> 0 or there.currencies <> 1 then
        raise exception 'the lines of an entry add up to nothing in one currency' using errcode = '55000';
    end if;
    return null;
end $$;
revoke all on function guard.entry_balances() from public;
create constraint trigger entry_balances after insert on public.book_entry
    deferrable initially deferred for each row execute function guard.entry_balances();

-- A month is closed and opened again by somebody who signs for it, and each time it is kept.
create function guard.period_acts() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.month <> old.month then
        raise exception 'a month stays the month it is' using errcode = '55000';
    end if;
    if new.closed is distinct from old.closed then
        if new.changed_by is distinct from public.viewer_actor() then
            raise exception 'who closes or opens a month signs for it' using errcode = '42501';
        end if;
        insert into public.period_act (tenant_id, id, month, act, at, by, reason)
            values (new.tenant_id, gen_random_uuid(), new.month,
                case when new.closed then 'closed' else 'reopened' end,
                new.changed_at, new.changed_by, new.reason);
    end if;
    return new;
end $$;
revoke all on function guard.period_acts() from public;
create trigger period_acts before update on public.book_period
    for each row execute function guard.period_acts();
create function guard.period_stays() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE' or new.closed then
        raise exception 'a month begins open, and stays' using errcode = '55000';
    end if;
    return new;
end $$;
create trigger stays before insert or delete on public.book_period
    for each row execute function guard.period_stays();

-- What a gift was stays as it was received: what changes is what was done about it since.
create function guard.gift_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if (new.number, new.donor_id, new.fund_id, new.kind, new.amount, new.benefit, new.currency, new.method,
            new.received_on, new.reverses_id, new.posted_at, new.fair_value, new.rate, new.base_amount)
        is distinct from
        (old.number, old.donor_id, old.fund_id, old.kind, old.amount, old.benefit, old.currency, old.method,
            old.received_on, old.reverses_id, old.posted_at, old.fair_value, old.rate, old.base_amount) then
        raise exception 'a posted gift stays: take it back and enter it anew' using errcode = '55000';
    end if;
    return new;
end $$;
create trigger stands before update on public.gift for each row execute function guard.gift_stands();
