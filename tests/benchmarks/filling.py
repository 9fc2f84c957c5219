"""Fills the ground: offices of very unequal size, with people, cases and what stands under them.

As the owner, into the real tables with their keys, checks and triggers. One trigger is off while parties and contacts
are filled, since it takes a lock for each person: who keeps away from what is worked out whole afterwards, by the
function that this trigger calls.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import psycopg

from casework.packs import Workflow, catalog

TENANTS = 200
USERS, UNITS = 10, 4
_FLOW = "constituent_request"
_ID = "(lpad(to_hex({g}), 8, '0') || substr(md5('{kind}' || %(t)s || ' ' || {g}), 1, 24))::uuid"


def _id(kind: str, g: str = "g") -> str:
    """A made-up id that can be made again from its number, in the order of making as real ones are."""
    return _ID.format(kind=kind, g=g)


_OFFICE = f"""
    insert into identity.tenant (id, slug, name, kind, languages, timezone, currency, country)
        overriding system value values (%(t)s, 'office-' || %(t)s, 'Office ' || %(t)s, 'council', '{{en}}',
            'America/Los_Angeles', 'USD', 'US');
    insert into unit (tenant_id, id, code, name)
        select %(t)s, {_id("unit")}, 'U' || g, 'Unit ' || g from generate_series(1, {UNITS}) g;
    insert into identity."user" (tenant_id, id, email, email_key, name, titles, units, language, status)
        select %(t)s, {_id("user")}, 'u' || g || '@o' || %(t)s || '.example', 'u' || g || '@o' || %(t)s || '.example',
            'Member ' || g, array['request_officer'],
            array[{_id("unit", "1")}, {_id("unit", "2")}, {_id("unit", "3")}], 'en', 'active'
        from generate_series(1, {USERS}) g;
    insert into pack_version (tenant_id, id, name, version, digest, document, installed_at)
        values (%(t)s, {_id("pack", "1")}, %(flow)s, %(version)s, %(digest)s, %(document)s, now())
"""
_PERSON = f"""
    insert into person (tenant_id, id, kind, name, name_key, name_sort, language, registered_at)
        select %(t)s, {_id("person")}, 'person', name, lower(name), convert_to(lower(name), 'UTF8'), 'en',
            now() - g * interval '1 minute'
        from (select g, initcap(substr(md5(g::text), 1, 6) || ' ' || substr(md5(g::text), 7, 8)) as name
            from generate_series(1, %(n)s / 2) g) made;
    insert into contact_point (tenant_id, id, person_id, kind, value, value_key, since)
        select %(t)s, {_id("contact")}, {_id("person")}, 'phone', '+1555' || lpad(g::text, 7, '0'),
            '+1555' || lpad(g::text, 7, '0'), '2026-01-01'
        from generate_series(1, %(n)s / 2) g
"""
_CASE = f"""
    insert into "case" (tenant_id, id, number, workflow, pack_id, state, purpose, headline, channel, language, unit_id,
            assignee_id, sealed, opened_at, state_since, due_at, closed_at, version)
        select %(t)s, {_id("case")}, 'R-' || g, %(flow)s, {_id("pack", "1")},
            case when shut then 'closed' else 'assigned' end, 'request_handling',
            'Pothole, Elm Street ' || g %% 997, 'web', 'en',
            {_id("unit", f"(1 + g %% {UNITS})")},
            case when g / 10 %% 10 < 7 then {_id("user", f"(1 + g / 100 %% {USERS})")} end,
            g %% 500 = 3, opened, opened + interval '1 day',
            case when g %% 20 <> 7 then opened + interval '60 days' + mod(g * 7919, 9973) * interval '1 minute' end,
            case when shut then opened + interval '30 days' end, 1
        from (select g, g %% 10 not in (0, 3, 6) as shut, now() - mod(g * 6151, 525600) * interval '1 minute' as opened
            from generate_series(1, %(n)s) g) made
"""
_PARTY = f"""
    insert into case_party (tenant_id, id, case_id, role, person_id, name, name_key, name_sort, email, email_key,
            phone, phone_key)
        select %(t)s, {_id("party")}, {_id("case")}, 'applicant',
            case when g %% 2 = 0 then {_id("person", "(g / 2)")} end,
            name, lower(name), convert_to(lower(name), 'UTF8'),
            'p' || g || '@x.example', 'p' || g || '@x.example', '+1555' || lpad(g::text, 7, '0'),
            '+1555' || lpad((g / 2)::text, 7, '0')
        from (select g, initcap(substr(md5(g::text), 1, 6) || ' ' || substr(md5(g::text), 7, 8)) as name
            from generate_series(1, %(n)s) g) made
