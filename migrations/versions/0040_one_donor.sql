alter table public.person add column merged_into uuid;
alter table public.person add constraint person_tenant_id_merged_into_fk
    foreign key (tenant_id, merged_into) references public.person (tenant_id, id);
create index person_merged_ix on public.person (tenant_id, merged_into) where merged_into is not null;
grant select (merged_into) on public.person to {p}_read_open;
grant update (merged_into) on public.person to {p}_write_contact;

create table public.person_merge (
    tenant_id integer not null,
    id uuid not null,
    kept_id uuid not null,
    gone_id uuid not null,
    followed uuid[] not null,
    before jsonb not null,
    after jsonb not null,
    merged_at timestamptz not null,
    merged_by uuid,
    parted_at timestamptz,
    parted_by uuid,
    constraint person_merge_pk primary key (tenant_id, id),
    constraint person_merge_tenant_id_kept_id_fk foreign key (tenant_id, kept_id) references public.person (tenant_id, id),
    constraint person_merge_tenant_id_gone_id_fk foreign key (tenant_id, gone_id) references public.person (tenant_id, id),
    constraint person_merge_two_check check (kept_id <> gone_id)
);
create unique index person_merge_gone_ux on public.person_merge (tenant_id, gone_id) where parted_at is null;
create index person_merge_kept_ix on public.person_merge (tenant_id, kept_id);

-- What one of the records of a donor says is said for all of them.
create or replace function public.no_mail_to(of_person uuid, of_channel text, of_topic text) returns boolean
language plpgsql stable security definer parallel restricted set search_path = pg_catalog, pg_temp as $$
declare
    t constant int := public.viewer_tenant();
    people uuid[];
begin
    select array_agg(p.id) into people from public.person p where p.tenant_id = t and (p.id = of_person
        or p.merged_into = of_person or coalesce(p.merged_into, p.id) = (select coalesce(o.merged_into, o.id)
            from public.person o where o.tenant_id = t and o.id = of_person and o.merged_into is not null));
    return exists (select from public.person p where p.tenant_id = t and p.id = any (people)
            and p.deceased_on is not null)
        or exists (select from public.contact_choice n where n.tenant_id = t and n.person_id = any (people)
            and not n.allowed and n.channel in ('any', of_channel) and n.topic in ('any', of_topic)
            and not exists (select from public.contact_choice y where y.tenant_id = t and y.person_id = any (people)
                and y.allowed and y.channel in ('any', of_channel) and y.topic in ('any', of_topic)
                and (n.channel = 'any' or y.channel = n.channel) and (n.topic = 'any' or y.topic = n.topic)
                and (y.said_on, y.recorded_at, y.id) > (n.said_on, n.recorded_at, n.id)));
end $$;
