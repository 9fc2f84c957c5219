"""A charity with a million gifts: the donor's page and the list of lapsed donors beside the same rows by bare SQL;
and what it takes to print year-end statements, in time and memory.

`BENCH_GIFTS` and `BENCH_STATEMENTS` set the sizes; `SIZE=full` prints 10,000 statements. A list over all donors reads
all gifts, in whichever way.
"""

from __future__ import annotations

import os
import random
import resource
import time
import uuid
from datetime import date
from uuid import UUID

import psycopg

from casework.domain.donor_rules import SHIPPED
from casework.jobs.statements import SECONDS
from casework.models import StatementRun
from casework.services.donors.find_donors import find_donors
from casework.services.donors.whole_donor import whole_donor
from casework.services.office import Office
from casework.services.statements.start_run import start_run
from casework.services.statements.work_run import work_piece
from casework.services.typesetting.typeset import stop_typesetting
from casework.store.session import ViewerSession
from tests.benchmarks.filling_giving import EACH, fill_office
from tests.benchmarks.ground import MILLION, Ground
from tests.benchmarks.lookers import Lookers, Member
from tests.benchmarks.timing import Figure, Way, in_turn, middle, show

ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 60)
GIFTS = int(os.environ.get("BENCH_GIFTS") or MILLION)
STATEMENTS = int(os.environ.get("BENCH_STATEMENTS") or (10_000 if os.environ.get("SIZE") == "full" else 500))
LARGE, PAPERS = 1301, 1302
KEEPER = Member(uuid.UUID(int=1301), frozenset(), ("donor_manager", "finance_officer"))
TODAY = date.today()
PAGE_LIMIT, LIST_LIMIT, PAPER_LIMIT = 20.0, 4.0, 400.0
"""How many times as long as the bare statements; of a paper, milliseconds. A bare look at what the page shows
takes some milliseconds: most
of what is above it is the planning of each statement with its rules, for the viewer who asks."""

_BARE = {
    "the donor": """select id, name, language, kind, anonymous, merged_into from person
        where tenant_id = %(t)s and id = %(one)s""",
    "gifts": """select g.id, g.number, g.amount, g.currency, g.received_on, g.method, g.status, f.name, p.left, r.number
        from gift g join fund f on f.tenant_id = g.tenant_id and f.id = g.fund_id
        left join lateral (select -sum(amount) as left from posting
            where tenant_id = g.tenant_id and gift_id = g.id and account = 'fund') p on true
        left join receipt r on r.tenant_id = g.tenant_id and r.gift_id = g.id and r.kind = 'receipt'
        where g.tenant_id = %(t)s and g.donor_id = %(one)s order by g.received_on desc, g.id desc""",
    "levels": "select code, name, minimum, months from giving_level where tenant_id = %(t)s and valid_to is null",
    "contacts": """select id, kind, value, since, until, preferred from contact_point
        where tenant_id = %(t)s and person_id = %(one)s order by since desc""",
    "wishes": """select id, channel, topic, allowed, basis, said_on from contact_choice
        where tenant_id = %(t)s and person_id = %(one)s order by said_on desc""",
    "cases": """select c.id, c.number, c.state, p.role, c.opened_at, c.closed_at from case_party p
        join "case" c on c.tenant_id = p.tenant_id and c.id = p.case_id
        where p.tenant_id = %(t)s and p.person_id = %(one)s order by c.opened_at desc""",
    "pledges": """select id, number, kind, amount, currency, status, starts_on from pledge
        where tenant_id = %(t)s and donor_id = %(one)s order by id desc""",
    "tasks": """select id, plan, what, due_on, done_on from donor_task
        where tenant_id = %(t)s and donor_id = %(one)s and stopped_on is null order by due_on""",
    "household": """select h.name, q.id, q.name from household_member m
        join household h on h.tenant_id = m.tenant_id and h.id = m.household_id
        join household_member o on o.tenant_id = m.tenant_id and o.household_id = m.household_id and o.until is null
        join person q on q.tenant_id = o.tenant_id and q.id = o.person_id
        where m.tenant_id = %(t)s and m.person_id = %(one)s and m.until is null""",
    "credits": """select currency, sum(amount) from soft_credit
        where tenant_id = %(t)s and person_id = %(one)s group by currency""",
}
"""What the donor's page shows, asked by hand: one statement for each thing, without a viewer, a ledger or records that
became one."""
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
        with ground.superuser() as root:
            took = fill_office(root, LARGE, GIFTS, 6 * 365)
            print(f"   {GIFTS:,} gifts ({took:.0f} s to fill)", flush=True)
            fill_office(root, PAPERS, STATEMENTS * EACH, 300)
            _forget_papers(root)
        with ground.owner() as owner:
            donors = owner.execute("select id from person where tenant_id = %s", [LARGE]).fetchall()
            times = in_turn(_ways(lookers, owner, [row[0] for row in donors]), range(ROUNDS))
        show(f"{GIFTS:,} gifts, {ROUNDS} rounds", times, "donor, bare SQL")
        page = middle(times["donor"]) / middle(times["donor, bare SQL"])
        lapsed = middle(times["LYBUNT"]) / middle(times["LYBUNT, bare SQL"])
        return [
            Figure("giving, donor’s page to bare SQL of the same rows", page, PAGE_LIMIT),
            Figure("giving, LYBUNT to bare SQL", lapsed, LIST_LIMIT),
            *_statements(lookers),
        ]
    finally:
        stop_typesetting()
        lookers.close()


