create table public.issued_paper (
    tenant_id integer not null,
    id uuid not null,
    kind text not null,
    template text not null,
    number text not null,
    language text not null,
    case_id uuid,
    vehicle_id uuid,
    title_id uuid,
    to_applicant boolean not null,
    issued_at timestamptz not null,
    issued_by uuid,
    code_hash bytea not null,
    ended_at timestamptz,
    ended_why text,
    ended_by uuid,
    reason text,
    store_name text not null,
    sha256 bytea not null,
    size integer not null,
    constraint issued_paper_pk primary key (tenant_id, id),
    constraint issued_paper_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id),
    constraint issued_paper_tenant_id_vehicle_id_fk foreign key (tenant_id, vehicle_id)
        references public.vehicle (tenant_id, id),
    constraint issued_paper_tenant_id_title_id_fk foreign key (tenant_id, title_id)
        references public.vehicle_title (tenant_id, id),
    constraint issued_paper_tenant_id_number_key unique (tenant_id, number),
    constraint issued_paper_kind_check check (kind in ('title', 'release', 'letter')),
    constraint issued_paper_ended_why_check check (ended_why in ('reissued', 'superseded', 'withdrawn')),
    constraint issued_paper_ended_check check ((ended_at is null) = (ended_why is null))
);
create index issued_paper_case_ix on public.issued_paper (tenant_id, case_id, issued_at);
create index issued_paper_vehicle_ix on public.issued_paper (tenant_id, vehicle_id, issued_at);
create index issued_paper_title_ix on public.issued_paper (tenant_id, title_id);

-- The code of a paper, by hash, and until when it was current. It tells nothing of whose paper it is.
create table identity.paper_code (
    tenant_id integer not null references identity.tenant (id),
    code_hash bytea not null,
    paper_id uuid not null,
    ended_at timestamptz,
    primary key (tenant_id, code_hash)
);
create index paper_code_by_paper on identity.paper_code (tenant_id, paper_id);
grant select on identity.paper_code to {p}_identity;
-- after the wall
create function guard.keep_paper_code() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        insert into identity.paper_code (tenant_id, code_hash, paper_id, ended_at)
        values (new.tenant_id, new.code_hash, new.id, new.ended_at);
    else
        update identity.paper_code c set ended_at = new.ended_at
            where c.tenant_id = new.tenant_id and c.paper_id = new.id;
    end if;
    return null;
end $$;
revoke all on function guard.keep_paper_code() from public;
create trigger keep_paper_code after insert or update of ended_at on public.issued_paper
    for each row execute function guard.keep_paper_code();

-- What was issued stays as it was issued. It ends once, whatever ends it.
create function guard.paper_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    later constant text[] := array['ended_at', 'ended_why', 'ended_by', 'reason'];
begin
    if to_jsonb(new) - later is distinct from to_jsonb(old) - later
        or old.ended_at is not null or new.ended_at is null then
        raise exception 'a paper that was issued is never changed; it ends, once' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger stands before update on public.issued_paper for each row execute function guard.paper_stands();

-- Whoever enters a new title ends the papers of the one before, without having to know of them.
create function guard.end_papers_of_title() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.issued_paper p set ended_at = new.superseded_at, ended_why = 'superseded'
        where p.tenant_id = new.tenant_id and p.title_id = new.id and p.ended_at is null;
    return null;
end $$;
revoke all on function guard.end_papers_of_title() from public;
create trigger end_papers after update of superseded_at on public.vehicle_title
    for each row when (old.superseded_at is null and new.superseded_at is not null)
    execute function guard.end_papers_of_title();
