"""A charity with a million gifts: the donor's page and the list of lapsed donors beside the same questions as bare SQL;
and how many year-end statements are printed in a second.

`BENCH_GIFTS` and `BENCH_STATEMENTS` set the sizes; `SIZE=full` prints 10,000 statements. A list over all donors reads
all gifts, in whichever way.
"""

from __future__ import annotations

import os
import random
import time
import uuid
from datetime import date, timedelta

import psycopg

from casework.domain.donor_rules import SHIPPED
from casework.services.donors.find_donors import find_donors
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.donors.read_donor import read_donor
from casework.services.statements.start_run import start_run
from casework.services.statements.work_run import work_piece
from casework.services.typesetting.typeset import stop_typesetting
from casework.store.session import ViewerSession
from tests.benchmarks.ground import MILLION, Ground
from tests.benchmarks.lookers import Lookers, Member
from tests.benchmarks.timing import Figure, Way, in_turn, middle, show

ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 60)
GIFTS = int(os.environ.get("BENCH_GIFTS") or MILLION)
STATEMENTS = int(os.environ.get("BENCH_STATEMENTS") or (10_000 if os.environ.get("SIZE") == "full" else 500))
LARGE, PAPERS = 1301, 1302
EACH = 20
"""Gifts of a donor."""
KEEPER = Member(uuid.UUID(int=1301), frozenset(), ("donor_manager", "finance_officer"))
TODAY = date.today()
LIST_LIMIT = 4.0
"""How much longer the list may take than one bare statement. The donor's page is told beside one, without a promise."""

_ID = "(lpad(to_hex({n}), 8, '0') || substr(md5('{kind}' || %(t)s || ' ' || {n}), 1, 24))::uuid"
_DONOR, _FUND = _ID.format(kind="donor", n="d"), _ID.format(kind="fund", n="1")
_GIVER, _GIFT = _ID.format(kind="donor", n="1 + g %% %(d)s"), _ID.format(kind="gift", n="g")
_FILL = f"""
    insert into identity.tenant (id, slug, name, kind, languages, timezone, currency, country)
        overriding system value values (%(t)s, 'give-' || %(t)s, 'Give ' || %(t)s, 'charity', '{{en}}',
            'America/Chicago', 'USD', 'US');
    insert into fund (tenant_id, id, code, name, restriction, active)
        values (%(t)s, {_FUND}, 'general', 'General', 'unrestricted', true);
    insert into person (tenant_id, id, kind, name, name_key, name_sort, language, registered_at)
        select %(t)s, {_DONOR}, 'person', 'Donor ' || d, 'donor ' || d, convert_to('donor ' || d, 'UTF8'), 'en', now()
        from generate_series(1, %(d)s) d;
    insert into gift (tenant_id, id, number, donor_id, fund_id, kind, amount, benefit, currency, method, goods_kind,
            received_on, status, posted_at, version)
        select %(t)s, {_GIFT}, 'G-' || g, {_GIVER}, {_FUND}, 'money', 1000 + g %% 9000, 0, 'USD', 'card', 'goods',
            %(day)s::date - (g * 7919::bigint %% %(days)s)::int, 'posted', now(), 1 from generate_series(1, %(n)s) g;
    insert into book_entry (tenant_id, id, act, gift_id, book_on, lines, posted_at)
        select tenant_id, ('e' || substr(id::text, 2))::uuid, 'receipt', id, received_on, 2, now() from gift
        where tenant_id = %(t)s;
    insert into posting (tenant_id, id, entry_id, line, gift_id, book_on, account, fund_id, amount, currency)
        select tenant_id, gen_random_uuid(), ('e' || substr(id::text, 2))::uuid, line, id, received_on,
            case line when 1 then 'cash' else 'fund' end, case line when 2 then fund_id end,
            case line when 1 then amount else -amount end, currency
        from gift, generate_series(1, 2) line where tenant_id = %(t)s
"""
_TABLES = ("gift", "book_entry", "posting")
_ONE = """select g.id, g.number, g.amount, g.received_on, (select -sum(p.amount) from posting p
        where p.tenant_id = g.tenant_id and p.gift_id = g.id and p.account = 'fund')
    from gift g where g.tenant_id = %s and g.donor_id = %s order by g.received_on desc, g.id desc"""
