"""Time rules of the demo: an office that closes for a day of its own, and promises its partners more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from casework.models import Person
from casework.services.agreements.make_agreement import NewAgreement, make_agreement
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
    with stage.office.open(stage.office.member(stage.staff["lead"], "triage")) as session:
        school = session.scalars(select(Person.id).order_by(Person.id).limit(1)).one_or_none()
        if school is not None:
            since = stage.day - timedelta(days=60)
            told = {"level": "Partners", "first_hours": "4", "done_hours": "24"}
            make_agreement(
                session, NewAgreement(school, since=since, until=None, source="Contract, section 4", **told)
            )
        session.commit()
