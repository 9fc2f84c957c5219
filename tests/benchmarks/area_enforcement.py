"""What enforcement costs, on many offices of very unequal size: every figure that is promised, and the floor.

“Plain ORM” is SQLAlchemy as it comes with this viewer's scope written by hand: it shows the same rows. What a page
costs whose author forgets all of the scope but the tenant is told beside it.
"""

from __future__ import annotations

import os
import random
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import md5
from typing import Any

import psycopg
from sqlalchemy import Engine

from casework.base.clock import now
from casework.models import Case, CaseParty
from casework.services.cases.case_filters import Filters
from casework.services.cases.case_row import CaseRow
from casework.services.cases.list_cases import list_cases
from casework.services.installation.verify_ledgers import verify_ledgers
from casework.store.columns import columns_of
from casework.store.registers import db
from tests.benchmarks.filling import UNITS, USERS
from tests.benchmarks.ground import TENANTS, Ground
from tests.benchmarks.lookers import Lookers, Member
from tests.benchmarks.pages import PAGES, Chance, Guarded, counts, list_page, open_cases, search_page
from tests.benchmarks.timing import Figure, Times, Way, in_turn, middle, show

ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 260)
MEDIAN = TENANTS // 2
_PURPOSE = {"list": "triage", "search": "triage", "counts": "triage", "detail": "request_handling"}
_FLOOR = """
    select c.id, c.number, c.workflow, c.state, c.headline, c.opened_at, c.state_since, c.due_at, c.assignee_id,
        (select p.name from case_party p where p.tenant_id = c.tenant_id and p.case_id = c.id and p.role = 'applicant')
    from "case" c where c.tenant_id = %s and c.closed_at is null and (c.due_at, c.id) > (%s, %s)
    order by c.closed_at, c.due_at, c.id limit 50
"""


def measure(ground: Ground) -> list[Figure]:
    """Every figure. The plain ways use the owner's login, which the wall lets through."""
    lookers = Lookers(ground.settings)
    try:
        return [
            *_pages(ground, lookers),
            *_cache(ground, lookers),
            *_sizes(ground, lookers),
            *_ledger(ground),
        ]
    finally:
        lookers.close()


def _pages(ground: Ground, lookers: Lookers) -> Iterator[Figure]:
    for name, page in PAGES.items():
        ways = _ways(lookers, page, _PURPOSE[name])
        if name == "list":
            ways |= _list_ways(ground, lookers)
        times = in_turn(ways, _chances(ground, lookers, ROUNDS))
        show(f"{name}, {ROUNDS} rounds", times, "plain ORM")
        yield from _of_page(name, times)


def _ways(lookers: Lookers, page: Callable[..., None], purpose: str) -> dict[str, Way]:
    return {
        "plain ORM": lookers.by_hand(page, purpose),
        "plain ORM, the tenant alone": lookers.by_plain(page),
        "enforced": lookers.by_viewer(page, purpose, walled=False, told=False),
        "with the wall": lookers.by_viewer(page, purpose, walled=True, told=False),
        "with the stored disclosure": lookers.by_viewer(page, purpose, walled=True, told=True),
    }


def _list_ways(ground: Ground, lookers: Lookers) -> dict[str, Way]:
    floor = ground.owner()
    floor.autocommit = False
    return {
        "product's own list, with the stored disclosure": lookers.by_viewer(
            _product("all"), "triage", walled=True, told=True
        ),
        "column rows, enforced": lookers.by_viewer(column_page, "triage", walled=False, told=False),
        "column rows, with the wall": lookers.by_viewer(column_page, "triage", walled=True, told=False),
        "column rows, with the stored disclosure": lookers.by_viewer(
            column_page, "triage", walled=True, told=True
        ),
        "SQL by hand": Way(lambda chance: _by_hand(floor, chance)),
    }


def _of_page(name: str, times: Times) -> Iterator[Figure]:
    plain = middle(times["plain ORM"])
    limits = {
        "enforced": 1.20 if name == "counts" else 1.10,
        "with the wall": 1.20,
        "with the stored disclosure": 1.30,
    }
    for way, limit in limits.items():
        yield Figure(f"{name}: {way} / plain ORM", middle(times[way]) / plain, limit)
    tenant_alone = middle(times["plain ORM, the tenant alone"])
    for way in limits:
        yield Figure(f"{name}: {way} / plain ORM, the tenant alone", middle(times[way]) / tenant_alone)
    if name == "list":
        rows = middle(times["column rows, enforced"])
        yield Figure("list: by column rows, enforced / plain ORM", rows / plain, 0.60)
        others = ("column rows, with the wall", "column rows, with the stored disclosure")
        for way in (*others, "product's own list, with the stored disclosure"):
            yield Figure(f"list: by {way} / plain ORM", middle(times[way]) / plain)
        by_hand = middle(times["SQL by hand"])
        yield Figure("list: plain ORM / SQL by hand, the floor", plain / by_hand)
        yield Figure("list: by column rows, enforced / SQL by hand, the floor", rows / by_hand)


