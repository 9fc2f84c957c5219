-- What a processor answered that nobody could book: kept until a person has settled it.
alter table public.collection_attempt add column told_amount bigint;
alter table public.collection_attempt add column told_id text;
alter table public.collection_attempt add column told_fee bigint;
grant select (told_amount, told_id, told_fee) on public.collection_attempt to {p}_read_financial;
grant insert (told_amount, told_id, told_fee), update (told_amount, told_id, told_fee)
    on public.collection_attempt to {p}_write_financial;

-- Small gifts are claimed without a declaration; each gift once, one way or the other.
alter table public.gift_aid_claim add column small_total bigint not null default 0;
alter table public.gift_aid_claim add column small_tax bigint not null default 0;
alter table public.gift_aid_claim alter column small_total drop default, alter column small_tax drop default;
grant select (small_total, small_tax) on public.gift_aid_claim to {p}_read_financial;
grant insert (small_total, small_tax) on public.gift_aid_claim to {p}_write_financial;
alter table public.gift_aid_line alter column declaration_id drop not null;
alter table public.gift_aid_line drop constraint gift_aid_line_sign_check;
alter table public.gift_aid_line add constraint gift_aid_line_sign_check
    check ((kind in ('donation', 'small')) = (amount > 0));
alter table public.gift_aid_line add constraint gift_aid_line_declared_check
    check (kind = 'adjustment' or (kind = 'donation') = (declaration_id is not null));
drop index public.gift_aid_line_once_ux;
create unique index gift_aid_line_once_ux on public.gift_aid_line (tenant_id, gift_id)
    where kind in ('donation', 'small');
