"""When a case is due: worked out from its events and the office's calendar, never counted up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from casework.base.clock import now
from casework.domain.calendars import BusinessCalendar, HolidayTable, national_holidays
from casework.domain.deadlines import Deadline, Event, Term, deadline
from casework.models import Case, CaseEvent
from casework.packs import Calendar, Clock, Workflow
from casework.services.office import Office, office_of
from casework.store.session import ViewerSession

OPENED = "opened"
Entered = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Running:
    """A clock of a case and where it stands."""

    clock: Clock
    deadline: Deadline


def clocks_of(
    session: ViewerSession, case: Case, workflow: Workflow, *, entered: Sequence[Entered] | None = None
) -> list[Running]:
    """The clocks of a case that have started, as they stand now, with their working day by day.

    `entered`: the states it entered, in order, where the caller has read its events already.
    """
    if not workflow.clocks:
        return []
    if entered is None:
        entered = _entered(session, case)
    calendar = calendar_of(office_of(session))
    found = []
    for clock in workflow.clocks:
        term = Term(clock.days, "working" if clock.count == "working" else "calendar")
        state = deadline(term, _events(clock, workflow, entered), calendar, now())
        if state is not None:
            found.append(Running(clock, state))
    return found


def _entered(session: ViewerSession, case: Case) -> list[Entered]:
    rows = session.execute(
        select(CaseEvent.at, CaseEvent.to_state)
        .where(CaseEvent.case_id == case.id, CaseEvent.to_state.is_not(None))
        .order_by(CaseEvent.seq)
    )
    return [(at, state) for at, state in rows if state]


def next_due(session: ViewerSession, case: Case, workflow: Workflow) -> datetime | None:
    """The earliest instant at which a running clock ends; None while none runs."""
    running = (
        r.deadline for r in clocks_of(session, case, workflow) if not (r.deadline.met or r.deadline.projected)
    )
    return min((line.due_at for line in running), default=None)


def calendar_of(office: Office) -> BusinessCalendar:
    """The office's working days and hours, in its own time zone."""
    return _calendar(office.kind.calendar, office.tenant.timezone)


@lru_cache(maxsize=256)
def _calendar(declared: Calendar, timezone: str) -> BusinessCalendar:
    window = (_minutes(declared.opens), _minutes(declared.closes))
    return BusinessCalendar(
        tz=timezone,
        weekly={day: (window,) for day in declared.weekdays},
        holidays=HolidayTable(national=(national_holidays(declared.country, declared.part),)),
    )


def _minutes(wall: str) -> int:
    hours, minutes = wall.split(":")
    return int(hours) * 60 + int(minutes)


def _events(clock: Clock, workflow: Workflow, entered: Sequence[Entered]) -> list[Event]:
    """What a clock saw: it starts with the case or with a state, stands in pausing states, ends with final ones.

    A clock that a state starts runs in that state, whatever other clocks do there.
    """
    events: list[Event] = []
    paused = False
    for position, (at, name) in enumerate(entered):
        state = workflow.state(name)
        if name == clock.starts or (clock.starts == OPENED and position == 0):
            events.append(Event(at, "start"))
            paused = False
        if state.final or name in clock.stops:
            events.append(Event(at, "stop"))
        elif name != clock.starts and (state.clock == "pause") != paused:
            paused = not paused
            events.append(Event(at, "pause" if paused else "resume"))
    return events
