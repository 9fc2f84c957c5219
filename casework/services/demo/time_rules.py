"""Time rules of the demo: an office that closes for a day of its own, took its days of the year from a list, promises
its partners more, serves some people sooner, and has a rule of its own by which it withholds."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from casework.models import Case, CaseParty, Person
from casework.services.agreements.make_agreement import NewAgreement, make_agreement
from casework.services.deadlines.add_exemption import NewExemption, add_exemption
from casework.services.deadlines.change_calendar import change_calendar
from casework.services.deadlines.change_promises import change_promises
from casework.services.deadlines.time_rules import preset_calendar, time_rules
from casework.services.demo.cases import Stage
from casework.services.people.parties import create_person_from_party
from casework.services.people.person_classes import say_class

_AHEAD = timedelta(days=8)
_REQUEST = "constituent_request"
_CLASSES = (("vulnerable", "Told us so at the desk"), ("councillor", "List of the members of the council"))
_OWN_RULE = ("us_ca", "mc12_4", "Offers of others before the contract is given", "Municipal Code 12.4")


def _list_of_days(stage: Stage, off: date) -> dict[str, str]:
    """A bridge day, the Saturday on which it is worked instead, and a short day, as a list has them."""
    calendar = preset_calendar(stage.office)
    friday = next(
        day
        for day in (off + timedelta(days=ahead) for ahead in range(3, 40))
        if day.weekday() == 4 and calendar.is_working(day)
    )
    saturday, short = friday + timedelta(days=8), calendar.next_working(friday + timedelta(days=12))
    rows = (f"{friday};closed;Bridge day", f"{saturday};swap;{friday}", f"{short};short;09:00-12:00")
    return {"act": "rows", "rows": "\n".join(rows)}


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
        change_calendar(
            session, _list_of_days(stage, off), seen=1, reason="The days that the council voted for"
        )
        since = stage.day - timedelta(days=400)
        add_exemption(
            session, NewExemption(*_OWN_RULE, since), {"seen": "1", "reason": "Voted by the council"}
        )
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
    _say_classes(stage)


def _say_classes(stage: Stage) -> None:
    """Two who reported something are found to be people whom the office serves sooner."""
    with stage.office.open(stage.office.member(stage.staff["lead"], "request_handling")) as session:
        reported = select(CaseParty.id).join(Case, Case.id == CaseParty.case_id)
        found = session.scalars(
            reported.where(
                Case.workflow == _REQUEST,
                Case.closed_at.is_(None),
                CaseParty.person_id.is_(None),
                CaseParty.email.is_not(None),
            )
            .order_by(Case.opened_at.desc(), CaseParty.id)
            .limit(len(_CLASSES))
        ).all()
        for party, (code, reason) in zip(found, _CLASSES, strict=False):
            person = create_person_from_party(session, party)
            say_class(session, person.id, code, stage.day - timedelta(days=200), reason)
        session.commit()
