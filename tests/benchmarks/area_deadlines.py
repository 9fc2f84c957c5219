"""What it costs to count the deadlines of all open cases of an office anew, as after a holiday that comes late.

`BENCH_OPEN` says how many open cases (100,000 if nothing is said). They are an office of their own, made before and
taken away after. Half of them were paused and went on, a tenth stands.
"""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg

from casework.base.clock import now, today
from casework.models.identity import Tenant
from casework.packs import catalog
from casework.services.deadlines.change_calendar import change_calendar
from casework.services.deadlines.recount import recount_some
from casework.services.office import Office
from casework.services.tenants.find_tenant import tenant_facts
from casework.store.identity import identity_session
from tests.benchmarks.ground import Ground
from tests.benchmarks.lookers import Lookers, Member
from tests.benchmarks.timing import Figure

OPEN = int(os.environ.get("BENCH_OPEN") or 100_000)
OFFICE = 9_001
ZONE = "America/Los_Angeles"
_TABLES = ("case_event", '"case"', "pack_version", "time_rule")
_OFFICE = """
    insert into identity.tenant (id, slug, name, kind, languages, timezone, currency, country)
        overriding system value values (%(t)s, 'deadlines', 'Deadlines', 'council', '{en}', %(zone)s, 'USD', 'US');
    insert into pack_version (tenant_id, id, name, version, digest, document, installed_at)
        values (%(t)s, %(pack)s, %(flow)s, %(version)s, %(digest)s, %(document)s, now());
    insert into "case" (tenant_id, id, number, workflow, pack_id, state, purpose, headline, channel, language, sealed,
            opened_at, state_since, version)
        select %(t)s, md5('deadline ' || g)::uuid, 'D-' || g, %(flow)s, %(pack)s,
            case when g %% 10 = 0 then 'waiting_citizen' else 'in_progress' end, 'request_handling', 'Pothole', 'web',
            'en', false, opened, opened, 1
        from (select g, now() - mod(g * 6151, 43200) * interval '1 minute' as opened
            from generate_series(1, %(n)s) g) made;
    insert into case_event (tenant_id, id, case_id, seq, kind, at, actor_kind, to_state, public, detail)
        select %(t)s, md5('event ' || g || ' ' || k)::uuid, md5('deadline ' || g)::uuid, k + 1,
            case when k = 0 then 'opened' else 'moved' end,
            now() - mod(g * 6151, 43200) * interval '1 minute' + k * interval '26 hours', 'member', state, true, '{}'
        from generate_series(1, %(n)s) g cross join
            (values (0, 'new'), (1, 'in_progress'), (2, 'waiting_citizen'), (3, 'in_progress')) as way (k, state)
        where k < 2 or g %% 2 = 0 and (k = 2 or g %% 10 <> 0);
    analyze "case"; analyze case_event
"""


def measure(ground: Ground) -> list[Figure]:
    """Seconds, and what one case costs."""
    looker = Lookers(ground.settings)
    try:
        with ground.superuser() as owner:
            _clear(owner)
            _fill(owner)
        with looker.app.app_context():
            office = _office()
            first = _through(office)
            with office.open(
                office.member(Member(uuid4(), frozenset(), ("administrator",)), "administration")
            ) as s:
                soon = today(ZONE) + timedelta(days=3)
                told = {"act": "close", "name": "Storm", "day-year": soon.year, "day-month": soon.month}
                typed = {name: str(value) for name, value in {**told, "day-day": soon.day}.items()}
                change_calendar(s, typed, seen=0, reason="Storm")
                s.commit()
            moved, again = _through(office), _through(office)
        with ground.superuser() as owner:
            print(f"   {_moved(owner):,} of {OPEN:,} open cases were moved by the day off", flush=True)
            _clear(owner)
    finally:
        looker.close()
    return [
        Figure(f"counting {OPEN:,} open cases for the first time, s", first),
        Figure(f"counting {OPEN:,} anew after a day off, s", moved),
        Figure("a second count, which changes nothing, to that", again / moved, 1.5),
        Figure("milliseconds for one case after a day off", moved / OPEN * 1000, 5.0),
    ]


def _through(office: Office) -> float:
    """What the job does, batch after batch; seconds."""
    begun, last = time.perf_counter(), None
    while True:
        with office.open(office.system("recount_deadlines")) as session:
            last = recount_some(session, last)
            session.commit()
        if last is None:
            return time.perf_counter() - begun


def _office() -> Office:
    with identity_session() as session:
        return Office.of(tenant_facts(session.get_one(Tenant, OFFICE)))


def _fill(owner: psycopg.Connection) -> None:
    flow = catalog().workflow("constituent_request")
    told = {
        **{
            "t": OFFICE,
            "n": OPEN,
            "zone": ZONE,
            "pack": UUID(int=1),
            "flow": flow.name,
            "version": flow.version,
        },
        **{"digest": flow.digest, "document": json.dumps(flow.to_document())},
    }
    begun = now()
    for order in _OFFICE.split(";\n"):
        owner.execute(order, told if "%(" in order else None)
    print(f"   made {OPEN:,} open cases in {(now() - begun).total_seconds():.0f} s", flush=True)


def _moved(owner: psycopg.Connection) -> int:
    row = owner.execute(
        "select count(distinct case_id) from case_event where tenant_id = %s and kind = 'recounted'"
        " and (detail ->> 'calendar')::int = 1",
        [OFFICE],
    ).fetchone()
    return row[0] if row else 0


def _clear(owner: psycopg.Connection) -> None:
    for table in _TABLES:
        owner.execute(f"delete from {table} where tenant_id = %s", [OFFICE])
    owner.execute("delete from queue.procrastinate_jobs where args ->> 'tenant' = %s", [str(OFFICE)])
    owner.execute("delete from identity.tenant where id = %s", [OFFICE])
