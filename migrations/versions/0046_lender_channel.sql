-- What a lender is told of its own claims: facts about the vehicle, copied when they happened, and nothing of owners.
create table public.lender_notice (
    tenant_id integer not null,
    id uuid not null,
    elt_id uuid not null,
    lien_id uuid not null,
    kind text not null,
    at timestamptz not null,
    taken_at timestamptz,
    vin text not null,
    make text not null,
    model text not null,
    year integer not null,
    title_number text,
    since date not null,
    released_on date,
    constraint lender_notice_pk primary key (tenant_id, id),
    constraint lender_notice_tenant_id_elt_id_fk foreign key (tenant_id, elt_id)
        references public.elt_participant (tenant_id, id),
    constraint lender_notice_tenant_id_lien_id_fk foreign key (tenant_id, lien_id)
        references public.lien (tenant_id, id),
    constraint lender_notice_kind_check check (kind in ('recorded', 'released', 'restored', 'title'))
);
create index lender_notice_waiting_ix on public.lender_notice (tenant_id, elt_id, at, id) where taken_at is null;

-- What a lender sent, with its signature: kept as it came, and what became of it.
create table public.lender_message (
    tenant_id integer not null,
    id uuid not null,
    elt_id uuid not null,
    token_id uuid not null,
    number text not null,
    lien_id uuid not null,
    released_on date not null,
    body_hash bytea not null,
    signed text not null,
    signature bytea not null,
    at timestamptz not null,
    state text not null,
    code text,
    constraint lender_message_pk primary key (tenant_id, id),
    constraint lender_message_tenant_id_elt_id_number_key unique (tenant_id, elt_id, number),
    constraint lender_message_tenant_id_elt_id_fk foreign key (tenant_id, elt_id)
        references public.elt_participant (tenant_id, id),
    constraint lender_message_state_check check (state in ('received', 'done', 'refused')),
    constraint lender_message_code_check check ((state = 'refused') = (code is not null))
);

-- A lender's program: its secret by hash, and the key with which it signs.
create table identity.lender_token (
    tenant_id integer not null references identity.tenant (id),
    id uuid not null,
    elt_id uuid not null,
    name text not null,
    secret_hash bytea not null,
    public_key bytea not null,
    made_at timestamptz not null,
    made_by uuid,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    used_at timestamptz,
    primary key (tenant_id, id),
    constraint lender_token_key check (length(public_key) = 32)
);
create index lender_token_by_lender on identity.lender_token (tenant_id, elt_id);
grant select, insert, update on identity.lender_token to {p}_identity;
-- after the wall
-- A lender's program sees its own line of the list, which its messages name.
drop policy viewer on public.elt_participant;
create policy viewer on public.elt_participant
    using (tenant_id = (select viewer_tenant())
        and ((select viewer_case()) is null or id = (select viewer_case())))
    with check (tenant_id = (select viewer_tenant()) and (select viewer_case()) is null);

-- Whoever records, ends or restores a claim tells its lender, without having to know of notices.
create function guard.tell_lender(claim public.lien, what text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into public.lender_notice (tenant_id, id, elt_id, lien_id, kind, at, vin, make, model, year, title_number,
        since, released_on)
    select claim.tenant_id, gen_random_uuid(), claim.elt_id, claim.id, what, clock_timestamp(), v.vin, v.make, v.model,
        v.year, (select t.number from public.vehicle_title t where t.tenant_id = v.tenant_id and t.vehicle_id = v.id
            and t.superseded_at is null order by t.issued_at desc limit 1), claim.since, claim.released_on
    from public.vehicle v where v.tenant_id = claim.tenant_id and v.id = claim.vehicle_id
$$;
revoke all on function guard.tell_lender(public.lien, text) from public;

create function guard.lien_tells() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        perform guard.tell_lender(new, case when new.released_on is null then 'recorded' else 'released' end);
    elsif old.released_on is null and new.released_on is not null then
        perform guard.tell_lender(new, 'released');
    elsif old.released_on is not null and new.released_on is null then
        perform guard.tell_lender(new, 'restored');
    end if;
    return null;
end $$;
revoke all on function guard.lien_tells() from public;
create trigger tells_lender after insert or update of released_on on public.lien
    for each row when (new.elt_id is not null) execute function guard.lien_tells();

create function guard.title_tells() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform guard.tell_lender(l, 'title') from public.lien l where l.tenant_id = new.tenant_id
        and l.vehicle_id = new.vehicle_id and l.elt_id is not null and l.released_on is null;
    return null;
end $$;
revoke all on function guard.title_tells() from public;
create trigger tells_lender after insert on public.vehicle_title
    for each row when (new.superseded_at is null) execute function guard.title_tells();

-- What was told and what was sent stays as it was; a notice is taken once, a message is dealt with once.
create function guard.notice_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if to_jsonb(new) - 'taken_at' is distinct from to_jsonb(old) - 'taken_at' or old.taken_at is not null then
        raise exception 'a notice to a lender is never changed; it is taken, once' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger stands before update on public.lender_notice for each row execute function guard.notice_stands();

create function guard.message_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    later constant text[] := array['state', 'code'];
begin
    if to_jsonb(new) - later is distinct from to_jsonb(old) - later or old.state <> 'received' then
        raise exception 'what a lender sent is never changed; it is dealt with, once' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger stands before update on public.lender_message for each row execute function guard.message_stands();

-- What became of a message is said by the office, never by the lender.
create function guard.message_begins() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if public.viewer_case() is not null
        and (tg_op = 'UPDATE' or new.state <> 'received' or new.elt_id <> public.viewer_case()) then
        raise exception 'a lender sends messages, and deals with none' using errcode = '42501';
    end if;
    return new;
end $$;
create trigger begins before insert or update on public.lender_message
    for each row execute function guard.message_begins();