"""
_FACT = f"""
    insert into fact (tenant_id, id, case_id, field, label, value, entered_at, keep)
        select %(t)s, {_id("fact", "(g * 4 + k)")}, {_id("case")}, field, label, value, now(), 'P3Y'
        from generate_series(1, %(n)s) g cross join (values (0, 'category', 'open', '"roads"'::jsonb),
            (1, 'description', 'matter', '"A deep hole in the road"'), (2, 'name', 'contact', '"Somebody"'))
            as given (k, field, label, value)
"""
_EVENT = f"""
    insert into case_event (tenant_id, id, case_id, seq, kind, at, actor_kind, public, detail)
        select %(t)s, {_id("event", "(g * 4 + k)")}, {_id("case")}, k + 1, kind, now(), 'applicant', true, '{{}}'
        from generate_series(1, %(n)s) g cross join (values (0, 'opened'), (1, 'taken')) as given (k, kind)
"""
_TALK = f"""
    insert into note (tenant_id, id, case_id, body, at)
        select %(t)s, {_id("note")}, {_id("case")}, 'Called back, nobody there.', now()
        from generate_series(1, %(n)s, 2) g;
    insert into message (tenant_id, id, case_id, sender, kind, body, language, at, wanted)
        select %(t)s, {_id("message")}, {_id("case")}, 'office', 'note', 'We are on it.', 'en', now(), '[]'
        from generate_series(1, %(n)s, 2) g
"""
_RELATION = f"""
    insert into declared_relation (tenant_id, id, member_id, case_number, why, since, declared_by)
        select %(t)s, {_id("relation")}, {_id("user")}, 'R-' || g * 10, 'neighbour', now(), {_id("user", "1")}
        from generate_series(1, {USERS}) g
"""
_LEDGER = f"""
    insert into ledger_entry (tenant_id, xid, at, actor_kind, actor_id, purpose, act, about, case_id, subjects, fields,
            detail)
        select %(t)s, pg_current_xact_id()::text::bigint, now(), 'member',
            {_id("user", f"(1 + g %% {USERS})")}, 'triage',
            'disclosed', 'case_party', {_id("case")}, array[{_id("case")}], array['name'], ''
        from generate_series(1, %(n)s) g
"""
_LOCKING = ("case_party", "contact_point")
_STEPS = (_OFFICE, _PERSON, _CASE, _PARTY, _FACT, _EVENT, _TALK, _RELATION, _LEDGER)


def shares(cases: int) -> dict[int, int]:
    """How many cases each tenant has: the t-th about 1/t of the first, at least twenty."""
    whole = sum(1 / t for t in range(1, TENANTS + 1))
    return {t: max(20, round(cases / t / whole)) for t in range(1, TENANTS + 1)}


def fill(owner: psycopg.Connection, cases: int) -> Iterator[tuple[int, float]]:
    """Fill an empty installation, tenant by tenant. Yields how many cases are in, and the seconds it took so far."""
    flow = catalog().workflow(_FLOW)
    begun, done = time.monotonic(), 0
    for tenant, number in shares(cases).items():
        with owner.transaction():
            _tenant(owner, flow, tenant, number)
        done += number
        yield done, time.monotonic() - begun
    owner.execute('select guard.keep_conflicts(tenant_id, id) from identity."user"')
    owner.execute("vacuum analyze")


def _tenant(owner: psycopg.Connection, flow: Workflow, tenant: int, number: int) -> None:
    told = {
        "t": tenant,
        "n": number,
        "flow": flow.name,
        "version": flow.version,
        "digest": flow.digest,
        "document": json.dumps(flow.to_document()),
    }
    for table in _LOCKING:
        owner.execute(f"alter table {table} disable trigger keep_conflicts")
    for step in _STEPS:
        for order in step.split(";\n"):
            owner.execute(order, told)
    for table in _LOCKING:
        owner.execute(f"alter table {table} enable trigger keep_conflicts")
