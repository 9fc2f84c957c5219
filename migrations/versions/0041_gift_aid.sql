create table public.gift_aid_declaration (
    tenant_id integer not null,
    id uuid not null,
    donor_id uuid not null,
    gift_id uuid,
    scope text not null,
    made_on date not null,
    how text not null,
    cancelled_on date,
    wording text not null,
    title text not null,
    first_name text not null,
    last_name text not null,
    house text not null,
    postcode text not null,
    recorded_at timestamptz not null,
    recorded_by uuid,
    constraint gift_aid_declaration_pk primary key (tenant_id, id),
    constraint gift_aid_declaration_tenant_id_donor_id_fk foreign key (tenant_id, donor_id)
        references public.person (tenant_id, id),
    constraint gift_aid_declaration_tenant_id_gift_id_fk foreign key (tenant_id, gift_id)
        references public.gift (tenant_id, id),
    constraint gift_aid_declaration_scope_check check ((scope = 'this') = (gift_id is not null))
);
create index gift_aid_declaration_donor_ix on public.gift_aid_declaration (tenant_id, donor_id);

create table public.gift_aid_claim (
    tenant_id integer not null,
    id uuid not null,
    number text not null,
    count integer not null,
    total bigint not null,
    tax bigint not null,
    adjusted bigint not null,
    made_at timestamptz not null,
    made_by uuid,
    constraint gift_aid_claim_pk primary key (tenant_id, id),
    constraint gift_aid_claim_tenant_id_number_key unique (tenant_id, number)
);

create table public.gift_aid_line (
    tenant_id integer not null,
    id uuid not null,
    claim_id uuid not null,
    gift_id uuid not null,
    donor_id uuid not null,
    declaration_id uuid not null,
    kind text not null,
    amount bigint not null,
    tax bigint not null,
    constraint gift_aid_line_pk primary key (tenant_id, id),
    constraint gift_aid_line_tenant_id_claim_id_fk foreign key (tenant_id, claim_id)
        references public.gift_aid_claim (tenant_id, id),
    constraint gift_aid_line_tenant_id_gift_id_fk foreign key (tenant_id, gift_id)
        references public.gift (tenant_id, id),
    constraint gift_aid_line_tenant_id_declaration_id_fk foreign key (tenant_id, declaration_id)
        references public.gift_aid_declaration (tenant_id, id),
    constraint gift_aid_line_sign_check check ((kind = 'donation') = (amount > 0))
);
create unique index gift_aid_line_once_ux on public.gift_aid_line (tenant_id, gift_id) where kind = 'donation';
create index gift_aid_line_claim_ix on public.gift_aid_line (tenant_id, claim_id);
create index gift_aid_line_gift_ix on public.gift_aid_line (tenant_id, gift_id);

-- A declaration is cancelled once; what was declared does not change.
create function guard.declaration_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE' or old.cancelled_on is not null
        or (to_jsonb(new) - 'cancelled_on') is distinct from (to_jsonb(old) - 'cancelled_on') then
        raise exception 'what was declared does not change' using errcode = '55000';
    end if;
    return new;
end $$;
create trigger stands before update or delete on public.gift_aid_declaration
    for each row execute function guard.declaration_stands();
