"""One box that means one person: by e-mail, by phone or by name, and a choice where it means several."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.services.people.search_people import PersonFound, nearest_people
from casework.store.session import ViewerSession

SHOWN = 8


def people_meant(session: ViewerSession, text: str) -> tuple[PersonFound, ...]:
    """Whom the typed text may mean, eight at most, first those who bear just this name."""
    return nearest_people(session, text, SHOWN) if text.strip() else ()


def the_one_meant(session: ViewerSession, text: str, field: str) -> UUID:
    """The one person whom the text means; InvalidInput under `field` for none or several."""
    found = people_meant(session, text)
    if len(found) == 1:
        return found[0].id
    if found:
        raise InvalidInput({field: phrase("Several people are meant. Enter the e-mail or the phone number")})
    raise InvalidInput(
        {field: phrase("Nobody is found. Enter a name, an e-mail or a phone number on record")}
    )
