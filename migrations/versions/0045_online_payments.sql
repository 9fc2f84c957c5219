create table public.online_payment (
    tenant_id integer not null,
    id uuid not null,
    case_id uuid not null,
    place integer not null,
    key text not null,
    processor text not null,
    regular boolean not null,
    mandate text not null,
    amount bigint not null,
    currency text not null,
    status text not null,
    sent_at timestamptz not null,
    answered_at timestamptz,
    processor_id text,
    fee bigint,
    code text,
    taken_at timestamptz,
    gift_id uuid,
    pledge_id uuid,
    version integer not null,
    constraint online_payment_pk primary key (tenant_id, id),
    constraint online_payment_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id),
    constraint online_payment_tenant_id_gift_id_fk foreign key (tenant_id, gift_id)
        references public.gift (tenant_id, id),
    constraint online_payment_tenant_id_pledge_id_fk foreign key (tenant_id, pledge_id)
        references public.pledge (tenant_id, id),
    constraint online_payment_tenant_id_key_key unique (tenant_id, key),
    constraint online_payment_tenant_id_case_id_place_key unique (tenant_id, case_id, place),
    constraint online_payment_tenant_id_processor_processor_id_key unique (tenant_id, processor, processor_id),
    constraint online_payment_amount_check check (amount > 0),
    constraint online_payment_taken_check check (taken_at is null or status in ('charged', 'agreed'))
);
create unique index online_payment_held_ux on public.online_payment (tenant_id, case_id)
    where status in ('sent', 'charged', 'agreed');
create index online_payment_open_ix on public.online_payment (tenant_id, sent_at)
    where taken_at is null and status <> 'declined';

-- What was ordered stays; it is answered once, and taken into the books once, by a job.
create function guard.payment_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    answer constant text[] := array['status', 'answered_at', 'processor_id', 'fee', 'code'];
    books constant text[] := array['taken_at', 'gift_id', 'pledge_id'];
begin
    if (to_jsonb(new) - answer - books - 'version') is distinct from (to_jsonb(old) - answer - books - 'version')
        or (old.status <> 'sent' and new.status is distinct from old.status)
        or old.taken_at is not null
        or (new.taken_at is not null and public.viewer_purpose() not like 'system:%') then
        raise exception 'what was paid does not change' using errcode = '55000';
    end if;
    return new;
end $$;
create trigger stands before update on public.online_payment
    for each row execute function guard.payment_stands();
