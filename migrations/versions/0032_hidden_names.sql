alter table public.person add column anonymous boolean not null default false;
alter table public.contact_point add column hidden boolean not null default false;
alter table public.postal_address add column hidden boolean not null default false;
alter table public.person_word add column hidden boolean not null default false;
alter table public.case_party add column hidden boolean not null default false;
grant select (anonymous) on public.person to {p}_read_open;
grant select (hidden) on public.contact_point, public.postal_address, public.person_word, public.case_party
    to {p}_read_open;

create table public.hidden_name (
    tenant_id integer not null,
    id uuid not null,
    person_id uuid not null,
    holder_id uuid not null,
    name text collate "C" not null,
    name_key text collate "C" not null,
    name_sort bytea not null,
    hidden_at timestamptz not null,
    hidden_by uuid,
    constraint hidden_name_pk primary key (tenant_id, id),
    constraint hidden_name_tenant_id_person_id_fk foreign key (tenant_id, person_id)
        references public.person (tenant_id, id),
    constraint hidden_name_tenant_id_holder_id_key unique (tenant_id, holder_id)
);
create index hidden_name_person_ix on public.hidden_name (tenant_id, person_id);

create table public.contact_choice (
    tenant_id integer not null,
    id uuid not null,
    person_id uuid not null,
    channel text not null,
    topic text not null,
    allowed boolean not null,
    basis text not null,
    evidence text not null,
    said_on date not null,
    recorded_at timestamptz not null,
    recorded_by uuid,
    constraint contact_choice_pk primary key (tenant_id, id),
    constraint contact_choice_tenant_id_person_id_fk foreign key (tenant_id, person_id)
        references public.person (tenant_id, id),
    constraint contact_choice_channel_check check (channel in ('any', 'email', 'phone', 'text', 'post')),
    constraint contact_choice_topic_check check (topic in
        ('any', 'appeal', 'newsletter', 'event', 'thanks', 'receipt', 'named', 'shared'))
);
create index contact_choice_person_ix on public.contact_choice (tenant_id, person_id, said_on);
alter table public.letter add column topic text;
grant select (topic) on public.letter to {p}_read_open;
grant insert (topic) on public.letter to {p}_write_open;

-- A no stands until a later yes says as exactly or more. Whoever died is not written to.
create function public.no_mail_to(of_person uuid, of_channel text, of_topic text) returns boolean
language plpgsql stable security definer parallel restricted set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
begin
    return exists (select from public.person p where p.tenant_id = t and p.id = of_person
            and p.deceased_on is not null)
        or exists (select from public.contact_choice n where n.tenant_id = t and n.person_id = of_person
            and not n.allowed and n.channel in ('any', of_channel) and n.topic in ('any', of_topic)
            and not exists (select from public.contact_choice y where y.tenant_id = t and y.person_id = of_person
                and y.allowed and y.channel in ('any', of_channel) and y.topic in ('any', of_topic)
                and (n.channel = 'any' or y.channel = n.channel) and (n.topic = 'any' or y.topic = n.topic)
                and (y.said_on, y.recorded_at, y.id) > (n.said_on, n.recorded_at, n.id)));
end $$;
revoke all on function public.no_mail_to(uuid, text, text) from public;
grant execute on function public.no_mail_to(uuid, text, text) to {p}_viewer;

-- Where mail is queued, whoever queues it: a letter to somebody on record says what it is about, and is refused
-- where they said no.
create function guard.letter_is_wanted() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.topic is not null and new.person_id is null then
        raise exception 'a letter with a topic is to somebody' using errcode = '23514';
    end if;
    if new.topic is not null and public.no_mail_to(new.person_id, 'email', new.topic) then
        raise exception 'they do not want this' using errcode = '23514', constraint = 'letter_wanted';
    end if;
    return new;
end $$;
create trigger wanted before insert on public.letter for each row execute function guard.letter_is_wanted();

-- How somebody is reached hides with their name, also what comes later.
create function guard.hide_with_person() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.hidden := new.person_id is not null and exists (select from public.person p
        where p.tenant_id = new.tenant_id and p.id = new.person_id and p.anonymous);
    return new;
end $$;
revoke all on function guard.hide_with_person() from public;
create trigger hide before insert or update of person_id on public.contact_point
    for each row execute function guard.hide_with_person();
create trigger hide before insert or update of person_id on public.postal_address
    for each row execute function guard.hide_with_person();
create trigger hide before insert on public.person_word for each row execute function guard.hide_with_person();
create trigger hide before insert or update of person_id on public.case_party
    for each row execute function guard.hide_with_person();

-- The answers of a case that tell who and where bear a label of their own while a party of it is hidden.
create function guard.hide_answers(of_tenant int, of_case uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from public.case_party p
            where p.tenant_id = of_tenant and p.case_id = of_case and p.hidden) then
        update public.fact f set label = 'anonymous_' || f.label
            where f.tenant_id = of_tenant and f.case_id = of_case
                and f.label in ('contact', 'identity', 'location');
        update public.search_word w set label = 'anonymous_' || w.label
            where w.tenant_id = of_tenant and w.case_id = of_case
                and w.label in ('contact', 'identity', 'location');
    else
        update public.fact f set label = substr(f.label, 11)
            where f.tenant_id = of_tenant and f.case_id = of_case and f.label like 'anonymous\_%';
        update public.search_word w set label = substr(w.label, 11)
            where w.tenant_id = of_tenant and w.case_id = of_case and w.label like 'anonymous\_%';
    end if;
