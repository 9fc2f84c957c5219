"""When the clocks of a case have something to do next, and what they have told already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from casework.domain.deadlines import Deadline
from casework.packs import Workflow
from casework.services.deadlines.happened import AT_RISK, BREACHED, ESCALATED, REMINDED, Happened
from casework.services.deadlines.running import Leg, Running

Mark = tuple[str, str, str, str]
"""What was told of which clock, of its promise or the law, and of which due day: known again by all four."""
_JUST_AFTER = timedelta(seconds=1)
_OF_THE_LATE = (BREACHED, ESCALATED)


def mark_of(kind: str, one: Running, leg: Leg, line: Deadline) -> Mark:
    """How a thing that is told is known again: another due day is another thing."""
    return kind, one.clock.name, leg, line.due_on.isoformat()


def marks_told(happened: Sequence[Happened]) -> set[Mark]:
    """What clocks have told already."""
    return {
        (one.kind, str(one.detail.get("clock")), one.detail.get("leg", "promise"), str(one.detail.get("due")))
        for one in happened
        if one.kind in (REMINDED, AT_RISK, *_OF_THE_LATE)
    }


def to_tell(one: Running, at: datetime) -> Iterator[tuple[str, Leg, Deadline]]:
    """What a clock has to tell by now. What is late already is not called near."""
    for kind, leg, line, since in _tellings(one):
        if since <= at and line.late == (kind in _OF_THE_LATE):
            yield kind, leg, line


def next_look(
    clocks: Sequence[Running], workflow: Workflow, state: str, happened: Sequence[Happened]
) -> datetime | None:
    """When a clock of a case in `state` has something to do next; it may be past."""
    told = marks_told(happened)
    moments = (moment for one in clocks for moment in _moments(one, workflow, state, told))
    return min(moments, default=None)


def _moments(one: Running, workflow: Workflow, state: str, told: set[Mark]) -> Iterator[datetime]:
    for kind, leg, line, since in _tellings(one):
        if mark_of(kind, one, leg, line) not in told and (kind in _OF_THE_LATE or not line.late):
            yield since
    then, line = one.clock.then, one.deadline
    if then and not (line.ended or line.projected) and state in workflow.move(then).sources:
        yield line.due_at + _JUST_AFTER


def _tellings(one: Running) -> Iterator[tuple[str, Leg, Deadline, datetime]]:
    """What a clock tells as it stands, and from when on. The applicant's own is only reminded of."""
    for leg, line in one.running():
        if not one.clock.by_applicant:
            yield AT_RISK, leg, line, line.risk_at
            yield BREACHED, leg, line, line.due_at + _JUST_AFTER
            yield ESCALATED, leg, line, _a_day_later(line)
        elif leg == "promise" and one.clock.remind is not None:
            first = line.due_on - timedelta(days=one.clock.remind + 1)
            yield REMINDED, leg, line, line.counting.calendar.end_of(first)


def _a_day_later(line: Deadline) -> datetime:
    """The end of the first working day after the one on which it was due."""
    calendar = line.counting.calendar
    return calendar.closing_of(calendar.add_working_days(line.due_on, 1))
