"""Time rules of the demo: an office that closes for a day of its own, and promises its partners more."""

from __future__ import annotations

from datetime import timedelta

from casework.services.deadlines.change_calendar import change_calendar
from casework.services.deadlines.change_promises import change_promises
from casework.services.deadlines.time_rules import time_rules
from casework.services.demo.cases import Stage

_AHEAD = timedelta(days=8)


def add_time_rules(stage: Stage) -> None:
    """A day off next week and one level of service; nothing where the office has rules of its own already."""
    viewer = stage.office.member(stage.staff["admin"], "administration")
    with stage.office.open(viewer) as session:
        rules = time_rules(session)
        if rules.calendar.number or rules.promises:
            return
        off = rules.calendar.calendar.next_working(stage.day + _AHEAD)
        boxes = {"day-day": str(off.day), "day-month": str(off.month), "day-year": str(off.year)}
        closed = {"act": "close", "name": "Staff training", **boxes}
        change_calendar(session, closed, seen=0, reason="The whole office learns the new system")
        promise = {
            "key": "constituent_request.resolve",
            "level": "Partners",
            "amount": "5",
            "count": "working",
            "seen": "0",
            "reason": "Agreement with the schools of the city",
        }
        change_promises(session, promise)
        session.commit()
