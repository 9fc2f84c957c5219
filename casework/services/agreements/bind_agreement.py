"""Let what is promised to some hold in a case: by an agreement, or by the class of the person that a party is, as it
was on the day the case began. The case notes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from casework.models import Case, CaseParty, PersonClass, ServiceAgreement
from casework.packs.text import FALLBACK
from casework.services.cases.due import renew_due
from casework.services.cases.events import add_event
from casework.services.cases.pin import workflow_of
from casework.services.deadlines.agreed import AGREEMENT, Agreed
from casework.services.deadlines.happened import SORTED, happened_to
from casework.services.deadlines.promise import CHOSEN, LEVEL, PROMISES_NUMBER, Standing, standing_of
from casework.services.deadlines.time_rules import calendar_of, time_rules
from casework.services.deadlines.what_if import with_both_days
from casework.services.office import office_of
from casework.services.people.one_person import kept_records, of_any
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "bind_agreement"
NOBODY_WAITS = 10**6


def renew_agreement(session: ViewerSession, case_id: UUID, *, as_recorded: bool = False) -> None:
    """Note in an open case what holds now: of what its parties are promised, the most. None: none.

    A level that an officer chose stays, unless it is to be `as_recorded` of the people again. The classes of people
    are read by the worker where this viewer may not read them.
    """
    case = session.scalars(
        select(Case)
        .where(Case.id == case_id, Case.closed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if case is None:
        return
    standing = standing_of(happened_to(session, [case.id])[case.id])
    promised, people = [], _people(session, case)
    day = calendar_of(session).local_day(case.opened_at)
    if people:
        promised = _agreed_with(session, people, day)
        if as_recorded or not standing.chosen:
            promised += _by_class(session, case, people, day, standing)
    found = min(promised, key=_hours, default=None)
    if as_recorded or found != standing.agreed:
        _note(session, case, found, standing, as_recorded=as_recorded)


def bind_open_cases(session: ViewerSession, agreement_id: UUID) -> int:
    """Note an agreement in the open cases of its holder that began since; how many were looked at."""
    holder = session.scalar(select(ServiceAgreement.person_id).where(ServiceAgreement.id == agreement_id))
    return bind_person(session, holder) if holder else 0


def bind_person(session: ViewerSession, person_id: UUID) -> int:
    """Note what is promised to a person in their open cases; how many were looked at."""
    kept = kept_records(session, [person_id]).values()
    mine = select(CaseParty.case_id).where(of_any(CaseParty.person_id, kept))
    cases = list(
        session.scalars(select(Case.id).where(Case.id.in_(mine), Case.closed_at.is_(None)).order_by(Case.id))
    )
    for case_id in cases:
        renew_agreement(session, case_id)
    return len(cases)


def _note(
    session: ViewerSession, case: Case, found: Agreed | None, standing: Standing, *, as_recorded: bool
) -> None:
    promises, held = time_rules(session).promises, standing.agreed
    levels = promises[-1].document.get("levels", {}) if promises else {}
    detail: dict[str, Any] = {AGREEMENT: found.detail if found else {}}
    if as_recorded:
        detail |= {CHOSEN: False, LEVEL: ""}
    if as_recorded or not standing.chosen:
        if found and found.level in levels:
            detail |= {LEVEL: found.level, PROMISES_NUMBER: promises[-1].number}
        elif held and held.level in levels:
            detail |= {LEVEL: ""}
    workflow = workflow_of(session, case)
    both = with_both_days(session, case, workflow, SORTED, detail)
    add_event(session, case.id, SORTED, public=True, detail=both)
    renew_due(session, case, workflow)
    told = {"agreement": found.number if found else "", "level": found.level if found else ""}
    ledger_chain.record(session, "case.agreement", case=case.id, detail=told)


def _people(session: ViewerSession, case: Case) -> Collection[UUID]:
    """The records that stand for the people who are parties of a case."""
    named = select(CaseParty.person_id).where(CaseParty.case_id == case.id, CaseParty.person_id.is_not(None))
    return set(kept_records(session, (one for one in session.scalars(named) if one)).values())


def _agreed_with(session: ViewerSession, people: Collection[UUID], day: date) -> list[Agreed]:
    rows = session.execute(
        select(
            *(ServiceAgreement.number, ServiceAgreement.level),
            *(ServiceAgreement.first_hours, ServiceAgreement.done_hours),
        ).where(of_any(ServiceAgreement.person_id, people), *holds_on(day))
    )
    return [Agreed(*row) for row in rows]


def _by_class(
    session: ViewerSession, case: Case, people: Collection[UUID], day: date, standing: Standing
) -> list[Agreed]:
    if not session.viewer.access.may_read("contact"):
        defer(session, TASK, lock=f"{TASK}:{session.viewer.tenant}", case=case.id)
        return [standing.agreed] if standing.agreed and standing.agreed.by_class else []
    rows = session.execute(
        select(PersonClass.id, PersonClass.person_id, PersonClass.code).where(
            of_any(PersonClass.person_id, people),
            PersonClass.since <= day,
            or_(PersonClass.until.is_(None), PersonClass.until > day),
        )
    )
    known = office_of(session).kind.person_classes
    classes = [known[row.code] for row in rows if row.code in known]
    return [Agreed("", one.level.text(FALLBACK), one.first_hours, one.done_hours) for one in classes]


def holds_on(day: date) -> Sequence[ColumnElement[bool]]:
    """Of the agreements, those that hold on a day."""
    return (
        ServiceAgreement.since <= day,
        or_(ServiceAgreement.until.is_(None), ServiceAgreement.until > day),
    )


def _hours(one: Agreed) -> tuple[int, int, str]:
    """What promises to be done soonest comes first, then the soonest first answer."""
    return one.done_hours or NOBODY_WAITS, one.first_hours or NOBODY_WAITS, one.number
