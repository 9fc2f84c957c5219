create table public.forwarding (
    tenant_id integer not null,
    id uuid not null,
    category text not null,
    name text not null,
    address text not null,
    jurisdiction text not null,
    service text not null,
    api_key bytea,
    answers jsonb not null,
    whole_words boolean not null,
    safe_again boolean not null,
    stopped_at timestamptz,
    tried_at timestamptz,
    trial text,
    made_at timestamptz not null,
    constraint forwarding_pk primary key (tenant_id, id),
    constraint forwarding_tenant_id_category_key unique (tenant_id, category)
);

create table public.forwarded_request (
    tenant_id integer not null,
    id uuid not null,
    case_id uuid not null,
    forwarding_id uuid not null,
    state text not null,
    attempts integer not null,
    tries integer not null,
    perhaps boolean not null,
    queued_at timestamptz not null,
    tried_at timestamptz,
    next_at timestamptz,
    sent_at timestamptz,
    their_id text,
    token text,
    their_state text,
    asked_at timestamptz,
    changed_at timestamptz,
    said text,
    constraint forwarded_request_pk primary key (tenant_id, id),
    constraint forwarded_request_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id) on delete cascade,
    constraint forwarded_request_tenant_id_forwarding_id_fk foreign key (tenant_id, forwarding_id)
        references public.forwarding (tenant_id, id),
    constraint forwarded_request_tenant_id_case_id_forwarding_id_key unique (tenant_id, case_id, forwarding_id),
    constraint forwarded_request_state_check check (
        state in ('waiting', 'sending', 'sent', 'unsure', 'refused', 'given_up', 'dropped')),
    constraint forwarded_request_their_state_check check (their_state in ('open', 'closed'))
);
create index forwarded_request_state_ix on public.forwarded_request (tenant_id, forwarding_id, state, asked_at);

-- What has its number there is never sent again, whoever writes.
create function guard.forwarded_once() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if (old.state = 'sent' and new.state <> 'sent') or new.attempts < old.attempts then
        raise exception 'a request that was handed over is not handed over again' using errcode = '23514';
    end if;
    return new;
end $$;
create trigger forwarded_once before update on public.forwarded_request
    for each row execute function guard.forwarded_once();
