-- Whoever deletes a row makes the database look into every table that may name it.
create index outward_disclosure_vehicle_ix on public.outward_disclosure (tenant_id, vehicle_id)
    where vehicle_id is not null;
create index lender_notice_lien_ix on public.lender_notice (tenant_id, lien_id) where lien_id is not null;
create index batch_line_donor_ix on public.batch_line (tenant_id, donor_id) where donor_id is not null;
create index tribute_tell_ix on public.tribute (tenant_id, tell_id) where tell_id is not null;
create index matching_claim_company_ix on public.matching_claim (tenant_id, company_id);
create index household_member_person_ix on public.household_member (tenant_id, person_id);
create index person_merge_gone_ix on public.person_merge (tenant_id, gone_id);
create index two_people_second_ix on public.two_people (tenant_id, second_id);

alter table public.import_run add column undo_looked integer;
grant select (undo_looked) on public.import_run to {p}_read_open;
grant insert (undo_looked), update (undo_looked) on public.import_run to {p}_write_open;

-- The tenant whose job takes this import back; an error for everybody else.
create function guard.must_be_undoing(of_run uuid) returns int
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
begin
    if t is null or public.viewer_purpose() is distinct from 'system:import_register' or not exists (
        select from public.import_run r where r.tenant_id = t and r.id = of_run and r.state = 'undoing') then
        raise exception 'nothing is being undone here' using errcode = '42501';
    end if;
    return t;
end $$;
revoke all on function guard.must_be_undoing(uuid) from public;

-- What these lines made, of one kind or of all. In the order of the one index by lines, with no other way to that order:
-- where an import is the first of its office, statistics say that each index of the office is as good, and one of them
-- reads all of it for each piece.
create function guard.made(of_tenant int, of_run uuid, first int, last int, of_record text) returns uuid[]
language plpgsql stable set search_path = pg_catalog, pg_temp
    set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off set enable_bitmapscan = off
    set enable_sort = off set enable_incremental_sort = off as $$
begin
    return array(select m.record_id from public.import_made m
        where m.tenant_id = of_tenant and m.run_id = of_run and m.line between first and last
            and (of_record is null or m.record = of_record)
        order by m.run_id, m.line);
end $$;
revoke all on function guard.made(int, uuid, int, int, text) from public;

create or replace function guard.nothing_built_upon(of_tenant int, of_run uuid, first int, last int) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    vehicles constant uuid[] := guard.made(of_tenant, of_run, first, last, 'vehicle');
    owners constant uuid[] := guard.made(of_tenant, of_run, first, last, 'ownership');
    plates constant uuid[] := guard.made(of_tenant, of_run, first, last, 'plate_assignment');
    contacts constant uuid[] := guard.made(of_tenant, of_run, first, last, 'contact_point');
    brands constant uuid[] := guard.made(of_tenant, of_run, first, last, 'brand');
    liens constant uuid[] := guard.made(of_tenant, of_run, first, last, 'lien');
    found record;
begin
    select q.record, q.id into found from (
        select 'vehicle' as record, v.id from public.vehicle v
            where v.tenant_id = of_tenant and v.id = any (vehicles) and (v.version > 1
                or exists (select from public.search_word w
                    where w.tenant_id = of_tenant and w.token = lower(v.vin_key)))
        union all
        select 'ownership', o.id from public.ownership o
            where o.tenant_id = of_tenant and o.id = any (owners) and o.superseded_at is not null
        union all
        select 'plate_assignment', a.id from public.plate_assignment a
            where a.tenant_id = of_tenant and a.id = any (plates) and a.superseded_at is not null
        union all
        select 'contact_point', c.id from public.contact_point c
            where c.tenant_id = of_tenant and c.id = any (contacts) and c.until is not null
        union all
        select 'brand', b.id from public.brand b
            where b.tenant_id = of_tenant and b.id = any (brands) and b.voided_at is not null
        union all
        select 'lien', l.id from public.lien l
            where l.tenant_id = of_tenant and l.id = any (liens)
                and (l.release_case_id is not null or l.released_by is not null)
    ) q limit 1;
    if found.record is not null then
        perform guard.built_upon(found.record, of_tenant, found.id);
    end if;
end $$;

