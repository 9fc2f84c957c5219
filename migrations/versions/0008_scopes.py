"""Sealed cases behind the wall, units that can be retired, and who keeps away from which case and person."""

from alembic import op

from casework.store.wall import Fence, fence_statements

revision = "0008_scopes"
down_revision = "0007_break_glass"
branch_labels = None
depends_on = None

# Letters and ledger entries are asked about drafts too, so "no such case" must not mean "sealed".
_SEALED = """
create function public.case_is_sealed(of_case uuid) returns boolean
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp as $$
begin
    return exists (select from public."case" c
        where c.tenant_id = public.viewer_tenant() and c.id = of_case and c.sealed);
end $$;
revoke all on function public.case_is_sealed(uuid) from public;
grant execute on function public.case_is_sealed(uuid) to {p}_viewer;
"""

_UNITS = """
alter table public.unit add column takes text[] not null default '{}', add column retired_at timestamptz;
"""

_TABLES = """
create table public.declared_relation (
    tenant_id integer not null,
    id uuid not null,
    member_id uuid not null,
    person_id uuid,
    case_number text,
    why text not null,
    since timestamptz not null,
    declared_by uuid not null,
    ended_at timestamptz,
    ended_by uuid,
    constraint declared_relation_pk primary key (tenant_id, id),
    constraint declared_relation_one_thing_check check (num_nonnulls(person_id, case_number) = 1),
    constraint declared_relation_tenant_id_person_id_fk foreign key (tenant_id, person_id)
        references public.person (tenant_id, id)
);
create index declared_relation_member_ix on public.declared_relation (tenant_id, member_id, ended_at);

create table public.conflict (
    tenant_id integer not null,
    id uuid not null,
    member_id uuid not null,
    case_id uuid,
    person_id uuid,
    constraint conflict_pk primary key (tenant_id, id),
    constraint conflict_one_thing_check check (num_nonnulls(case_id, person_id) = 1),
    constraint conflict_tenant_id_case_id_fk foreign key (tenant_id, case_id)
        references public."case" (tenant_id, id) on delete cascade,
    constraint conflict_tenant_id_person_id_fk foreign key (tenant_id, person_id)
        references public.person (tenant_id, id) on delete cascade,
    constraint conflict_tenant_id_member_id_case_id_key unique (tenant_id, member_id, case_id),
    constraint conflict_tenant_id_member_id_person_id_key unique (tenant_id, member_id, person_id)
);
create index conflict_case_ix on public.conflict (tenant_id, case_id);
create index conflict_person_ix on public.conflict (tenant_id, person_id);
"""

FENCES = (
    Fence(
        "declared_relation",
        "relation",
        "insert update",
        {
            "open": "tenant_id id member_id person_id case_number since declared_by ended_at ended_by",
            "internal": "why",
        },
    ),
    Fence("conflict", "conflict", "", {"open": "tenant_id id member_id case_id person_id"}),
)

# What a member keeps away from is worked out whole, whenever something it follows from changes: their declared
# relations, the parties of cases, the contacts of people, their own address. It is little, so whole is cheap.
_CONFLICTS = """
create function guard.keep_conflicts(of_tenant int, member uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    own text;
begin
    select u.email_key into own from identity."user" u where u.tenant_id = of_tenant and u.id = member;
    with people as (
        select r.person_id from public.declared_relation r
            where r.tenant_id = of_tenant and r.member_id = member and r.ended_at is null and r.person_id is not null
        union
        select c.person_id from public.contact_point c
            where c.tenant_id = of_tenant and c.value_key = own and c.until is null
    ), due as (
        select null::uuid as case_id, person_id from people
        union
        select p.case_id, null from people join public.case_party p
            on p.tenant_id = of_tenant and p.person_id = people.person_id
        union
        select p.case_id, null from public.case_party p where p.tenant_id = of_tenant and p.email_key = own
        union
        select c.id, null from public.declared_relation r join public."case" c
            on c.tenant_id = of_tenant and c.number = r.case_number
            where r.tenant_id = of_tenant and r.member_id = member and r.ended_at is null
    ), over as (
        delete from public.conflict k where k.tenant_id = of_tenant and k.member_id = member and not exists (
            select from due d where d.case_id is not distinct from k.case_id
                and d.person_id is not distinct from k.person_id)
    )
    insert into public.conflict (tenant_id, id, member_id, case_id, person_id)
        select of_tenant, gen_random_uuid(), member, d.case_id, d.person_id from due d on conflict do nothing;
end $$;
revoke all on function guard.keep_conflicts(int, uuid) from public;

-- Two transactions that make a conflict together, one declaring and one linking, must see each other.
create function guard.one_by_one(of_tenant int, person uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select pg_advisory_xact_lock(hashtextextended(of_tenant || ' keeps away from ' || person, 0))
$$;
revoke all on function guard.one_by_one(int, uuid) from public;

create function guard.conflict_of_relation() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'UPDATE' and (new.ended_at is not null and new.member_id = public.viewer_actor()
        or to_jsonb(new) - '{ended_at,ended_by}'::text[] is distinct from to_jsonb(old) - '{ended_at,ended_by}'::text[])
    then
        raise exception 'a relation is ended by somebody else, and never changed' using errcode = '42501';
    end if;
    if new.person_id is not null then
        perform guard.one_by_one(new.tenant_id, new.person_id);
    end if;
    perform guard.keep_conflicts(new.tenant_id, new.member_id);
    return null;
end $$;
revoke all on function guard.conflict_of_relation() from public;
create trigger keep_conflicts after insert or update on public.declared_relation
    for each row execute function guard.conflict_of_relation();

create function guard.conflict_of_party() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    member uuid;
begin
    if new.person_id is not null then
        perform guard.one_by_one(new.tenant_id, new.person_id);
    end if;
    for member in
        select u.id from identity."user" u where u.tenant_id = new.tenant_id and u.email_key = new.email_key
        union select k.member_id from public.conflict k
            where k.tenant_id = new.tenant_id and k.person_id = new.person_id
        union select k.member_id from public.conflict k
            where tg_op = 'UPDATE' and k.tenant_id = new.tenant_id and k.case_id = new.case_id
    loop
        perform guard.keep_conflicts(new.tenant_id, member);
    end loop;
    return null;
end $$;
revoke all on function guard.conflict_of_party() from public;
create trigger keep_conflicts after insert or update of email_key, person_id on public.case_party
    for each row execute function guard.conflict_of_party();

create function guard.conflict_of_contact() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    member uuid;
begin
    perform guard.one_by_one(new.tenant_id, new.person_id);
    for member in
        select u.id from identity."user" u where u.tenant_id = new.tenant_id and u.email_key = new.value_key
        union select k.member_id from public.conflict k
            where tg_op = 'UPDATE' and k.tenant_id = new.tenant_id and k.person_id = new.person_id
    loop
        perform guard.keep_conflicts(new.tenant_id, member);
    end loop;
    return null;
end $$;
revoke all on function guard.conflict_of_contact() from public;
create trigger keep_conflicts after insert or update of value_key, until, person_id on public.contact_point
    for each row execute function guard.conflict_of_contact();

create function guard.conflict_of_member() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform guard.keep_conflicts(new.tenant_id, new.id);
    return null;
end $$;
revoke all on function guard.conflict_of_member() from public;
create trigger keep_conflicts after insert or update of email_key on identity."user"
    for each row execute function guard.conflict_of_member();
"""

