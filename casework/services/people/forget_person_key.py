"""Destroy a person's key: what was sealed about them can be read by nobody any more, wherever it was copied."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, WallError
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Case, CaseParty, Fact, Person, PersonIdentifier, PersonKey
from casework.services.cases.pin import workflow_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SHORTEST_REASON = 10


class KeysOfPerson(Value):
    """The keys that hold a person's sealed values: their own, and those of cases in which they apply."""

    keys: tuple[UUID, ...]
    cases: tuple[UUID, ...]


def keys_of_person(session: ViewerSession, person_id: UUID) -> KeysOfPerson:
    """What would be destroyed. Raises NotFound.

    A case seals its answers before anybody knows who applies; the links that clerks confirmed say so now.
    """
    if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotFound
    parts = select(Case, CaseParty.role).join(CaseParty, CaseParty.case_id == Case.id)
    cases = tuple(
        case.id
        for case, role in session.execute(parts.where(CaseParty.person_id == person_id))
        if _applies(session, case, role)
    )
    held = select(PersonKey.id).where(
        PersonKey.holder.in_([person_id, *cases]), PersonKey.wrapped.is_not(None)
    )
    return KeysOfPerson(tuple(session.scalars(held)), cases)


def forget_person_key(session: ViewerSession, person_id: UUID, *, reason: str) -> KeysOfPerson:
    """Destroy them, with the blind indexes that would still find the values. One entry in the ledger.

    Raises NotFound, and InvalidInput without a reason. A new number of the person gets a new key.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput({"reason": phrase("Say in a few words why")})
    found = keys_of_person(session, person_id)
    at = now()
    rows = session.scalars(select(PersonKey).where(PersonKey.id.in_(found.keys)).with_for_update()).all()
    if len(rows) != len(found.keys):
        raise WallError("Keys are destroyed for the purpose system:destroy_key alone.")
    for row in rows:
        row.wrapped, row.destroyed_at = None, at
    session.flush()
    numbers = update(PersonIdentifier).where(PersonIdentifier.person_id == person_id).values(value_bidx=None)
    answers = (
        update(Fact).where(Fact.case_id.in_(found.cases), Fact.label == "sealed").values(sealed_bidx=None)
    )
    for order in (numbers, answers):
        session.execute(order.execution_options(synchronize_session=False))
    session.info.pop("person_keys", None)
    told = {"reason": reason.strip(), "keys": len(found.keys), "cases": len(found.cases)}
    ledger_chain.record(
        session,
        "keys.destroyed",
        subjects=[person_id, *found.cases],
        about="person_key",
        detail=told,
    )
    return found


def _applies(session: ViewerSession, case: Case, role: str) -> bool:
    """Whether sealed answers of the case are about the party of this role: they are the applicant's."""
    applicant = workflow_of(session, case).applicant()
    return applicant is None or applicant.role == role
