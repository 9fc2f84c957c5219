"""Who the demo's sellers and buyers are: the clerk's confirmation, as it was made then."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.models import CaseParty, Person
from casework.services.people.register_person import NewPerson, register_person
from casework.store.session import ViewerSession

ON_RECORD = ("seller", "co_seller")


def confirm_parties(session: ViewerSession, case: UUID) -> None:
    """Link each party of a transfer: sellers to the owners of that name, buyers to newly registered people."""
    rows = session.scalars(select(CaseParty).where(CaseParty.case_id == case, CaseParty.person_id.is_(None)))
    for party in rows.all():
        found = _on_record(session, party) if party.role in ON_RECORD else _new(session, party, case)
        if found is not None:
            party.person_id, party.confirmed_by, party.confirmed_at = found, session.viewer.actor, now()
    session.flush()


def _on_record(session: ViewerSession, party: CaseParty) -> UUID | None:
    return session.scalar(
        select(Person.id).where(Person.name_key == party.name_key).order_by(Person.id).limit(1)
    )


def _new(session: ViewerSession, party: CaseParty, case: UUID) -> UUID:
    contacts = [("email", party.email)] if party.email else []
    if party.phone:
        contacts.append(("phone", party.phone))
    new = NewPerson(
        name=party.name or "",
        contacts=tuple(contacts),
        addresses=(party.address,) if party.address else (),
    )
    return register_person(session, new, case_id=case).id