end $$;
revoke all on function guard.hide_answers(int, uuid) from public;
create function guard.answers_follow_party() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' and new.hidden or tg_op = 'UPDATE' and new.hidden is distinct from old.hidden then
        perform guard.hide_answers(new.tenant_id, new.case_id);
    end if;
    return null;
end $$;
revoke all on function guard.answers_follow_party() from public;
create trigger hide_answers after insert or update of person_id, hidden on public.case_party
    for each row execute function guard.answers_follow_party();
create function guard.answer_of_hidden() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if new.label in ('contact', 'identity', 'location') and exists (select from public.case_party p
            where p.tenant_id = new.tenant_id and p.case_id = new.case_id and p.hidden) then
        new.label := 'anonymous_' || new.label;
    end if;
    return new;
end $$;
revoke all on function guard.answer_of_hidden() from public;
create trigger hide before insert on public.fact for each row execute function guard.answer_of_hidden();
create trigger hide before insert on public.search_word for each row execute function guard.answer_of_hidden();

create function guard.hide_parts(of_tenant int, of_person uuid, away boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.contact_point c set hidden = away where c.tenant_id = of_tenant and c.person_id = of_person;
    update public.postal_address a set hidden = away where a.tenant_id = of_tenant and a.person_id = of_person;
    update public.person_word w set hidden = away where w.tenant_id = of_tenant and w.person_id = of_person;
    update public.case_party p set hidden = away where p.tenant_id = of_tenant and p.person_id = of_person;
end $$;
revoke all on function guard.hide_parts(int, uuid, boolean) from public;

-- Only for who reads hidden names: the name goes to a register of its own, and another stands in its place.
create function public.hide_name(of_person uuid, shown text, shown_key text, shown_sort bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
    house uuid;
begin
    if t is null or not 'anonymous_contact' = any (public.viewer_write_labels()) then
        raise exception 'only who reads hidden names hides one' using errcode = '42501';
    end if;
    if not exists (select from public.person p where p.tenant_id = t and p.id = of_person and not p.anonymous
            for update) then
        return false;
    end if;
    insert into public.hidden_name
        select t, gen_random_uuid(), p.id, p.id, p.name, p.name_key, p.name_sort, now(), public.viewer_actor()
        from public.person p where p.tenant_id = t and p.id = of_person;
    update public.person p set anonymous = true, name = shown, name_key = shown_key, name_sort = shown_sort
        where p.tenant_id = t and p.id = of_person;
    select m.household_id into house from public.household_member m
        where m.tenant_id = t and m.person_id = of_person and m.until is null;
    insert into public.hidden_name
        select t, gen_random_uuid(), of_person, h.id, h.name, '', '', now(), public.viewer_actor()
        from public.household h where h.tenant_id = t and h.id = house
        on conflict (tenant_id, holder_id) do nothing;
    update public.household h set name = shown where h.tenant_id = t and h.id = house;
    perform guard.hide_parts(t, of_person, true);
    return true;
end $$;
revoke all on function public.hide_name(uuid, text, text, bytea) from public;
grant execute on function public.hide_name(uuid, text, text, bytea) to {p}_viewer;

create function public.name_again(of_person uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
begin
    if t is null or not 'anonymous_contact' = any (public.viewer_write_labels()) then
        raise exception 'only who reads hidden names shows one again' using errcode = '42501';
    end if;
    if not exists (select from public.person p where p.tenant_id = t and p.id = of_person and p.anonymous
            for update) then
        return false;
    end if;
    update public.person p set anonymous = false, name = h.name, name_key = h.name_key, name_sort = h.name_sort
        from public.hidden_name h where p.tenant_id = t and p.id = of_person
            and h.tenant_id = t and h.holder_id = of_person;
    update public.household o set name = h.name from public.hidden_name h
        where o.tenant_id = t and h.tenant_id = t and h.person_id = of_person and h.holder_id = o.id;
    delete from public.hidden_name h where h.tenant_id = t and h.person_id = of_person;
    perform guard.hide_parts(t, of_person, false);
    return true;
end $$;
revoke all on function public.name_again(uuid) from public;
grant execute on function public.name_again(uuid) to {p}_viewer;

-- A receipt names the giver, whoever issues it: the law asks for the name. For who keeps the books, and for jobs.
create function public.receipt_name(of_person uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
begin
    if t is null or public.viewer_case() is not null
        or not array['contact', 'financial'] <@ public.viewer_labels() then
        raise exception 'this is for receipts alone' using errcode = '42501';
    end if;
    return coalesce(
        (select h.name from public.hidden_name h where h.tenant_id = t and h.holder_id = of_person),
        (select p.name from public.person p where p.tenant_id = t and p.id = of_person));
end $$;
revoke all on function public.receipt_name(uuid) from public;
grant execute on function public.receipt_name(uuid) to {p}_viewer;
create function public.receipt_address(of_person uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
begin
    if t is null or public.viewer_case() is not null
        or not array['contact', 'financial', 'location'] <@ public.viewer_labels() then
        raise exception 'this is for receipts alone' using errcode = '42501';
    end if;
    return (select a.lines from public.postal_address a where a.tenant_id = t and a.person_id = of_person
        and a.until is null order by a.since desc limit 1);
end $$;
revoke all on function public.receipt_address(uuid) from public;
grant execute on function public.receipt_address(uuid) to {p}_viewer;
