"""The clocks of a case as they stand: what was promised, and what the law allows at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from casework.base.values import Value
from casework.domain.calendars import BusinessCalendar
from casework.domain.deadlines import Deadline, deadline
from casework.domain.terms import Event
from casework.packs import Clock, Workflow
from casework.packs.law import LawfulClock, under_law
from casework.services.deadlines.agreed import Agreed
from casework.services.deadlines.clock_events import OPENED, legal_events, promise_events
from casework.services.deadlines.happened import Happened
from casework.services.deadlines.promise import standing_of, term_of
from casework.services.deadlines.time_rules import TimeRules

Leg = Literal["promise", "law"]


class Running(Value):
    """A clock of a case and where it stands: what was promised, and what the law allows at most where it says so.

    `agreed`: the agreement that promised it, where that is the stricter norm.
    """

    clock: Clock
    deadline: Deadline
    legal: Deadline | None = None
    agreed: Agreed | None = None

    @property
    def extended(self) -> Deadline:
        """What an extension makes longer: the law's own time where an agreement stands beside that."""
        return self.legal if self.legal is not None and self.clock.legal is None else self.deadline

    @property
    def legal_source(self) -> str:
        """The law that `legal` is counted by."""
        return self.clock.legal.source if self.clock.legal is not None else self.clock.source

    def legs(self) -> Iterator[tuple[Leg, Deadline]]:
        """What was promised, then the law."""
        yield "promise", self.deadline
        if self.legal is not None:
            yield "law", self.legal

    def running(self) -> Iterator[tuple[Leg, Deadline]]:
        """Of those, what has neither ended nor stands."""
        return ((leg, line) for leg, line in self.legs() if not (line.ended or line.projected))

    @property
    def due_at(self) -> datetime | None:
        """When the first of both ends; None while neither runs."""
        return min((line.due_at for _, line in self.running()), default=None)


def running_clocks(
    workflow: Workflow, happened: Sequence[Happened], rules: TimeRules, at: datetime
) -> list[Running]:
    """The clocks that have started, as they stand at an instant."""
    if not happened:
        return []
    standing, office, found = standing_of(happened), rules.calendar.calendar, []
    for declared in workflow.clocks:
        clock = under_law(declared, rules.law_of(standing.law), office.local_day(standing.begun_at))
        term = term_of(clock, workflow, standing, rules)
        calendar = rules.lawful_calendar(clock.holidays) if isinstance(clock, LawfulClock) else office
        events = promise_events(clock, workflow, happened)
        promised = deadline(term, events, calendar, at)
        if promised is None:
            continue
        legal = None
        if clock.legal is not None:
            legal = deadline(clock.legal.term, legal_events(clock, workflow, happened), calendar, at)
        stricter = _stricter(standing.agreed, clock, promised, events, office)
        if stricter is not None and isinstance(clock, LawfulClock):
            # What was agreed is a promise; what everybody has a right to by law goes on beside it.
            legal = promised
        found.append(Running(clock, stricter or promised, legal, standing.agreed if stricter else None))
    return found


def _stricter(
    agreed: Agreed | None, clock: Clock, promised: Deadline, events: Sequence[Event], office: BusinessCalendar
) -> Deadline | None:
    """Where an agreement puts the deadline, if that is earlier. Its hours are the office's own."""
    term = agreed.term(clock) if agreed else None
    if term is None:
        return None
    mine = deadline(term, _without_extensions(events), office, promised.counting.at)
    return mine if mine is not None and mine.due_at < promised.due_at else None


def _without_extensions(events: Sequence[Event]) -> list[Event]:
    """The office can't give itself more time than it agreed to."""
    return [event for event in events if event.what != "extend"]


def next_risk(clocks: Sequence[Running]) -> datetime | None:
    """From when on what is due first is at risk; None while nothing runs."""
    lines = [line for one in clocks for _, line in one.running()]
    first = min(lines, key=lambda line: line.due_at, default=None)
    return first.risk_at if first else None


def first_due(clocks: Sequence[Running]) -> Running | None:
    """The clock that ends first; None while none runs."""
    ends = [(at, one) for one in clocks if (at := one.due_at) is not None]
    return min(ends, key=lambda end: end[0])[1] if ends else None


def next_due(clocks: Sequence[Running]) -> datetime | None:
    """The earliest instant at which a running clock ends; None while none runs."""
    first = first_due(clocks)
    return first.due_at if first else None


def decided_by(clocks: Sequence[Running]) -> Running | None:
    """The clock that says by when all of it is done or decided, which is what an applicant asks for.

    The one that measures it; once that has ended, or where none does, the next promise of ours that runs.
    """
    ours = [one for one in clocks if not one.clock.by_applicant]
    first = [one for one in ours if one.clock.starts == OPENED]
    wanted = [one for one in first if one.clock.measures == "resolution"] + first + ours
    return next((one for one in wanted if not one.deadline.ended), None)


def planned(clocks: Sequence[Running]) -> datetime | None:
    """By when all of it is done or decided; None while that clock stands or has ended."""
    chosen = decided_by(clocks)
    return chosen.due_at if chosen else None


def day_moved(before: Sequence[Running], after: Sequence[Running]) -> tuple[datetime | None, datetime | None]:
    """What is due first, as it was and as it is; where that stays, by when all of it is done."""
    first = next_due(before), next_due(after)
    return first if first[0] != first[1] else (planned(before), planned(after))
