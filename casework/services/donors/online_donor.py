"""Who gave on our page: somebody with the same e-mail and the same name, or somebody new. Never by name alone."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value
from casework.base.words import search_key
from casework.domain.contact_choices import ANY
from casework.domain.email import email_key
from casework.models import Case, CaseParty, ContactPoint, Person
from casework.services.donors.contact_choices import NewChoice, keep_choice
from casework.services.people.hidden_names import true_names
from casework.services.people.parties import link_party
from casework.services.people.register_person import NewPerson, register_person
from casework.store.session import ViewerSession

MOST = 20
ROLE = "donor"


class Giver(Value):
    """Somebody as they gave themselves."""

    name: str
    email: str
    organisation: bool = False


def donor_of(session: ViewerSession, case_id: UUID, giver: Giver) -> UUID:
    """The giver's record, found or made, and said to be the donor of this case; what they told of how to reach them is
    added to it, and nothing on it is changed."""
    case = session.scalars(select(Case).where(Case.id == case_id)).one()
    found = _known(session, giver)
    if found is None:
        kind = "organisation" if giver.organisation else "person"
        new = NewPerson(giver.name, kind, case.language, contacts=(("email", giver.email),))
        found = register_person(session, new, case_id=case_id).id
    party = session.scalar(select(CaseParty.id).where(CaseParty.case_id == case_id, CaseParty.role == ROLE))
    if party is not None and case.closed_at is None:
        link_party(session, party, found)
    return found


def keep_unnamed(session: ViewerSession, donor: UUID, number: str, day: date) -> None:
    """Keep that the donor wants to be named nowhere in public, as they said with this gift."""
    keep_choice(session, donor, NewChoice(ANY, "named", False, day, "electronic", number))


def _known(session: ViewerSession, giver: Giver) -> UUID | None:
    """The one record with this e-mail and this name; None where there is none, or where several could be meant."""
    rows = session.execute(
        select(Person.id, Person.name, Person.kind, Person.merged_into)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
        .where(
            ContactPoint.kind == "email",
            ContactPoint.value_key == email_key(giver.email),
            ContactPoint.until.is_(None),
        )
        .limit(MOST)
    ).all()
    names = true_names(session, {row.id: row.name for row in rows})
    kind = "organisation" if giver.organisation else "person"
    same = {
        row.merged_into or row.id
        for row in rows
        if row.kind == kind and search_key(names[row.id]) == search_key(giver.name)
    }
    return same.pop() if len(same) == 1 else None
