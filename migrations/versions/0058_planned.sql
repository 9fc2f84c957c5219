-- Everybody is told by when all of it is to be done; what is due first may be no more than a first look.
create or replace function guard.follow_case() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.public_request r set
        agency = (select u.name from public.unit u where u.tenant_id = new.tenant_id and u.id = new.unit_id),
        due_at = new.planned_at,
        published = r.published and not new.sealed,
        lat = case when new.sealed then null else r.lat end,
        lon = case when new.sealed then null else r.lon end,
        place = case when new.sealed then null else r.place end,
        words = case when new.sealed then null else r.words end,
        message = case when new.sealed then null else r.message end,
        answers = case when new.sealed then '{}'::jsonb else r.answers end
    where r.tenant_id = new.tenant_id and r.case_id = new.id;
    if new.sealed then
        delete from public.public_photo p using public.public_request r
            where r.tenant_id = new.tenant_id and r.case_id = new.id
                and p.tenant_id = r.tenant_id and p.request_id = r.id;
    end if;
    return null;
end $$;
drop trigger follow_case on public."case";
create trigger follow_case after update of unit_id, planned_at, sealed on public."case"
    for each row when
    ((old.unit_id, old.planned_at, old.sealed) is distinct from (new.unit_id, new.planned_at, new.sealed))
    execute function guard.follow_case();

create or replace function guard.name_agency() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    select u.name, c.planned_at into new.agency, new.due_at from public."case" c
        left join public.unit u on u.tenant_id = c.tenant_id and u.id = c.unit_id
        where c.tenant_id = new.tenant_id and c.id = new.case_id;
    return new;
end $$;
