-- What was issued stays as it was issued; that it was cancelled or replaced is noted, once, and when it was first handed out.
create or replace function guard.receipt_stands() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'DELETE' or tg_op = 'TRUNCATE' then
        raise exception 'a receipt that was issued is kept' using errcode = '55000';
    end if;
    if (to_jsonb(new) - 'status' - 'handed_at') is distinct from (to_jsonb(old) - 'status' - 'handed_at')
        or (new.status is distinct from old.status
            and (old.status <> 'issued' or new.status not in ('cancelled', 'replaced')))
        or (old.handed_at is not null and new.handed_at is distinct from old.handed_at) then
        raise exception 'a receipt that was issued does not change' using errcode = '55000';
    end if;
    return new;
end $$;

-- Whoever hands a receipt out notes it, also who may write nothing: true for the first one alone.
create function public.hand_out_receipt(of_receipt uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update public.receipt r set handed_at = now()
        where r.tenant_id = public.viewer_tenant() and r.id = of_receipt and r.handed_at is null;
    return found;
end $$;
revoke all on function public.hand_out_receipt(uuid) from public;
grant execute on function public.hand_out_receipt(uuid) to {p}_viewer;
