"""Schemas, the wall's functions and the queue."""

from pathlib import Path

from alembic import op

revision = "0001_ground"
down_revision = None
branch_labels = None
depends_on = None

_HERE = Path(__file__).parent

_SCHEMAS = """
create schema guard;
create schema identity;
create schema queue;
revoke all on schema guard, identity, queue from public;
grant usage on schema identity to {p}_identity;
grant usage on schema queue to {p}_worker, {p}_identity, {p}_viewer;
grant select on public.alembic_version to {p}_identity;
"""

# The wall believes no setting that SQL can write: who the viewer is comes with a digest over the words and
# the backend's process id, keyed with what only the owner can read here and the application holds outside.
_WALL = """
create table guard.secret (
    id smallint primary key check (id = 1),
    key bytea not null check (length(key) >= 32)
);

create function guard.viewer() returns text[]
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
declare
    viewer text := current_setting('app.viewer', true);
    seal text := current_setting('app.seal', true);
    k bytea;
    words bytea;
    parts text[];
begin
    if coalesce(viewer, '') = '' or coalesce(seal, '') = '' then
        return null;
    end if;
    select s.key into k from guard.secret s;
    if k is null then
        raise exception 'the wall has no key: run casework db upgrade' using errcode = '42501';
    end if;
    words := convert_to(viewer || '|' || pg_backend_pid(), 'UTF8');
    if encode(sha256(k || sha256(k || words)), 'hex') <> seal then
        raise exception 'the viewer''s seal does not fit' using errcode = '42501';
    end if;
    parts := string_to_array(viewer, '|');
    if array_length(parts, 1) < 4 or parts[2] <> current_setting('role') then
        raise exception 'the viewer''s role is not the one in force' using errcode = '42501';
    end if;
    return parts;
end $$;

create function public.viewer_tenant() returns int
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin
    return (guard.viewer())[1]::int;
end $$;

create function public.viewer_labels() returns text[]
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin
    return string_to_array((guard.viewer())[3], ',');
end $$;

create function public.viewer_case() returns uuid
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin
    return nullif((guard.viewer())[4], '')::uuid;
end $$;

revoke all on function guard.viewer() from public;
revoke all on function public.viewer_tenant(), public.viewer_labels(), public.viewer_case() from public;
grant execute on function public.viewer_tenant(), public.viewer_labels(), public.viewer_case()
    to {p}_viewer;
"""

# Whoever enqueues needs no right on the queue's tables: the door is one function. It takes what it is given,
# so the stamp refuses a job of the application whose tenant is not the viewer's.
_QUEUE = """
do $$
declare
    f regprocedure;
begin
    for f in select oid::regprocedure from pg_proc where pronamespace = 'queue'::regnamespace loop
        execute format('alter function %s set search_path = pg_catalog, queue, pg_temp', f);
        execute format('revoke all on function %s from public', f);
        execute format('grant execute on function %s to {p}_worker', f);
    end loop;
    for f in
        select oid::regprocedure from pg_proc
        where pronamespace = 'queue'::regnamespace
            and (prorettype = 'trigger'::regtype or proname = 'procrastinate_defer_jobs_v1')
    loop
        execute format('alter function %s security definer', f);
    end loop;
end $$;

create function queue.stamp() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if jsonb_typeof(new.args -> 'tenant') is distinct from 'number' then
        if session_user in ('{p}_app', '{p}_identity') then
            raise exception 'a job must name its tenant' using errcode = '42501';
        end if;
    elsif session_user = '{p}_app'
        and (new.args ->> 'tenant')::int is distinct from public.viewer_tenant()
    then
        raise exception 'a job for another tenant' using errcode = '42501';
    end if;
    return new;
end $$;
revoke all on function queue.stamp() from public;

create trigger stamp before insert on queue.procrastinate_jobs
    for each row execute function queue.stamp();

grant execute on function queue.procrastinate_defer_jobs_v1(queue.procrastinate_job_to_defer_v1[])
    to {p}_viewer, {p}_identity;
grant select, insert, update, delete on all tables in schema queue to {p}_worker;
grant usage, select on all sequences in schema queue to {p}_worker;
"""


def upgrade() -> None:
    """Make schemas, wall functions and queue."""
    _run(_SCHEMAS)
    _run(_WALL)
    op.execute("set local search_path = queue")
    _raw((_HERE / "0001_queue.sql").read_text(encoding="utf-8"))
    op.execute("set local search_path = public")
    _run(_QUEUE)


def downgrade() -> None:
    """Take all of it back."""
    op.execute("drop function public.viewer_tenant(), public.viewer_labels(), public.viewer_case()")
    op.execute("drop schema queue, identity, guard cascade")
    _run("revoke select on public.alembic_version from {p}_identity")


def _run(text: str) -> None:
    _raw(text.replace("{p}", op.get_context().opts["prefix"]))


def _raw(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    driver = op.get_bind().connection.driver_connection
    driver.execute(text, prepare=False)