def column_page(session: Any, chance: Chance, way: Guarded) -> None:
    """The page of `list_page`, by column rows."""
    columns = columns_of(session, Case, CaseRow)
    chosen = columns.select.add_columns(CaseParty.id, CaseParty.person_id, CaseParty.case_id, CaseParty.name)
    applicant = (CaseParty.case_id == Case.id) & (CaseParty.role == "applicant")
    rows = session.execute(open_cases(chosen.outerjoin(CaseParty, applicant), chance, way)).all()
    for case, row in zip(columns.rows(rows), rows, strict=True):
        _ = (case.number, case.state, case.headline, case.due_at, row.name)


def _by_hand(floor: psycopg.Connection, chance: Chance) -> None:
    floor.execute(_FLOOR, (chance.tenant, chance.due, uuid.UUID(int=0))).fetchall()
    floor.rollback()


def _cache(ground: Ground, lookers: Lookers) -> Iterator[Figure]:
    """How many compiled statements each further office adds."""
    pages = {
        name: lookers.by_viewer(page, _PURPOSE[name], walled=True, told=True) for name, page in PAGES.items()
    }
    with lookers.app.app_context():
        engine: Engine = db.engine
    held = []
    for tenants in (range(1, 11), range(11, 61)):
        for tenant in tenants:
            chance = _chance(ground, lookers, random.Random(tenant), tenant)
            for way in pages.values():
                with way.around():
                    way.run(chance)
        held.append(len(engine._compiled_cache))  # type: ignore[arg-type]  # typed as any mapping or None
    yield Figure("compiled statements added by each of 50 further offices", (held[1] - held[0]) / 50, 0.0)


def _sizes(ground: Ground, lookers: Lookers) -> Iterator[Figure]:
    """The biggest office beside the median one, the same page."""
    pages = {"list": list_page, "search": search_page, "counts": counts}
    runs = {name: lookers.by_viewer(page, "triage", walled=True, told=True) for name, page in pages.items()}
    runs |= {
        f"product's list, view “{view}”": lookers.by_viewer(_product(view), "triage", walled=True, told=True)
        for view in ("all", "units", "mine", "unassigned")
    }
    for name, way in runs.items():
        ways = {"median": _at(way, MEDIAN), "biggest": _at(way, 1)}
        both = [
            {t: _chance(ground, lookers, random.Random(n), t) for t in (1, MEDIAN)}
            for n in range(ROUNDS // 2)
        ]
        times = in_turn(ways, both)
        show(f"{name}: {ground.sizes[MEDIAN]:,} and {ground.sizes[1]:,} cases", times, "median")
        yield Figure(
            f"{name}: biggest / median office", middle(times["biggest"]) / middle(times["median"]), 2.0
        )


def _at(way: Way, tenant: int) -> Way:
    return Way(lambda both: way.run(both[tenant]), way.around)


def _product(view: str) -> Callable[..., None]:
    def page(session: Any, chance: Chance, way: Guarded) -> None:
        list_cases(session, Filters(view))

    return page


def _ledger(ground: Ground) -> Iterator[Figure]:
    """Seconds that checking a million entries takes."""
    begun = time.perf_counter()
    found = verify_ledgers(ground.settings)
    taken = time.perf_counter() - begun
    if any(verdict.wrong for verdict in found):
        raise SystemExit(f"The ledger does not hold: {[v.words for v in found if v.wrong][:3]}")
    entries = sum(verdict.entries for verdict in found)
    print(f"\n   {entries:,} entries of the ledger checked in {taken:.2f} s", flush=True)
    yield Figure("seconds to verify 1,000,000 ledger entries", taken * 1_000_000 / entries, 5.0)


def _chances(ground: Ground, lookers: Lookers, number: int) -> Iterator[Chance]:
    chance = random.Random(1)
    for _ in range(number):
        yield _chance(ground, lookers, chance, chance.randint(1, TENANTS))


def _chance(ground: Ground, lookers: Lookers, chance: random.Random, tenant: int) -> Chance:
    cases = ground.sizes[tenant]
    number = 10 * chance.randrange(max(1, cases // 10)) + 1  # neither sealed nor of somebody's relation
    who = Member(
        made_id("user", tenant, chance.randint(1, USERS)),
        frozenset(made_id("unit", tenant, n) for n in range(1, UNITS)),
    )
    viewers = {purpose: lookers.member(tenant, who, purpose) for purpose in set(_PURPOSE.values())}
    return Chance(
        tenant,
        who.id,
        made_id("case", tenant, number),
        f"+1555{chance.randrange(1, max(2, cases // 2)):07d}",
        _due(chance),
        viewers,
    )


def _due(chance: random.Random) -> datetime:
    return now() - timedelta(days=chance.randint(150, 300))


def made_id(kind: str, tenant: int, number: int) -> uuid.UUID:
    """The id that the filling gave this thing."""
    return uuid.UUID(f"{number:08x}{md5(f'{kind}{tenant} {number}'.encode()).hexdigest()[:24]}")
