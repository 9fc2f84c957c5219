-- A donor who looks at their own giving: their record, and those that were made one with it. Nobody else is ever theirs.
create function public.viewer_owns(whom uuid) returns boolean
language sql stable security definer parallel restricted set search_path = pg_catalog, pg_temp as $$
    select public.viewer_actor_kind() = 'person' and exists (
        select 1 from public.person p
        where p.tenant_id = public.viewer_tenant() and p.id = whom
            and public.viewer_case() in (p.id, p.merged_into))
$$;
revoke all on function public.viewer_owns(uuid) from public;
grant execute on function public.viewer_owns(uuid) to {p}_viewer;