_UNLESS_SEALED = (
    " and (case_id is null or (select viewer_actor_kind()) = 'system'"
    " or 'sealed_case' = any ((select viewer_labels())::text[]) or not case_is_sealed(case_id))"
)
# Who the kind lets see sealed cases sees them; the applicant follows their own, sealed or not.
_RULES = {
    "case": (
        "tenant_id = (select viewer_tenant()) and ((select viewer_case() is null)"
        " and (not sealed or 'sealed_case' = any ((select viewer_labels())::text[]))"
        " or id = (select viewer_case()))"
    ),
    "letter": (
        "tenant_id = (select viewer_tenant()) and ((select viewer_case() is null)"
        f"{_UNLESS_SEALED} or case_id = (select viewer_case()))"
    ),
    "ledger_entry": f"tenant_id = (select viewer_tenant()) and (select viewer_case() is null){_UNLESS_SEALED}",
}
_BEFORE = {
    "case": (
        "tenant_id = (select viewer_tenant())"
        " and (not sealed or 'sealed' = any ((select viewer_labels())::text[]))"
        " and ((select viewer_case() is null) or id = (select viewer_case()))"
    ),
    "letter": (
        "tenant_id = (select viewer_tenant())"
        " and ((select viewer_case() is null) or case_id = (select viewer_case()))"
    ),
    "ledger_entry": "tenant_id = (select viewer_tenant()) and (select viewer_case() is null)",
}


def upgrade() -> None:
    """Tighten the policies, make the tables and what keeps them; who is a party already keeps away from now on."""
    _run(_SEALED)
    for table, rule in _RULES.items():
        _rule(table, rule)
    _run(_UNITS)
    _run(_TABLES)
    for fence in FENCES:
        _run(";\n".join(fence_statements(fence, op.get_context().opts["prefix"])))
    _run(_CONFLICTS)
    _run('select guard.keep_conflicts(tenant_id, id) from identity."user"')


def downgrade() -> None:
    """Take it back. Declared relations are gone after this."""
    op.execute('drop trigger keep_conflicts on identity."user"')
    op.execute("drop trigger keep_conflicts on public.case_party")
    op.execute("drop trigger keep_conflicts on public.contact_point")
    op.execute("drop table public.declared_relation, public.conflict")
    op.execute(
        "drop function guard.conflict_of_relation(), guard.conflict_of_party(), guard.conflict_of_contact(),"
        " guard.conflict_of_member(), guard.keep_conflicts(int, uuid), guard.one_by_one(int, uuid)"
    )
    op.execute("alter table public.unit drop column takes, drop column retired_at")
    for table, rule in _BEFORE.items():
        _rule(table, rule)
    op.execute("drop function public.case_is_sealed(uuid)")


def _rule(table: str, rule: str) -> None:
    _run(f'alter policy viewer on public."{table}" using ({rule}) with check ({rule})')


def _run(text: str) -> None:
    # Past SQLAlchemy's and psycopg's parameters: the text holds % and : of its own.
    driver = op.get_bind().connection.driver_connection
    driver.execute(text.replace("{p}", op.get_context().opts["prefix"]), prepare=False)
