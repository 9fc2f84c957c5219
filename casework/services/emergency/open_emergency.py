"""Break the glass: one record, category and reason, and the privacy officers told in the same transaction."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.ids import new_id, parse_case_number
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.real_reason import is_real_reason
from casework.models import BreakGlass, Case, Person
from casework.packs import Need
from casework.services.emergency.glass import active_access
from casework.services.emergency.officers import NOTICE, tell_officers
from casework.services.emergency.viewers import emergency_of, needs_of
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST = 2000


class Asked(Value):
    """What somebody asks for: a case by its number or a person by id, and why."""

    number: str
    person_id: UUID | None
    category: str
    need: str
    reason: str


def open_emergency(session: ViewerSession, asked: Asked) -> UUID:
    """Open one record for at most an hour. The caller commits before anything is shown.

    Raises InvalidInput by answer; Refused ACCESS_OPEN and NO_OFFICER; NotFound when there is no such record: that too
    stands in the ledger, so the caller commits then as well.
    """
    need = _checked(session, asked)
    if active_access(session) is not None:
        raise Refused("ACCESS_OPEN", phrase("You have an emergency access that is still open. End it first."))
    case_id, person_id = _record(session, asked, need)
    emergency, opened = emergency_of(office_of(session)), now()
    row = BreakGlass(
        id=new_id(),
        opened_by=session.viewer.actor,
        opened_at=opened,
        until=opened + timedelta(minutes=emergency.minutes),
        case_id=case_id,
        person_id=person_id,
        category=asked.category,
        need=need.name,
        reason=asked.reason.strip(),
    )
    session.add(row)
    session.flush()
    if not tell_officers(session, NOTICE, row.id, but=session.viewer.actor):
        said = phrase("This office has no privacy officer who could be told. So nothing is opened.")
        raise Refused("NO_OFFICER", said)
    ledger_chain.record(
        session,
        "break_glass.opened",
        case=case_id,
        subjects=[person_id] if person_id else (),
        detail={"break_glass": row.id, "category": row.category, "need": row.need},
    )
    return row.id


def _checked(session: ViewerSession, asked: Asked) -> Need:
    office = office_of(session)
    errors: dict[str, Sayable] = {}
    needs = {need.name: need for need in needs_of(office, session.viewer.duties)}
    if not asked.person_id and parse_case_number(asked.number) is None:
        errors["number"] = phrase("Enter the number of the case, like T-482-915-067")
    if asked.category not in emergency_of(office).categories:
        errors["category"] = phrase("Choose what kind of emergency it is")
    if asked.need not in needs:
        errors["need"] = phrase("Choose the least that is enough")
    if len(asked.reason) > LONGEST or not is_real_reason(asked.reason):
        errors["reason"] = phrase("Say in a sentence what happened and what you need it for")
    if errors:
        raise InvalidInput(errors)
    return needs[asked.need]


def _record(session: ViewerSession, asked: Asked, need: Need) -> tuple[UUID | None, UUID | None]:
    """The case or the person, by id. Their being there is told to nobody but who gave a reason for asking."""
    if asked.person_id:
        found = session.scalar(select(Person.id).where(Person.id == asked.person_id))
        if found is not None:
            return None, found
    else:
        there = select(Case.id).where(Case.number == parse_case_number(asked.number))
        if not need.sealed_cases:
            there = there.where(Case.sealed.is_(False))
        found = session.scalar(there)
        if found is not None:
            return found, None
    ledger_chain.record(session, "break_glass.missed", detail={"category": asked.category})
    raise NotFound
