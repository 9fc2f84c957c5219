"""What an office asks for and nobody reads, and what its duties may read and never do: from the ledger alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import Select, func, select

from casework.base.clock import now
from casework.base.values import Value
from casework.models import Case, LedgerEntry, Member
from casework.packs import Field, catalog
from casework.packs.rules import all_fields
from casework.services.looks.kinds import kind_of
from casework.services.looks.narrowing import Narrowing, without_classes, without_field
from casework.services.office import office_of
from casework.store.session import ViewerSession

READ = ("disclosed", "unsealed", "document.read")
WORK = frozenset(
    {"case.moved", "case.noted", "case.message_sent", "case.taken", "case.assigned", "document.added"}
    | {"payment.taken", "fees.asked", "party.linked", "waiver.proposed", "waiver.approved"}
)
NEEDED = frozenset({"open", "internal", "labelled"})
TIMES_NORM, FEWEST, MOST = 3, 10, 20


class Unread(Value):
    """A field that was asked for so many times and that nobody of the office read."""

    workflow: str
    field: str
    asked: int
    narrowing: Narrowing | None


class Unused(Value):
    """Classes that a duty may read for a purpose and nobody who carries it did."""

    duty: str
    purpose: str
    classes: tuple[str, ...]
    narrowing: Narrowing | None


class Heavy(Value):
    """A case that was opened far more often than is usual here; by whom that made no move in it."""

    number: str
    opened: int
    norm: float
    idle: str
    narrowing: Narrowing | None


class Minimisation(Value):
    """The whole report."""

    unread: tuple[Unread, ...]
    unused: tuple[Unused, ...]
    heavy: tuple[Heavy, ...]
    norm: float


def read_minimisation(session: ViewerSession, days: int) -> Minimisation:
    """The report over the last `days` days. Cases that the viewer does not see do not count."""
    since, kind = now() - timedelta(days=days), office_of(session).kind
    fields = {name: all_fields(catalog().workflow(name)) for name in kind.workflows}
    opened = _opened(session, since)
    norm = float(median(opened.values())) if opened else 0.0
    return Minimisation(
        unread=_unread(session, since, fields),
        unused=_unused(session, since, fields),
        heavy=_heavy(session, since, opened, norm),
        norm=norm,
    )


def _counted(since: datetime, *columns: object) -> Select[tuple[object, ...]]:
    """Entries in the window, grouped by these columns, with how many there are of each."""
    chosen = select(*columns, func.count().label("times")).join_from(  # type: ignore[call-overload]  # any columns
        LedgerEntry, Case, LedgerEntry.case_id == Case.id, isouter=True
    )
    grouped: Select[tuple[object, ...]] = chosen.where(LedgerEntry.at > since).group_by(*columns)
    return grouped


def _unread(
    session: ViewerSession, since: datetime, fields: Mapping[str, Mapping[str, Field]]
) -> tuple[Unread, ...]:
    asked: Counter[tuple[str, str]] = Counter()
    read: set[tuple[str, str]] = set()
    columns = (Case.workflow, LedgerEntry.act, LedgerEntry.about, LedgerEntry.fields, LedgerEntry.actor_kind)
    wanted = _counted(since, *columns).where(LedgerEntry.act.in_((*READ, "case.opened")))
    for row in session.execute(wanted):
        for name in row.fields:
            if row.workflow not in fields or name not in fields[row.workflow]:
                continue
            if row.act == "case.opened":
                asked[row.workflow, name] += row.times
            elif row.actor_kind != "applicant" and (row.about == "fact" or row.act == "document.read"):
                read.add((row.workflow, name))
    return tuple(
        Unread(flow, name, times, without_field(flow, name))
        for (flow, name), times in asked.most_common()
        if (flow, name) not in read
    )


def _unused(
    session: ViewerSession, since: datetime, fields: Mapping[str, Mapping[str, Field]]
) -> tuple[Unused, ...]:
    kind = office_of(session).kind
    duties = {
        row.id: kind.duties_of(row.titles)
        for row in session.execute(select(Member.id, Member.titles).where(Member.active.is_(True)))
    }
    used: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    columns = (
        *(Case.workflow, LedgerEntry.about, LedgerEntry.fields),
        *(LedgerEntry.actor_id, LedgerEntry.purpose),
    )
    wanted = _counted(since, *columns).where(LedgerEntry.act.in_(READ), LedgerEntry.actor_kind == "member")
    for row in session.execute(wanted):
        known = fields.get(row.workflow, {})
        shown = {kind_of(row.about or "fact", name, known) for name in row.fields} - {None}
        for duty in duties.get(row.actor_id, ()):
            used[duty, row.purpose] |= {one for one in shown if one is not None}
            if row.about in ("document", "message", "letter"):
                used[duty, row.purpose] |= {"matter"}
    carried = frozenset().union(*duties.values())
    return tuple(
        Unused(duty, code, tuple(sorted(idle)), without_classes(kind.name, code, duty, idle))
        for code, purpose in kind.purposes.items()
        for duty, classes in purpose.opens.items()
        if duty in carried and (idle := classes - used[duty, code] - NEEDED)
    )


def _opened(session: ViewerSession, since: datetime) -> dict[UUID, int]:
    """How often each case was opened by members: every page of it shows its headline."""
    counted = (
        select(LedgerEntry.case_id, func.count().label("times"))
        .join(Case, Case.id == LedgerEntry.case_id)
        .where(LedgerEntry.at > since, LedgerEntry.about == "case", LedgerEntry.actor_kind == "member")
        .group_by(LedgerEntry.case_id)
    )
    return {row.case_id: row.times for row in session.execute(counted)}


def _heavy(
    session: ViewerSession, since: datetime, opened: Mapping[UUID, int], norm: float
) -> tuple[Heavy, ...]:
    far = [case for case, times in opened.items() if times >= FEWEST and times > TIMES_NORM * norm]
    chosen = sorted(far, key=lambda case: opened[case], reverse=True)[:MOST]
    if not chosen:
        return ()
    numbers = {
        row.id: row
        for row in session.execute(select(Case.id, Case.number, Case.purpose).where(Case.id.in_(chosen)))
    }
    idle = _idle(session, since, chosen)
    name = office_of(session).kind.name
    return tuple(
        Heavy(
            numbers[case].number,
            opened[case],
            norm,
            idle.get(case, ""),
            without_classes(name, numbers[case].purpose, idle[case], _EVERYTHING) if case in idle else None,
        )
        for case in chosen
        if case in numbers
    )


_EVERYTHING = (
    "matter",
    "internal",
    "contact",
    "identity",
    "location",
    "financial",
    "asset",
    "special",
    "sealed",
)


def _idle(session: ViewerSession, since: datetime, cases: list[UUID]) -> dict[UUID, str]:
    """For each case a duty that only looked: carried by somebody who looked, and by nobody who made a move."""
    kind = office_of(session).kind
    looked: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    moved: defaultdict[UUID, set[str]] = defaultdict(set)
    wanted = _counted(since, LedgerEntry.case_id, LedgerEntry.actor_id, LedgerEntry.act).where(
        LedgerEntry.case_id.in_(cases), LedgerEntry.actor_kind == "member"
    )
    titles = {row.id: row.titles for row in session.execute(select(Member.id, Member.titles))}
    purposes = {
        row.id: row.purpose
        for row in session.execute(select(Case.id, Case.purpose).where(Case.id.in_(cases)))
    }
    for row in session.execute(wanted):
        held = kind.duties_of(titles.get(row.actor_id, ())) & set(kind.purposes[purposes[row.case_id]].opens)
        if row.act in READ:
            looked[row.case_id].update({duty: row.times for duty in held})
        elif row.act in WORK:
            moved[row.case_id] |= held
    found = {}
    for case, duties in looked.items():
        only = [(times, duty) for duty, times in duties.items() if duty not in moved[case]]
        if only:
            found[case] = max(only)[1]
    return found
