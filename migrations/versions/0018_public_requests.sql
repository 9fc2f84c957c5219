create table public.area (
    tenant_id integer not null,
    id uuid not null,
    code text not null,
    name text not null,
    position integer not null,
    shape jsonb,
    south double precision,
    west double precision,
    north double precision,
    east double precision,
    streets text[] not null,
    retired_at timestamptz,
    constraint area_pk primary key (tenant_id, id),
    constraint area_tenant_id_code_key unique (tenant_id, code)
);

create table public.canned_reply (
    tenant_id integer not null,
    id uuid not null,
    title text not null,
    workflow text not null,
    categories text[] not null,
    moves text[] not null,
    words jsonb not null,
    retired_at timestamptz,
    constraint canned_reply_pk primary key (tenant_id, id),
    constraint canned_reply_tenant_id_workflow_title_key unique (tenant_id, workflow, title)
);

create table public.public_request (
    tenant_id integer not null,
    id uuid not null,
    case_id uuid not null,
    number text not null,
    workflow text not null,
    category text not null,
    area text,
    agency text,
    state text not null,
    opened_at timestamptz not null,
    changed_at timestamptz not null,
    due_at timestamptz,
    closed_at timestamptz,
    published boolean not null,
    seen_at timestamptz,
    lat double precision,
    lon double precision,
    place text,
    words text,
    answers jsonb not null,
    outcome text,
    message text,
    reports integer not null,
    constraint public_request_pk primary key (tenant_id, id),
    constraint public_request_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id) on delete cascade,
    constraint public_request_tenant_id_case_id_key unique (tenant_id, case_id),
    constraint public_request_tenant_id_number_key unique (tenant_id, number)
);
create index public_request_list_ix on public.public_request (tenant_id, published, opened_at, id);
create index public_request_category_ix on public.public_request (tenant_id, category, published, opened_at, id);
create index public_request_area_ix on public.public_request (tenant_id, area, published, opened_at, id);
create index public_request_changed_ix on public.public_request (tenant_id, published, changed_at, id);
create index public_request_place_ix on public.public_request (tenant_id, published, lat, lon);
create index public_request_open_ix on public.public_request (tenant_id, opened_at, id)
    where published and closed_at is null;

create table public.public_photo (
    tenant_id integer not null,
    id uuid not null,
    request_id uuid not null,
    document_id uuid not null,
    store_name text not null,
    media_type text not null,
    released_at timestamptz not null,
    constraint public_photo_pk primary key (tenant_id, id),
    constraint public_photo_tenant_id_request_id_fk foreign key (tenant_id, request_id)
        references public.public_request (tenant_id, id) on delete cascade,
    constraint public_photo_tenant_id_request_id_document_id_key unique (tenant_id, request_id, document_id)
);

create table public.follower (
    tenant_id integer not null,
    id uuid not null,
    request_id uuid,
    category text,
    area text,
    joined boolean not null,
    email text,
    email_key text collate "C",
    language text not null,
    asked_at timestamptz not null,
    confirmed_at timestamptz,
    constraint follower_pk primary key (tenant_id, id),
    constraint follower_tenant_id_request_id_fk foreign key (tenant_id, request_id)
        references public.public_request (tenant_id, id) on delete cascade,
    constraint follower_one_thing_check check (request_id is null or (category is null and area is null)),
    constraint follower_joined_check check (not joined or request_id is not null)
);
create index follower_request_ix on public.follower (tenant_id, request_id);
create index follower_category_ix on public.follower (tenant_id, category, area);
create index follower_asked_ix on public.follower (tenant_id, confirmed_at, asked_at);

create table public.request_count (
    tenant_id integer not null,
    id uuid not null,
    month date not null,
    tables jsonb not null,
    made_at timestamptz not null,
    constraint request_count_pk primary key (tenant_id, id),
    constraint request_count_tenant_id_month_key unique (tenant_id, month),
    constraint request_count_month_check check (extract(day from month) = 1)
);

-- A public face follows its case: whose it is, until when, and that it is gone when the case is sealed.
create function guard.follow_case() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.public_request r set
        agency = (select u.name from public.unit u where u.tenant_id = new.tenant_id and u.id = new.unit_id),
        due_at = new.due_at,
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
revoke all on function guard.follow_case() from public;
create trigger follow_case after update of unit_id, due_at, sealed on public."case"
    for each row when ((old.unit_id, old.due_at, old.sealed) is distinct from (new.unit_id, new.due_at, new.sealed))
    execute function guard.follow_case();

-- Who asks from outside sees no units, so the name comes from here.
create function guard.name_agency() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    select u.name, c.due_at into new.agency, new.due_at from public."case" c
        left join public.unit u on u.tenant_id = c.tenant_id and u.id = c.unit_id
        where c.tenant_id = new.tenant_id and c.id = new.case_id;
    return new;
end $$;
revoke all on function guard.name_agency() from public;
create trigger name_agency before insert on public.public_request
    for each row execute function guard.name_agency();

create function guard.follow_unit() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.public_request set agency = new.name
        where tenant_id = new.tenant_id and agency = old.name;
    return null;
end $$;
revoke all on function guard.follow_unit() from public;
create trigger follow_unit after update of name on public.unit
    for each row when (old.name is distinct from new.name) execute function guard.follow_unit();

-- Somebody else has the same trouble: only the database counts, so nobody can count at will.
create function guard.count_report() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.public_request set reports = reports + 1
        where tenant_id = new.tenant_id and id = new.request_id;
    return null;
end $$;
revoke all on function guard.count_report() from public;
create trigger count_report after insert on public.follower
    for each row when (new.joined) execute function guard.count_report();
