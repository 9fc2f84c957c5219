"""Government and tax numbers of persons: sealed, found only through their keyed index."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.words import search_key
from casework.models import PersonIdentifier
from casework.services.withheld import require_open
from casework.store.key_ladder import of_person
from casework.store.sealed import Place, blind_index, seal
from casework.store.session import ViewerSession

PLACE = "person_identifier.value"


def plain_number(value: str) -> str:
    """A number as it is compared: letters and digits only, one case."""
    return re.sub(r"[^0-9a-z]", "", search_key(value[:100]))


def add_identifier(session: ViewerSession, person_id: UUID, kind: str, value: str) -> PersonIdentifier:
    """Seal a number of a person. Refused ID_TAKEN when another person here has it: told only to who reads numbers."""
    require_open(session, "person.identifiers")
    plain = plain_number(value)
    if len(plain) < 4:
        raise InvalidInput({"identifier": phrase("Enter the number as it stands on the document")})
    index = blind_index(session, PLACE, plain)
    holder = session.scalar(
        select(PersonIdentifier.person_id).where(
            PersonIdentifier.kind == kind, PersonIdentifier.value_bidx == index
        )
    )
    if holder is not None and holder != person_id:
        raise Refused("ID_TAKEN", phrase("Another person on record has this number. Compare the two"))
    row = PersonIdentifier(id=new_id(), person_id=person_id, kind=kind, value_bidx=index)
    row.value = seal(session, Place(PLACE, row.id), plain, holder=of_person(person_id))
    session.add(row)
    session.flush()
    return row


def holders_of_number(session: ViewerSession, value: str) -> set[UUID]:
    """The persons who have exactly this number, of whatever kind. FieldWithheld to who reads no numbers."""
    require_open(session, "person.identifiers")
    index = blind_index(session, PLACE, plain_number(value))
    return set(
        session.scalars(select(PersonIdentifier.person_id).where(PersonIdentifier.value_bidx == index))
    )
