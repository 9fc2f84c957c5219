create table public.import_run (
    tenant_id integer not null,
    id uuid not null,
    register text not null,
    source text not null,
    file_name text not null,
    store_name text,
    size bigint not null,
    encoding text not null,
    separator text not null,
    day_order text not null,
    headings jsonb not null,
    mapping jsonb not null,
    state text not null,
    first_at bigint not null,
    first_line integer not null,
    at bigint not null,
    line integer not null,
    rows integer not null,
    new integer not null,
    same integer not null,
    perhaps integer not null,
    wrong integer not null,
    trouble jsonb,
    begun_by uuid,
    begun_at timestamptz not null,
    checked_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz,
    undone_at timestamptz,
    constraint import_run_pk primary key (tenant_id, id),
    constraint import_run_state_check check (state in ('uploaded', 'checking', 'checked', 'running', 'stopped',
        'done', 'undoing', 'undone', 'failed', 'dropped'))
);
create index import_run_begun_ix on public.import_run (tenant_id, begun_at);

create table public.import_line (
    tenant_id integer not null,
    id uuid not null,
    run_id uuid not null,
    stage text not null,
    line integer not null,
    at bigint not null,
    verdict text not null,
    record_id uuid,
    perhaps uuid[] not null,
    wrong jsonb not null,
    decision text,
    decided_by uuid,
    constraint import_line_pk primary key (tenant_id, id),
    constraint import_line_tenant_id_run_id_fk foreign key (tenant_id, run_id)
        references public.import_run (tenant_id, id),
    constraint import_line_stage_check check (stage in ('check', 'run')),
    constraint import_line_verdict_check check (verdict in ('new', 'same', 'perhaps', 'wrong')),
    constraint import_line_decision_check check (decision in ('new', 'same', 'leave')),
    constraint import_line_tenant_id_run_id_stage_line_key unique (tenant_id, run_id, stage, line)
);
create index import_line_verdict_ix on public.import_line (tenant_id, run_id, stage, verdict, line);

create table public.import_claim (
    tenant_id integer not null,
    id uuid not null,
    run_id uuid not null,
    line integer not null,
    thing bytea not null,
    content bytea not null,
    since timestamptz,
    until timestamptz,
    constraint import_claim_pk primary key (tenant_id, id),
    constraint import_claim_tenant_id_run_id_fk foreign key (tenant_id, run_id)
        references public.import_run (tenant_id, id)
);
create index import_claim_thing_ix on public.import_claim (tenant_id, run_id, thing);

create table public.import_made (
    tenant_id integer not null,
    id uuid not null,
    run_id uuid not null,
    line integer not null,
    record text not null,
    record_id uuid not null,
    constraint import_made_pk primary key (tenant_id, id),
    constraint import_made_tenant_id_run_id_fk foreign key (tenant_id, run_id)
        references public.import_run (tenant_id, id)
);
create index import_made_line_ix on public.import_made (tenant_id, run_id, line);
create index import_made_record_ix on public.import_made (tenant_id, record_id);

create table public.import_key (
    tenant_id integer not null,
    id uuid not null,
    register text not null,
    source text collate "C" not null,
    key text collate "C" not null,
    record_id uuid not null,
    constraint import_key_pk primary key (tenant_id, id),
    constraint import_key_tenant_id_register_source_key_key unique (tenant_id, register, source, key)
);
create index import_key_record_ix on public.import_key (tenant_id, record_id);

create table public.import_template (
    tenant_id integer not null,
    id uuid not null,
    register text not null,
    name text not null,
    source text not null,
    mapping jsonb not null,
    day_order text not null,
    made_by uuid,
    made_at timestamptz not null,
    constraint import_template_pk primary key (tenant_id, id),
    constraint import_template_tenant_id_register_name_key unique (tenant_id, register, name)
);

