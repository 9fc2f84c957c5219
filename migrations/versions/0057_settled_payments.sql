alter table public.online_payment add constraint online_payment_settled_check check (
    (settled_at is null) = (settled_as is null)
    and (settled_as is null or settled_as in ('charged', 'returned'))
    and (settled_as is distinct from 'charged') = (settled_amount is null)
    and (settled_amount is null or settled_amount > 0)
);

-- What was ordered stays; it is answered once, and taken into the books once, by a job. What nobody could book is
-- settled once by a person: charged after all, or given back.
create or replace function guard.payment_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    answer constant text[] := array['status', 'answered_at', 'processor_id', 'fee', 'code', 'told_amount', 'told_id',
        'told_fee'];
    settled constant text[] := array['settled_at', 'settled_by', 'settled_as', 'settled_amount', 'settled_reason'];
    books constant text[] := array['taken_at', 'gift_id', 'pledge_id'];
    settles constant boolean := old.settled_at is null and new.settled_at is not null;
begin
    if (to_jsonb(new) - answer - settled - books - 'version')
            is distinct from (to_jsonb(old) - answer - settled - books - 'version')
        or (old.status <> 'sent' and new.status is distinct from old.status
            and not (settles and new.settled_as = 'returned' and new.status = 'declined'))
        or (settles and (old.code is null or old.status <> 'charged'))
        or (not settles and (new.settled_at, new.settled_by, new.settled_as, new.settled_amount, new.settled_reason)
            is distinct from
            (old.settled_at, old.settled_by, old.settled_as, old.settled_amount, old.settled_reason))
        or old.taken_at is not null
        or (new.taken_at is not null and public.viewer_purpose() not like 'system:%') then
        raise exception 'what was paid does not change' using errcode = '55000';
    end if;
    return new;
end $$;
