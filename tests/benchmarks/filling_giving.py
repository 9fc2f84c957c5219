"""Donors and their gifts under the benchmark of giving: an office filled a slice at a time, as the superuser.

What is there already is left as it is, so a filling that was killed goes on where it was. References aren't checked
while it runs: the rows fit because they are made from one number.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta

import psycopg

EACH = 20
"""Gifts of a donor."""
SLICE = 50_000

_ID = "(lpad(to_hex({n}), 8, '0') || substr(md5('{kind}' || %(t)s || ' ' || {n}), 1, 24))::uuid"
_DONOR, _FUND = _ID.format(kind="donor", n="d"), _ID.format(kind="fund", n="1")
_GIVER, _GIFT = _ID.format(kind="donor", n="1 + g %% %(d)s"), _ID.format(kind="gift", n="g")
_ENTRY = f"('e' || substr({_GIFT}::text, 2))::uuid"
_LINE = _ID.format(kind="line", n="(2 * g + line)")
_GIVEN_ON = "%(day)s::date - (g * 7919::bigint %% %(days)s)::int"
_AMOUNT = "1000 + g %% 9000"

_OFFICE = f"""
    insert into identity.tenant (id, slug, name, kind, languages, timezone, currency, country)
        overriding system value values (%(t)s, 'give-' || %(t)s, 'Give ' || %(t)s, 'charity', '{{en}}',
            'America/Chicago', 'USD', 'US') on conflict do nothing;
    insert into fund (tenant_id, id, code, name, restriction, active)
        values (%(t)s, {_FUND}, 'general', 'General', 'unrestricted', true) on conflict do nothing;
    insert into giving_level (tenant_id, id, code, name, minimum, months, valid_from, made_at)
        select %(t)s, {_ID.format(kind="level", n="n")}, 'level_' || n, 'Level ' || n, n * 50000,
            case n when 3 then null else 12 end, date '2000-01-01', now() from generate_series(1, 3) n
        on conflict do nothing
"""
_DONORS = f"""
    insert into person (tenant_id, id, kind, name, name_key, name_sort, language, registered_at)
        select %(t)s, {_DONOR}, 'person', 'Donor ' || d, 'donor ' || d, convert_to('donor ' || d, 'UTF8'), 'en', now()
        from generate_series(%(from)s::int, %(to)s::int) d on conflict do nothing;
    insert into contact_point (tenant_id, id, person_id, kind, value, value_key, since, preferred)
        select %(t)s, {_ID.format(kind="point", n="d")}, {_DONOR}, 'email', d || '@donors.example',
            d || '@donors.example', date '2020-01-01', true
        from generate_series(%(from)s::int, %(to)s::int) d on conflict do nothing;
    insert into contact_choice (tenant_id, id, person_id, channel, topic, allowed, basis, evidence, said_on,
            recorded_at)
        select %(t)s, {_ID.format(kind="choice", n="d")}, {_DONOR}, 'email', 'newsletter', d %% 3 > 0, 'form', 'card',
            date '2021-01-01', now()
        from generate_series(%(from)s::int, %(to)s::int) d on conflict do nothing;
    insert into donor_task (tenant_id, id, donor_id, plan, what, due_on, made_at)
        select %(t)s, {_ID.format(kind="task", n="d")}, {_DONOR}, 'welcome', 'call', %(day)s::date + 7, now()
        from generate_series(%(from)s::int, %(to)s::int) d on conflict do nothing;
    insert into soft_credit (tenant_id, id, gift_id, person_id, role, amount, currency)
        select %(t)s, {_ID.format(kind="credit", n="g")}, {_GIFT}, {_ID.format(kind="donor", n="g")}, 'solicitor', 500,
            'USD'
        from generate_series(%(from)s::int, %(to)s::int) g on conflict do nothing
"""
_GIFTS = f"""
    insert into gift (tenant_id, id, number, donor_id, fund_id, kind, amount, benefit, currency, method, goods_kind,
            received_on, status, posted_at, version)
        select %(t)s, {_GIFT}, 'G-' || g, {_GIVER}, {_FUND}, 'money', {_AMOUNT}, 0, 'USD', 'card', 'goods',
            {_GIVEN_ON}, 'posted', now(), 1 from generate_series(%(from)s::int, %(to)s::int) g on conflict do nothing;
    insert into book_entry (tenant_id, id, act, gift_id, book_on, lines, posted_at)
        select %(t)s, {_ENTRY}, 'receipt', {_GIFT}, {_GIVEN_ON}, 2, now()
        from generate_series(%(from)s::int, %(to)s::int) g on conflict do nothing;
    insert into posting (tenant_id, id, entry_id, line, gift_id, book_on, account, fund_id, amount, currency)
        select %(t)s, {_LINE}, {_ENTRY}, line, {_GIFT}, {_GIVEN_ON}, case line when 1 then 'cash' else 'fund' end,
            case line when 2 then {_FUND} end, case line when 1 then {_AMOUNT} else -({_AMOUNT}) end, 'USD'
        from generate_series(%(from)s::int, %(to)s::int) g, generate_series(1, 2) line on conflict do nothing
"""
_TABLES = "person, contact_point, contact_choice, donor_task, soft_credit, gift, book_entry, posting"


def fill_office(root: psycopg.Connection, tenant: int, gifts: int, days: int) -> float:
    """Fill an office with so many gifts over so many days. The seconds it took; 0 where it is full."""
    begun, donors = time.monotonic(), max(1, gifts // EACH)
    told = {"t": tenant, "d": donors, "day": date.today() - timedelta(days=1), "days": days}
    wanted = (("giving_level", _OFFICE, 3), ("soft_credit", _DONORS, donors), ("posting", _GIFTS, 2 * gifts))
    stages = [one for one in wanted if _counted(root, one[0], tenant) < one[2]]
    if not stages:
        return 0.0
    root.execute("set session_replication_role = replica")
    for table, orders, rows in stages:
        last = rows // 2 if table == "posting" else rows
        for first, until in _slices(last):
            with root.transaction():
                for order in orders.split(";\n"):
                    root.execute(order, {**told, "from": first, "to": until})
            if last > SLICE:
                print(
                    f"   office {tenant}: {until:,} of {last:,}, {time.monotonic() - begun:.0f} s", flush=True
                )
    root.execute("reset session_replication_role")
    root.execute(f"vacuum analyze {_TABLES}")
    return time.monotonic() - begun


def _counted(root: psycopg.Connection, table: str, tenant: int) -> int:
    found = root.execute(f"select count(*) from {table} where tenant_id = %s", [tenant]).fetchone()
    assert found is not None
    return int(found[0])


def _slices(last: int) -> Iterator[tuple[int, int]]:
    for first in range(1, last + 1, SLICE):
        yield first, min(first + SLICE - 1, last)
