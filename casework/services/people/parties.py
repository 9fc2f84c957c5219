"""A party of a case and the person it is: said by a clerk, never by a program."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import NotFound, Refused
from casework.base.phrases import phrase
from casework.models import Case, CaseParty, NotTheSame, Person
from casework.services.agreements.bind_agreement import renew_agreement
from casework.services.people.contact_points import add_address, add_contact
from casework.services.people.register_person import NewPerson, register_person
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def party_by_id(session: ViewerSession, party_id: UUID, *, lock: bool = False) -> CaseParty:
    """The party; NotFound when it is not there for this viewer."""
    chosen = select(CaseParty).where(CaseParty.id == party_id)
    if lock:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def link_party(session: ViewerSession, party_id: UUID, person_id: UUID) -> CaseParty:
    """Say that this party is that person. Their contacts of the case become the person's own.

    Raises Refused CASE_CLOSED; ALREADY_LINKED when it was said of another person; NOT_THE_SAME when a clerk said no.
    """
    party = party_by_id(session, party_id, lock=True)
    _check_open(session, party)
    if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotFound
    if party.person_id == person_id:
        return party
    if party.person_id is not None:
        raise Refused("ALREADY_LINKED", phrase("This party is linked to another person. Undo that first"))
    if person_id in rejected(session, party_id):
        raise Refused("NOT_THE_SAME", phrase("It was said that the two are not the same"))
    party.person_id = person_id
    party.confirmed_by, party.confirmed_at = session.viewer.actor, now()
    _bring_contacts(session, party, person_id)
    session.flush()
    ledger_chain.record(
        session,
        "party.linked",
        case=party.case_id,
        subjects=[person_id],
        fields=["person"],
        detail={"role": party.role},
    )
    renew_agreement(session, party.case_id)
    return party


def unlink_party(session: ViewerSession, party_id: UUID) -> CaseParty:
    """Take a link back, while the case is open. What the person was given from the case stays theirs."""
    party = party_by_id(session, party_id, lock=True)
    _check_open(session, party)
    person = party.person_id
    if person is not None:
        party.person_id = party.confirmed_by = party.confirmed_at = None
        session.flush()
        ledger_chain.record(
            session, "party.unlinked", case=party.case_id, subjects=[person], fields=["person"]
        )
        renew_agreement(session, party.case_id)
    return party


def reject_match(session: ViewerSession, party_id: UUID, person_id: UUID) -> None:
    """Say that this party is not that person: the match is not offered again."""
    party = party_by_id(session, party_id, lock=True)
    if party.person_id == person_id:
        raise Refused("ALREADY_LINKED", phrase("The two are linked. Undo that first"))
    if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotFound
    if person_id in rejected(session, party_id):
        return
    session.add(NotTheSame(party_id=party_id, person_id=person_id, said_by=session.viewer.actor))
    session.flush()
    ledger_chain.record(
        session, "match.rejected", case=party.case_id, subjects=[person_id], fields=["person"]
    )


def rejected(session: ViewerSession, party_id: UUID) -> set[UUID]:
    """The persons whom a clerk said this party is not."""
    return set(session.scalars(select(NotTheSame.person_id).where(NotTheSame.party_id == party_id)))


def create_person_from_party(session: ViewerSession, party_id: UUID) -> Person:
    """Register the party as a new person, as the case describes them, and link the two."""
    party = party_by_id(session, party_id, lock=True)
    _check_open(session, party)
    if party.person_id is not None:
        raise Refused("ALREADY_LINKED", phrase("This party is linked to a person already"))
    language = session.scalars(select(Case.language).where(Case.id == party.case_id)).one()
    birth = party.birth_date if session.viewer.access.may_read("identity") else None
    person = register_person(
        session, NewPerson(party.name or "", language=language, birth_date=birth), case_id=party.case_id
    )
    link_party(session, party_id, person.id)
    return person


def _bring_contacts(session: ViewerSession, party: CaseParty, person_id: UUID) -> None:
    access = session.viewer.access
    if access.may_read("contact") and access.may_write("contact"):
        for kind, value in (("email", party.email), ("phone", party.phone)):
            if value:
                add_contact(session, person_id, kind, value)
    if access.may_read("location") and access.may_write("location") and party.address:
        add_address(session, person_id, party.address)


def _check_open(session: ViewerSession, party: CaseParty) -> None:
    if session.scalars(select(Case.closed_at).where(Case.id == party.case_id)).one() is not None:
        raise Refused("CASE_CLOSED", phrase("The case is closed. Its parties stay as they are"))