def _ways(lookers: Lookers, owner: psycopg.Connection, donors: list[uuid.UUID]) -> dict[str, Way]:
    year = {"t": LARGE, "this": date(TODAY.year, 1, 1), "last": date(TODAY.year - 1, 1, 1)}

    def donor(session: ViewerSession, seed: int) -> None:
        whole_donor(session, random.Random(seed).choice(donors))

    def bare(seed: int) -> None:
        told = {"t": LARGE, "one": random.Random(seed).choice(donors)}
        for asked in _BARE.values():
            owner.execute(asked, told).fetchall()

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


def _statements(lookers: Lookers) -> list[Figure]:
    """What a paper takes, one worker, each piece committed; and whether memory grows with their number."""
    office, early, begun = lookers.office(PAPERS), 0, time.monotonic()
    with lookers.app.app_context():
        with office.open(office.system("make_statements")) as session:
            run_id, total = (run := start_run(session, TODAY.year)).id, run.total
            session.commit()
        more = True
        while more:
            more, made = _turn(office, run_id)
            early = early if 10 * made > total and early else _peak()
            print(f"   {made:,} of {total:,}, {time.monotonic() - begun:.0f} s, {_peak()} MB", flush=True)
    took = time.monotonic() - begun
    return [
        Figure("giving, milliseconds for a year-end statement", 1000 * took / made, PAPER_LIMIT),
        Figure("giving, memory for all statements to that for a tenth", _peak() / max(early, 1), 1.25),
    ]


def _turn(office: Office, run_id: UUID) -> tuple[bool, int]:
    """One turn of the worker, which opens a session for each: whether there is more, and how many are made by then."""
    until = time.monotonic() + SECONDS
    with office.open(office.system("make_statements")) as session:
        while (more := work_piece(session, run_id)) and time.monotonic() < until:
            session.commit()
        made = session.get_one(StatementRun, (PAPERS, run_id)).made
        session.commit()
        return more, made


def _peak() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _forget_papers(root: psycopg.Connection) -> None:
    """The statements of the time before: nothing would be printed again."""
    with root.transaction():
        root.execute("set local session_replication_role = replica")
        for table in ("giving_statement", "statement_run"):
            root.execute(f"delete from {table} where tenant_id = %s", [PAPERS])
