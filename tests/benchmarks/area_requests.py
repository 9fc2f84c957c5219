"""The public list of an office with a million requests: pages, filters, the map, what may be the same, one by number.

Each as a visitor, with the wall, beside the same at an office a hundredth its size. `BENCH_REQUESTS` makes it smaller.
"""

from __future__ import annotations

import os
import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import psycopg

from casework.packs import catalog
from casework.services.cases.case_order import Cursor
from casework.services.requests.public_list import Wish, public_points, public_request, public_requests
from casework.services.requests.same_requests import same_requests
from casework.store.session import ViewerSession
from tests.benchmarks.ground import MILLION, Ground
from tests.benchmarks.lookers import Lookers
from tests.benchmarks.timing import Figure, Way, in_turn, middle, show

ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 200)
REQUESTS = int(os.environ.get("BENCH_REQUESTS") or MILLION)
LARGE, SMALL = 1201, 1202
FLOW = "constituent_request"
CATEGORIES = ("pothole", "streetlight", "graffiti", "missed_collection", "dumping", "tree", "water", "other")
SOUTH, WEST, ACROSS = 43.0, -88.2, 0.25
BEGAN = datetime(2021, 1, 1, tzinfo=UTC)
_ZERO = uuid.UUID(int=0)
LIMIT = 2.0
"""How much longer a page of the large office may take: an index is some levels deeper, and nothing else."""

_ID = "(lpad(to_hex(g), 8, '0') || substr(md5('{kind}' || %(t)s || ' ' || g), 1, 24))::uuid"
_OFFICE = """
    insert into identity.tenant (id, slug, name, kind, languages, timezone, currency, country)
        overriding system value values (%(t)s, 'town-' || %(t)s, 'Town ' || %(t)s, 'council', '{en}',
            'America/Chicago', 'USD', 'US');
    insert into pack_version (tenant_id, id, name, version, digest, document, installed_at)
        values (%(t)s, gen_random_uuid(), %(flow)s, 2, 'bench', '{}', now())
"""
_REQUESTS = f"""
    insert into "case" (tenant_id, id, number, workflow, pack_id, state, purpose, headline, channel, language, sealed,
            opened_at, state_since, version)
        select %(t)s, {_ID.format(kind="ask")}, 'R-' || g, %(flow)s,
            (select id from pack_version where tenant_id = %(t)s), 'closed', 'request_handling', '', 'web', 'en', false,
            %(began)s, %(began)s, 1 from generate_series(1, %(n)s) g;
    insert into public_request (tenant_id, id, case_id, number, workflow, category, area, state, opened_at, changed_at,
            closed_at, published, lat, lon, place, answers, reports)
        select %(t)s, {_ID.format(kind="face")}, {_ID.format(kind="ask")}, 'R-' || g, %(flow)s,
            (%(categories)s::text[])[1 + g %% 8], 'a' || g %% 12,
            case when g %% 9 = 0 then 'in_progress' else 'closed' end,
            %(began)s + g * (interval '5 years' / %(n)s), %(began)s + g * (interval '5 years' / %(n)s),
            case when g %% 9 > 0 then %(began)s + g * (interval '5 years' / %(n)s) + interval '9 days' end,
            g %% 20 > 0, {SOUTH} + {ACROSS} * mod(g * 7919::bigint, 1000003) / 1000003.0,
            {WEST} + {ACROSS} * mod(g * 104729::bigint, 1000003) / 1000003.0, 'Street ' || g %% 900, '{{}}', 1
        from generate_series(1, %(n)s) g
"""
Ask = Callable[[ViewerSession, random.Random], object]


def measure(ground: Ground) -> list[Figure]:
    """Every question at both offices."""
    lookers = Lookers(ground.settings)
    try:
        told: dict[int, dict[str, float]] = {}
        for tenant, requests in ((LARGE, REQUESTS), (SMALL, max(200, REQUESTS // 100))):
            with ground.owner() as owner:
                print(
                    f"   {requests:,} requests ({_fill(owner, tenant, requests):.0f} s to fill)", flush=True
                )
            told[tenant] = _asked(lookers, tenant, requests)
        return list(_figures(told))
    finally:
        lookers.close()


def _figures(told: dict[int, dict[str, float]]) -> Iterator[Figure]:
    for name, taken in told[LARGE].items():
        # The map and what may be the same look at as much as lies there, which is more in the larger office.
        limit = None if name in ("on the map", "may be the same") else LIMIT
        yield Figure(f"requests, {name}: a hundred times the office", taken / told[SMALL][name], limit)


def _asked(lookers: Lookers, tenant: int, requests: int) -> dict[str, float]:
    questions = _questions(requests)
    ways = {
        name: Way(lambda seed, ask=ask: _look(lookers, tenant, ask, seed), lambda: _in_app(lookers))
        for name, ask in questions.items()
    }
    times = in_turn(ways, range(ROUNDS))
    show(f"{requests:,} requests, {ROUNDS} rounds", times, "newest page")
    return {name: middle(taken) for name, taken in times.items()}


def _questions(requests: int) -> dict[str, Ask]:
    flow = catalog().workflow(FLOW)

    def deep(session: ViewerSession, chance: random.Random) -> object:
        at = BEGAN + timedelta(days=chance.randrange(200, 1800))
        return public_requests(session, Wish(), most=25, after=Cursor(at, _ZERO))

    def around(session: ViewerSession, chance: random.Random) -> object:
        south, west = SOUTH + ACROSS * chance.random() * 0.9, WEST + ACROSS * chance.random() * 0.9
        return public_points(session, Wish(box=(south, west, south + 0.01, west + 0.01)))

    def same(session: ViewerSession, chance: random.Random) -> object:
        place = {
            "lat": SOUTH + ACROSS * chance.random(),
            "lon": WEST + ACROSS * chance.random(),
            "text": "Street 4",
        }
        return same_requests(session, flow, {"category": "pothole", "place": place, "description": "A hole"})

    return {
        "newest page": lambda session, _: public_requests(session, Wish(), most=25),
        "a page long ago": deep,
        "of a category": lambda session, c: public_requests(session, Wish((c.choice(CATEGORIES),)), most=25),
        "open ones": lambda session, _: public_requests(session, Wish(status="open"), most=25),
        "one by number": lambda session, c: public_request(
            session, f"R-{1 + 20 * c.randrange(requests // 20)}"
        ),
        "on the map": around,
        "may be the same": same,
    }


def _look(lookers: Lookers, tenant: int, ask: Ask, seed: int) -> None:
    office = lookers.office(tenant)
    with office.open(office.visitor()) as session:
        ask(session, random.Random(seed))
        session.commit()


def _fill(owner: psycopg.Connection, tenant: int, requests: int) -> float:
    """Fill one office with so many requests, unless they are there. The seconds it took."""
    begun = time.monotonic()
    if owner.execute("select 1 from identity.tenant where id = %s", [tenant]).fetchone():
        return 0.0
    told = {"t": tenant, "n": requests, "flow": FLOW, "began": BEGAN, "categories": list(CATEGORIES)}
    with owner.transaction():
        for order in f"{_OFFICE};{_REQUESTS}".split(";\n"):
            if "into public_request" in order:
                owner.execute("alter table public_request disable trigger name_agency")
            owner.execute(order, told)
        owner.execute("alter table public_request enable trigger name_agency")
    owner.execute('vacuum analyze "case", public_request')
    return time.monotonic() - begun


def _in_app(lookers: Lookers) -> AbstractContextManager[None]:
    return lookers.app.app_context()  # type: ignore[return-value]  # Flask's context manager yields itself