_LYBUNT = """select g.donor_id, -sum(p.amount) from gift g join posting p
        on p.tenant_id = g.tenant_id and p.gift_id = g.id and p.account = 'fund'
    where g.tenant_id = %(t)s group by g.donor_id
    having sum(p.amount) filter (where g.received_on >= %(this)s) is null
        and sum(p.amount) filter (where g.received_on >= %(last)s and g.received_on < %(this)s) < 0
    order by 2 desc limit 50"""


def measure(ground: Ground) -> list[Figure]:
    """The two pages, and the statements."""
    lookers = Lookers(ground.settings)
    try:
        with ground.owner() as owner:
            took = _fill(owner, LARGE, GIFTS, 6 * 365)
            print(f"   {GIFTS:,} gifts ({took:.0f} s to fill)", flush=True)
            _fill(owner, PAPERS, STATEMENTS * EACH, 300)
            donors = owner.execute("select id from person where tenant_id = %s", [LARGE]).fetchall()
            times = in_turn(_ways(lookers, owner, [row[0] for row in donors]), range(ROUNDS))
        show(f"{GIFTS:,} gifts, {ROUNDS} rounds", times, "donor, bare SQL")
        page = middle(times["donor"]) / middle(times["donor, bare SQL"])
        lapsed = middle(times["LYBUNT"]) / middle(times["LYBUNT, bare SQL"])
        return [
            Figure("giving, donor's page to bare SQL", page),
            Figure("giving, LYBUNT to bare SQL", lapsed, LIST_LIMIT),
            Figure("giving, year-end statements a second", _statements(lookers)),
        ]
    finally:
        stop_typesetting()
        lookers.close()


def _ways(lookers: Lookers, owner: psycopg.Connection, donors: list[uuid.UUID]) -> dict[str, Way]:
    year = {"t": LARGE, "this": date(TODAY.year, 1, 1), "last": date(TODAY.year - 1, 1, 1)}

    def donor(session: ViewerSession, seed: int) -> None:
        one = random.Random(seed).choice(donors)
        read_donor(session, one)
        list_gifts(session, GiftFilter(donor_id=one), names=False)

    def bare(seed: int) -> None:
        owner.execute(_ONE, [LARGE, random.Random(seed).choice(donors)]).fetchall()

    def look(ask: object, seed: int) -> None:
        viewer = lookers.member(LARGE, KEEPER, "donor_care")
        with lookers.office(LARGE).open(viewer) as session:
            ask(session, seed)  # type: ignore[operator]  # one of the two questions
            session.commit()

    def lapsed(session: ViewerSession, _seed: int) -> None:
        find_donors(session, SHIPPED["lybunt"])

    around = lookers.app.app_context
    return {
        "donor": Way(lambda seed: look(donor, seed), around),  # type: ignore[arg-type]  # yields itself
        "donor, bare SQL": Way(bare),
        "LYBUNT": Way(lambda seed: look(lapsed, seed), around),  # type: ignore[arg-type]  # as above
        "LYBUNT, bare SQL": Way(lambda _: owner.execute(_LYBUNT, year).fetchall()),
    }


def _statements(lookers: Lookers) -> float:
    """How many papers a second, one worker, each piece committed."""
    office = lookers.office(PAPERS)
    with lookers.app.app_context(), office.open(office.system("make_statements")) as session:
        run = start_run(session, TODAY.year)
        session.commit()
        begun = time.monotonic()
        while work_piece(session, run.id):
            session.commit()
        session.commit()
        took = time.monotonic() - begun
        print(f"   {run.made:,} statements in {took:.1f} s", flush=True)
        return run.done / took


def _fill(owner: psycopg.Connection, tenant: int, gifts: int, days: int) -> float:
    """Fill one office, unless it is there. The seconds it took."""
    begun = time.monotonic()
    if owner.execute("select 1 from identity.tenant where id = %s", [tenant]).fetchone():
        return 0.0
    day = TODAY - timedelta(days=1)
    told = {"t": tenant, "n": gifts, "d": max(1, gifts // EACH), "day": day, "days": days}
    with owner.transaction():
        for table in _TABLES:
            owner.execute(f"alter table {table} disable trigger user")
        for order in _FILL.split(";\n"):
            owner.execute(order, told)
        for table in _TABLES:
            owner.execute(f"alter table {table} enable trigger user")
    owner.execute("vacuum analyze person, gift, book_entry, posting")
    return time.monotonic() - begun
