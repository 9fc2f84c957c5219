"""Let an agreement hold in a case: of the person that a party is, on the day the case began. The case notes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from casework.models import Case, CaseParty, ServiceAgreement
from casework.packs import Workflow
from casework.services.cases.due import renew_due
from casework.services.cases.events import add_event
from casework.services.cases.pin import workflow_of
from casework.services.deadlines.agreed import AGREEMENT, Agreed
from casework.services.deadlines.happened import SORTED, happened_to
from casework.services.deadlines.promise import LEVEL, PROMISES_NUMBER, standing_of
from casework.services.deadlines.time_rules import calendar_of, time_rules
from casework.services.deadlines.what_if import with_both_days
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def renew_agreement(session: ViewerSession, case_id: UUID) -> None:
    """Note in an open case which agreement holds now: the one of a party's person that promises most. None: none."""
    case = session.scalars(
        select(Case)
        .where(Case.id == case_id, Case.closed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if case is None:
        return
    workflow = workflow_of(session, case)
    held = standing_of(happened_to(session, [case.id])[case.id]).agreed
    found = _strictest(_holding(session, case))
    if found != held:
        _note(session, case, workflow, found, held)


def bind_open_cases(session: ViewerSession, agreement_id: UUID) -> int:
    """Note it in the open cases of its holder that began since; how many were looked at."""
    row = session.scalar(select(ServiceAgreement).where(ServiceAgreement.id == agreement_id))
    if row is None:
        return 0
    mine = select(CaseParty.case_id).where(CaseParty.person_id == row.person_id)
    cases = list(
        session.scalars(select(Case.id).where(Case.id.in_(mine), Case.closed_at.is_(None)).order_by(Case.id))
    )
    for case_id in cases:
        renew_agreement(session, case_id)
    return len(cases)


def _note(
    session: ViewerSession, case: Case, workflow: Workflow, found: Agreed | None, held: Agreed | None
) -> None:
    promises = time_rules(session).promises
    levels = promises[-1].document.get("levels", {}) if promises else {}
    detail: dict[str, Any] = {AGREEMENT: found.detail if found else {}}
    if found and found.level in levels:
        detail |= {LEVEL: found.level, PROMISES_NUMBER: promises[-1].number}
    elif held and held.level in levels:
        detail |= {LEVEL: ""}
    both = with_both_days(session, case, workflow, SORTED, detail)
    add_event(session, case.id, SORTED, public=True, detail=both)
    renew_due(session, case, workflow)
    told = {"agreement": found.number if found else ""}
    ledger_chain.record(session, "case.agreement", case=case.id, detail=told)


def _holding(session: ViewerSession, case: Case) -> list[Agreed]:
    day = calendar_of(session).local_day(case.opened_at)
    people = select(CaseParty.person_id).where(CaseParty.case_id == case.id, CaseParty.person_id.is_not(None))
    rows = session.execute(
        select(
            *(ServiceAgreement.number, ServiceAgreement.level),
            *(ServiceAgreement.first_hours, ServiceAgreement.done_hours),
        ).where(ServiceAgreement.person_id.in_(people), *holds_on(day))
    )
    return [Agreed(*row) for row in rows]


def holds_on(day: date) -> Sequence[ColumnElement[bool]]:
    """Of the agreements, those that hold on a day."""
    return (
        ServiceAgreement.since <= day,
        or_(ServiceAgreement.until.is_(None), ServiceAgreement.until > day),
    )


def _strictest(found: list[Agreed]) -> Agreed | None:
    """The one that promises to be done soonest, then the soonest first answer."""
    many = 10**6
    return min(found, key=lambda one: (one.done_hours or many, one.first_hours or many), default=None)