-- Tables of which an import may take back what it made, in the order in which it is taken back.
create table guard.import_table (place integer primary key, name text not null unique);
insert into guard.import_table values
    (10, 'import_key'), (20, 'ownership_holder'), (30, 'ownership'), (40, 'vehicle_title'),
    (50, 'plate_assignment'), (60, 'plate_issue_event'), (65, 'plate_item'), (70, 'plate_issue'), (80, 'plate_mark'),
    (90, 'contact_point'), (100, 'postal_address'), (110, 'person'), (120, 'vehicle');

-- The errors of these two look like those of a foreign key: which table, which row.
create function guard.built_upon(of_table text, of_tenant int, row_id uuid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception 'something was built upon what was imported' using errcode = '23503', table = of_table,
        detail = format('Key (tenant_id, id)=(%s, %s) was changed', of_tenant, row_id);
end $$;
revoke all on function guard.built_upon(text, int, uuid) from public;

-- What no foreign key tells: a vehicle that was corrected, a row of history that was superseded, a contact that was
-- ended, a case that names the vehicle.
create function guard.nothing_built_upon(of_tenant int, of_run uuid, first int, last int) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    found record;
begin
    select q.record, q.record_id into found from (
        select m.record, m.record_id from public.import_made m join public.vehicle v
            on v.tenant_id = m.tenant_id and v.id = m.record_id
            where m.tenant_id = of_tenant and m.run_id = of_run and m.line between first and last
                and m.record = 'vehicle' and (v.version > 1 or exists (select from public.search_word w
                    where w.tenant_id = m.tenant_id and w.token = lower(v.vin_key)))
        union all
        select m.record, m.record_id from public.import_made m join public.ownership o
            on o.tenant_id = m.tenant_id and o.id = m.record_id
            where m.tenant_id = of_tenant and m.run_id = of_run and m.line between first and last
                and m.record = 'ownership' and o.superseded_at is not null
        union all
        select m.record, m.record_id from public.import_made m join public.plate_assignment a
            on a.tenant_id = m.tenant_id and a.id = m.record_id
            where m.tenant_id = of_tenant and m.run_id = of_run and m.line between first and last
                and m.record = 'plate_assignment' and a.superseded_at is not null
        union all
        select m.record, m.record_id from public.import_made m join public.contact_point c
            on c.tenant_id = m.tenant_id and c.id = m.record_id
            where m.tenant_id = of_tenant and m.run_id = of_run and m.line between first and last
                and m.record = 'contact_point' and c.until is not null
    ) q limit 1;
    if found.record is not null then
        perform guard.built_upon(found.record, of_tenant, found.record_id);
    end if;
end $$;
revoke all on function guard.nothing_built_upon(int, uuid, int, int) from public;

-- A plate goes back into the state that its other events tell.
create function guard.plate_status_as_told(of_tenant int, issues uuid[]) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    update public.plate_issue i set status = told.to_status,
        holder_id = case when i.follows = 'owner' and told.to_status <> 'ASSIGNED' then null else i.holder_id end
    from (
        select distinct on (e.issue_id) e.issue_id, e.to_status from public.plate_issue_event e
        where e.tenant_id = of_tenant and e.issue_id = any (issues) order by e.issue_id, e.at desc, e.id desc
    ) told
    where i.tenant_id = of_tenant and i.id = told.issue_id and i.status <> told.to_status
$$;
revoke all on function guard.plate_status_as_told(int, uuid[]) from public;

-- The row that a foreign key holds: behind row-level security the database itself does not say.
create function guard.who_was_built_upon(of_tenant int, of_run uuid, in_table text, by_constraint text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    held_by text;
    found uuid;
begin
    select a.attname into held_by from pg_constraint k
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2]
        where k.conname = by_constraint and k.conrelid = to_regclass(format('public.%I', in_table)) and k.contype = 'f';
    if held_by is null then
        return;
    end if;
    execute format('select m.record_id from public.import_made m join public.%1$I x on x.tenant_id = m.tenant_id'
        ' and x.%2$I = m.record_id where m.tenant_id = $1 and m.run_id = $2 and not exists (select'
        ' from public.import_made o where o.tenant_id = $1 and o.run_id = $2 and o.record = $3 and o.record_id = x.id)'
        ' limit 1', in_table, held_by) into found using of_tenant, of_run, in_table;
    if found is not null then
        perform guard.built_upon(in_table, of_tenant, found);
    end if;
end $$;
revoke all on function guard.who_was_built_upon(int, uuid, text, text) from public;

-- Takes back what an import made from these lines; an error, and so nothing, where something was built upon it.
-- Only the import's own task may, only of a run that is being undone, and only rows that the run says it made.
create function public.import_take_back(of_run uuid, first int, last int) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
    of_table text;
    plates uuid[];
    gone bigint;
    taken bigint := 0;
    by_constraint text;
    in_table text;
begin
    if t is null or public.viewer_purpose() is distinct from 'system:import_register' or not exists (
        select from public.import_run r where r.tenant_id = t and r.id = of_run and r.state = 'undoing') then
        raise exception 'nothing is being undone here' using errcode = '42501';
    end if;
    perform guard.nothing_built_upon(t, of_run, first, last);
    select array_agg(distinct e.issue_id) into plates from public.import_made m join public.plate_issue_event e
        on e.tenant_id = m.tenant_id and e.id = m.record_id
        where m.tenant_id = t and m.run_id = of_run and m.line between first and last
            and m.record = 'plate_issue_event';
    for of_table in select i.name from guard.import_table i order by i.place loop
        if of_table = 'person' then
            delete from public.person_word w using public.import_made m
                where m.tenant_id = t and m.run_id = of_run and m.line between first and last
                    and m.record = 'person' and w.tenant_id = t and w.person_id = m.record_id;
        elsif of_table = 'plate_issue' and plates is not null then
            perform guard.plate_status_as_told(t, plates);
        end if;
        execute format('delete from public.%I x using public.import_made m where m.tenant_id = $1 and m.run_id = $2'
            ' and m.line between $3 and $4 and m.record = $5 and x.tenant_id = $1 and x.id = m.record_id', of_table)
            using t, of_run, first, last, of_table;
        get diagnostics gone = row_count;
        taken := taken + gone;
    end loop;
    delete from public.import_made m where m.tenant_id = t and m.run_id = of_run and m.line between first and last;
    return taken;
exception when foreign_key_violation then
    get stacked diagnostics by_constraint = constraint_name, in_table = table_name;
    perform guard.who_was_built_upon(t, of_run, in_table, by_constraint);
    raise;
end $$;
revoke all on function public.import_take_back(uuid, int, int) from public;
grant execute on function public.import_take_back(uuid, int, int) to {p}_viewer;

-- What a dry run noted, when it is made again or its file is dropped. Never the lines of the run itself.
create function public.import_forget_check(of_run uuid) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
    gone bigint;
begin
    if t is null or public.viewer_purpose() not in ('register_import', 'system:import_register', 'system:sweep')
        then raise exception 'this is for imports alone' using errcode = '42501';
    end if;
    delete from public.import_claim c where c.tenant_id = t and c.run_id = of_run;
    delete from public.import_line l where l.tenant_id = t and l.run_id = of_run and l.stage = 'check'
        and exists (select from public.import_run r where r.tenant_id = t and r.id = of_run
            and r.state in ('uploaded', 'checked', 'dropped', 'failed'));
    get diagnostics gone = row_count;
    return gone;
end $$;
revoke all on function public.import_forget_check(uuid) from public;
grant execute on function public.import_forget_check(uuid) to {p}_viewer;

create or replace function public.stored_files() returns setof text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if public.viewer_purpose() is distinct from 'system:sweep' then
        raise exception 'only the sweep asks which files are in use' using errcode = '42501';
    end if;
    return query
        select d.store_name from public.document d where d.tenant_id = public.viewer_tenant()
        union all select u.store_name from public.upload u where u.tenant_id = public.viewer_tenant()
        union all select r.store_name from public.receipt r where r.tenant_id = public.viewer_tenant()
        union all select i.store_name from public.import_run i where i.tenant_id = public.viewer_tenant()
            and i.store_name is not null;
end $$;
