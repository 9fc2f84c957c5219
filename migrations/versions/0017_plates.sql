alter table public.plate_issue add column reserved_until date;
alter table public.plate_issue add column reissue_on date;
alter table public.plate_issue add column max_vehicles integer not null default 1;
alter table public.vehicle add column registered_until date;
alter table public.plate_assignment add column precision text not null default 'day';
alter table public.plate_assignment add column correction_reason text;
alter table public.ownership add column precision text not null default 'day';
alter table public.ownership add column correction_reason text;

-- What was entered before knew one instant; it stands for both, and the state for the event.
alter table public.plate_issue_event add column event text, add column recorded_at timestamptz,
    add column number text, add column reason text, add column witness_id uuid;
update public.plate_issue_event set recorded_at = at, event = case to_status
    when 'RESERVED' then 'reserved' when 'IN_STOCK' then 'stocked' when 'ISSUED' then 'issued'
    when 'ASSIGNED' then 'assigned' when 'HELD_BY_OWNER' then 'held' when 'SURRENDERED' then 'surrendered'
    when 'LOST' then 'lost' when 'STOLEN' then 'stolen' when 'DAMAGED_REPLACED' then 'damaged'
    when 'EXPIRED' then 'lapsed' when 'REVOKED' then 'revoked' else 'retired' end;
alter table public.plate_issue_event alter column event set not null, alter column recorded_at set not null;
alter table public.odometer_reading add column recorded_at timestamptz;
update public.odometer_reading set recorded_at = read_on;
alter table public.odometer_reading alter column recorded_at set not null;
alter table public.lien add column recorded_at timestamptz;
update public.lien set recorded_at = since;
alter table public.lien alter column recorded_at set not null;

create table public.plate_item (
    tenant_id integer not null,
    id uuid not null,
    issue_id uuid not null,
    place text not null,
    stock_number text collate "C" not null,
    status text not null,
    made_at timestamptz not null,
    constraint plate_item_pk primary key (tenant_id, id),
    constraint plate_item_tenant_id_issue_id_fk foreign key (tenant_id, issue_id)
        references public.plate_issue (tenant_id, id),
    constraint plate_item_tenant_id_stock_number_key unique (tenant_id, stock_number),
    constraint plate_item_place_check check (place in ('front', 'rear', 'only'))
);
create index plate_item_issue_ix on public.plate_item (tenant_id, issue_id);

alter table public.plate_assignment add constraint plate_assignment_same_twice
    exclude using gist (tenant_id with =, issue_id with =, vehicle_id with =,
        tstzrange(valid_from, valid_to, '[)') with &&) where (superseded_at is null and role <> 'primary');

-- An assignment begins in its plate's life and not while the plate is gone; a plate that serves several vehicles
-- serves no more than it may at any instant; and nothing is recorded before what it supersedes.
create function guard.assignment_holds() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    issue public.plate_issue;
    status text;
    most int;
begin
    select * into issue from public.plate_issue i where i.tenant_id = new.tenant_id and i.id = new.issue_id;
    if new.valid_from < (issue.issued_on - 1)::timestamp at time zone 'UTC' then
        raise exception 'before the plate was issued' using errcode = '23514', constraint = 'plate_assignment_in_life';
    end if;
    select e.to_status into status from public.plate_issue_event e
        where e.tenant_id = new.tenant_id and e.issue_id = new.issue_id and e.at <= new.valid_from
        order by e.at desc, e.id desc limit 1;
    if status in ('SURRENDERED', 'LOST', 'STOLEN', 'REVOKED', 'DAMAGED_REPLACED', 'EXPIRED', 'RETIRED', 'AVAILABLE') then
        raise exception 'the plate was not to be used then' using errcode = '23514', constraint = 'plate_assignment_in_life';
    end if;
    if new.supersedes_id is not null and exists (select from public.plate_assignment a
            where a.tenant_id = new.tenant_id and a.id = new.supersedes_id and a.recorded_at > new.recorded_at) then
        raise exception 'recorded before what it supersedes' using errcode = '23514', constraint = 'plate_assignment_order';
    end if;
    if new.role <> 'primary' and new.superseded_at is null then
        -- Two at once wait here for each other; a primary assignment is told apart by its constraint.
        perform from public.plate_issue i where i.tenant_id = new.tenant_id and i.id = new.issue_id for update;
        with others as (
            select a.valid_from, a.valid_to from public.plate_assignment a
            where a.tenant_id = new.tenant_id and a.issue_id = new.issue_id and a.superseded_at is null
                and tstzrange(a.valid_from, a.valid_to, '[)') && tstzrange(new.valid_from, new.valid_to, '[)')
        ), begins as (
            select new.valid_from as point union select o.valid_from from others o where o.valid_from > new.valid_from
        )
        select max((select count(*) from others o
            where o.valid_from <= b.point and (o.valid_to is null or b.point < o.valid_to))) into most from begins b;
        if most >= issue.max_vehicles then
            raise exception 'too many vehicles at once' using errcode = '23P01', constraint = 'plate_assignment_too_many';
        end if;
    end if;
    return new;
end $$;
create trigger in_its_life before insert on public.plate_assignment
    for each row execute function guard.assignment_holds();

-- Marks like a partial plate: no index serves a pattern behind row rules, so the question is ours and checks the viewer.
create function public.plates_like(pattern text, most int) returns table (id uuid)
language plpgsql stable security definer parallel restricted set search_path = pg_catalog, pg_temp as $$
begin
    if public.viewer_case() is not null or not coalesce('asset' = any (public.viewer_labels()), false) then
        raise exception 'plates are withheld from this viewer' using errcode = '42501';
    end if;
    return query select m.id from public.plate_mark m
        where m.tenant_id = public.viewer_tenant() and m.search_key like pattern
        order by m.search_key, m.id limit least(most, 200);
end $$;
revoke all on function public.plates_like(text, int) from public;
grant execute on function public.plates_like(text, int) to {p}_viewer;
