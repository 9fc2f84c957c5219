"""Declare a relation: from now on the member keeps away from that case, or from that person and their cases."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id, parse_case_number
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models import Case, DeclaredRelation, Person
from casework.policy.rulebook import require
from casework.services.cases.events import add_event
from casework.services.cases.share_case import colleague
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST = 500


class Declared(Value):
    """Who, to what, and why: a case by its number, or a person by id."""

    member_id: UUID
    why: str
    number: str = ""
    person_id: UUID | None = None


def declare_relation(session: ViewerSession, declared: Declared) -> UUID:
    """The relation's id. One may be declared to any number: whether there is such a case is not told.

    Raises NotAllowed for another member's relation, InvalidInput (`why`, `number`), NotFound (the person, the member).
    """
    own = declared.member_id == session.viewer.actor
    require("relation.declare" if own else "relation.declare_for", session.viewer)
    number = _checked(declared)
    if not own:
        colleague(session, declared.member_id)
    if declared.person_id is not None and _person(session, declared.person_id) is None:
        raise NotFound
    chosen = select(DeclaredRelation.id).where(
        DeclaredRelation.member_id == declared.member_id,
        DeclaredRelation.person_id == declared.person_id,
        DeclaredRelation.case_number == number,
        DeclaredRelation.ended_at.is_(None),
    )
    if (there := session.scalar(chosen)) is not None:
        return there
    case = _hand_back(session, declared.member_id, number)
    row = DeclaredRelation(
        id=new_id(),
        member_id=declared.member_id,
        person_id=declared.person_id,
        case_number=number,
        why=" ".join(declared.why.split()),
        declared_by=session.viewer.actor,
    )
    session.add(row)
    session.flush()
    people = [declared.person_id] if declared.person_id else []
    ledger_chain.record(
        session,
        "relation.declared",
        case=case,
        subjects=[declared.member_id, *people],
        detail={"relation": row.id},
    )
    return row.id


def _checked(declared: Declared) -> str | None:
    errors: dict[str, Sayable] = {}
    number = None
    if declared.person_id is None:
        number = parse_case_number(declared.number)
        if number is None:
            errors["number"] = phrase("Enter the number of the case, like T-482-915-067")
    if not declared.why.strip() or len(declared.why) > LONGEST:
        errors["why"] = phrase("Say in a few words what the relation is")
    if errors:
        raise InvalidInput(errors)
    return number


def _person(session: ViewerSession, person_id: UUID) -> UUID | None:
    return session.scalar(select(Person.id).where(Person.id == person_id))


def _hand_back(session: ViewerSession, member_id: UUID, number: str | None) -> UUID | None:
    """The id of the case, where the viewer sees it. If the member has it, it is with nobody from now on."""
    if number is None:
        return None
    case = session.scalar(select(Case).where(Case.number == number).with_for_update())
    if case is None:
        return None
    if case.assignee_id == member_id and case.closed_at is None:
        case.assignee_id = None
        add_event(session, case.id, "released", detail={"from": str(member_id)})
        session.flush()
    return case.id
