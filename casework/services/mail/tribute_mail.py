"""The mail that tells somebody of a gift in honour or memory."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.models import Gift, Letter, Tribute
from casework.services.mail.message import Mail
from casework.services.people.hidden_names import anonymous_among
from casework.services.thanks.reach import reach_of
from casework.services.tributes.states import SENT, STANDING
from casework.services.tributes.tell import TEMPLATE, TOPIC
from casework.store.session import ViewerSession

TRIBUTE_MAIL = TEMPLATE


def write_tribute(session: ViewerSession, letter: Letter, key: str) -> Mail | None:
    """The mail; None when the gift was taken back since, the donor hid their name, or there is no address any more."""
    row = session.execute(
        select(Tribute.id, Tribute.tell_id, Tribute.words, Gift.donor_id)
        .join(Gift, Gift.id == Tribute.gift_id)
        .where(
            Tribute.id == UUID(str(letter.values["tribute"])),
            *(Tribute.letter_id == letter.id, Tribute.status == SENT, Gift.status.in_(STANDING)),
        )
    ).one_or_none()
    if row is None or (row.words["names_donor"] and anonymous_among(session, [row.donor_id])):
        return None
    told = reach_of(session, [row.tell_id], topic=TOPIC).get(row.tell_id)
    if told is None or told.email is None:
        return None
    named = ("donor.name",) if row.words["names_donor"] else ()
    text = "\n\n".join(row.words["lines"]) + "\n"
    return Mail(told.email, row.words["title"], text, letter.language, key, named)
