"""Fills a register of plates: each issue on four vehicles one after the other, each vehicle with one plate at a time.

Into the real tables. Exclusion constraints are made again after the rows, which they then prove; triggers are off
while rows are filled, those of references too: each would look at every row by itself, and rows are made to fit.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

MOVES = 4
YEARS = 3  # on each vehicle
FIRST_YEAR = 2012
_ID = "(lpad(to_hex({g}), 8, '0') || substr(md5('{kind}' || %(t)s || ' ' || {g}), 1, 24))::uuid"


def made_id(kind: str, g: str = "g") -> str:
    """A made-up id that can be made again from its number."""
    return _ID.format(kind=kind, g=g)


_OFFICE = """
    insert into identity.tenant (id, slug, name, kind, languages, timezone, currency, country)
        overriding system value values (%(t)s, 'register-' || %(t)s, 'Register ' || %(t)s, 'motor_vehicle_agency',
            '{en}', 'America/Los_Angeles', 'USD', 'US')
"""
_THINGS = f"""
    insert into person (tenant_id, id, kind, name, name_key, name_sort, language, registered_at)
        select %(t)s, {made_id("owner")}, 'person', 'Owner ' || g, 'owner ' || g, convert_to('owner ' || g, 'UTF8'),
            'en', '2012-01-01' from generate_series(1, %(n)s) g;
    insert into vehicle (tenant_id, id, vin, vin_key, make, model, year, fuel, version)
        select %(t)s, {made_id("car")}, 'VIN' || lpad(g::text, 14, '0'), 'VIN' || lpad(g::text, 14, '0'),
            'Make ' || g %% 40, 'Model ' || g %% 300, 2011, 'gasoline', 1 from generate_series(1, %(n)s) g;
    insert into ownership (tenant_id, id, vehicle_id, conjunction, valid_from, recorded_at, reason, precision)
        select %(t)s, {made_id("owned")}, {made_id("car")}, 'AND', '2012-01-01', '2012-01-02', 'first_title', 'day'
        from generate_series(1, %(n)s) g;
    insert into ownership_holder (tenant_id, id, ownership_id, person_id, position)
        select %(t)s, {made_id("holder")}, {made_id("owned")}, {made_id("owner")}, 1 from generate_series(1, %(n)s) g;
    insert into plate_mark (tenant_id, id, jurisdiction, plate_class, display, canonical, search_key)
        select %(t)s, {made_id("mark")}, 'US-CA', 'standard', 'P' || g, 'P' || g, 'P' || g
        from generate_series(1, %(n)s) g;
    insert into plate_issue (tenant_id, id, mark_id, life, status, follows, issued_on, max_vehicles)
        select %(t)s, {made_id("issue")}, {made_id("mark")}, 1, 'ASSIGNED', 'vehicle', '2012-01-01', 1
        from generate_series(1, %(n)s) g;
    insert into plate_issue_event (tenant_id, id, issue_id, at, recorded_at, to_status, event)
        select %(t)s, {made_id("event")}, {made_id("issue")}, '2012-01-01', '2012-01-01', 'ASSIGNED', 'assigned'
        from generate_series(1, %(n)s) g
"""
_ASSIGNMENT = f"""
    insert into plate_assignment (tenant_id, id, issue_id, vehicle_id, registrant_id, role, valid_from, valid_to,
            recorded_at, reason, precision)
        select %(t)s, {made_id("carry", f"(g * {MOVES} + k)")}, {made_id("issue")},
            {made_id("car", "((g + k * 7919) %% %(n)s + 1)")}, {made_id("owner")}, 'primary',
            make_date({FIRST_YEAR} + k * {YEARS}, 1, 1),
            case when k < {MOVES - 1} then make_date({FIRST_YEAR} + (k + 1) * {YEARS}, 1, 1) end,
            make_date({FIRST_YEAR} + k * {YEARS}, 1, 2), 'assigned', 'day'
        from generate_series(1, %(n)s) g cross join generate_series(0, {MOVES - 1}) k
"""


@contextmanager
def _later(superuser: psycopg.Connection, tables: tuple[str, ...]) -> Iterator[None]:
    """Take the exclusion constraints of these tables away, and make them again from the rows that are there then."""
    held = superuser.execute(
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
        " where contype = 'x' and conrelid::regclass::text = any (%s)",
        [list(tables)],
    ).fetchall()
    for table, name, _rule in held:
        superuser.execute(f"alter table {table} drop constraint {name}")
    yield
    superuser.execute("set local maintenance_work_mem = '512MB'")
    for table, name, rule in held:
        superuser.execute(f"alter table {table} add constraint {name} {rule}")


def fill_register(superuser: psycopg.Connection, tenant: int, assignments: int) -> float:
    """Fill one office with so many assignments, unless they are there. The seconds it took."""
    begun = time.monotonic()
    if superuser.execute("select 1 from identity.tenant where id = %s", [tenant]).fetchone():
        return 0.0
    told = {"t": tenant, "n": assignments // MOVES}
    with superuser.transaction(), _later(superuser, ("ownership", "plate_assignment")):
        superuser.execute("set local session_replication_role = replica")
        for order in (*f"{_OFFICE};{_THINGS}".split(";\n"), _ASSIGNMENT):
            superuser.execute(order, told)
    superuser.execute(
        "vacuum analyze person, vehicle, ownership, ownership_holder, plate_mark, plate_issue, plate_issue_event,"
        " plate_assignment"
    )
    return time.monotonic() - begun