-- Whoever holds a row that these lines made, and was not made by the same import. Asked by the ids themselves: a join
-- with what was made is planned from the far side where nothing was analysed yet, and then reads all of it for each row.
create function guard.lines_built_upon(
    of_tenant int, of_run uuid, first int, last int, in_table text, held_by text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    made constant uuid[] := guard.made(of_tenant, of_run, first, last, null);
    holder record;
begin
    for holder in execute format('select x.id, x.%2$I as held from public.%1$I x where x.tenant_id = $1'
        ' and x.%2$I = any ($2) and x.id <> all ($2)', in_table, held_by) using of_tenant, made
    loop
        if not exists (select from (select m.run_id, m.record from public.import_made m
            where m.tenant_id = of_tenant and m.record_id = holder.id offset 0) q
            where q.run_id = of_run and q.record = in_table) then
            perform guard.built_upon(in_table, of_tenant, holder.held);
        end if;
    end loop;
end $$;

revoke all on function guard.lines_built_upon(int, uuid, int, int, text, text) from public;

-- Whether anything was built upon what an import made from these lines: an error as of a foreign key where it was.
-- Deletes nothing. A person's words go with the person.
create function public.import_look_back(of_run uuid, first int, last int) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
    set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off set enable_hashjoin = off
    set enable_mergejoin = off as $$
declare
    t constant int := guard.must_be_undoing(of_run);
    made constant oid[] := array(select to_regclass(format('public.%I', i.name))::oid from guard.import_table i
        where cardinality(guard.made(t, of_run, first, last, i.name)) > 0);
    held record;
begin
    perform guard.nothing_built_upon(t, of_run, first, last);
    for held in
        select c.relname as in_table, a.attname as held_by from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2]
            where k.contype = 'f' and k.confdeltype in ('a', 'r') and c.relname <> 'person_word'
                and k.confrelid = any (made)
    loop
        perform guard.lines_built_upon(t, of_run, first, last, held.in_table, held.held_by);
    end loop;
end $$;

revoke all on function public.import_look_back(uuid, int, int) from public;
grant execute on function public.import_look_back(uuid, int, int) to {p}_viewer;

-- A session here plans every statement anew for its tenant; the checks of foreign keys, tens for each deleted row, were
-- too. Of one row they are the same for every tenant, and no table is ever read whole for one piece, analysed or not.
create or replace function public.import_take_back(of_run uuid, first int, last int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp
    set plan_cache_mode = 'force_generic_plan' set enable_seqscan = off set enable_hashjoin = off
    set enable_mergejoin = off as $$
declare
    t constant int := guard.must_be_undoing(of_run);
    of_table text;
    mine uuid[];
    plates uuid[];
    gone bigint;
    taken bigint := 0;
    by_constraint text;
    in_table text;
    held_by text;
begin
    perform guard.nothing_built_upon(t, of_run, first, last);
    select array_agg(distinct e.issue_id) into plates from public.plate_issue_event e
        where e.tenant_id = t and e.id = any (guard.made(t, of_run, first, last, 'plate_issue_event'));
    for of_table in select i.name from guard.import_table i order by i.place loop
        mine := guard.made(t, of_run, first, last, of_table);
        if of_table = 'person' then
            delete from public.person_word w where w.tenant_id = t and w.person_id = any (mine);
        elsif of_table = 'plate_issue' and plates is not null then
            perform guard.plate_status_as_told(t, plates);
        end if;
        execute format('delete from public.%I x where x.tenant_id = $1 and x.id = any ($2)', of_table) using t, mine;
        get diagnostics gone = row_count;
        taken := taken + gone;
    end loop;
    mine := guard.made(t, of_run, first, last, null);
    delete from public.import_made m where m.tenant_id = t and m.record_id = any (mine) and m.run_id = of_run;
    return taken;
exception when foreign_key_violation then
    get stacked diagnostics by_constraint = constraint_name, in_table = table_name;
    select a.attname into held_by from pg_constraint k
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2]
        where k.conname = by_constraint and k.conrelid = to_regclass(format('public.%I', in_table)) and k.contype = 'f';
    if held_by is not null then
        perform guard.lines_built_upon(t, of_run, first, last, in_table, held_by);
    end if;
    raise;
end $$;

drop function guard.who_was_built_upon(int, uuid, text, text);
