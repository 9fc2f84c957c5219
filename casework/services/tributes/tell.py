"""Tell one person of a gift: by mail or letter, as they may be reached; or say why not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.domain.contact_choices import ANY, Choice, standing
from casework.domain.thanking import Hindrance, Way, way_to_thank
from casework.models import ContactChoice, Gift, Tribute
from casework.services.letters import queue_mail
from casework.services.office import office_of
from casework.services.people.one_person import of_one
from casework.services.thanks.reach import Reached, reach_of
from casework.services.tributes.notice_words import Notice, notice_words
from casework.services.tributes.states import GIFT_GONE, PENDING, SAID_NO, SENT, STANDING, put_back, suppress
from casework.store import ledger_chain
from casework.store.session import ViewerSession

TEMPLATE, TOPIC = "tribute_notice", "tribute"
BOTH = {Way.EMAIL, Way.LETTER}


def tell(session: ViewerSession, tribute_id: UUID) -> None:
    """Write to who is to be told, once: nothing happens where that is not asked for any more."""
    row = session.scalar(
        select(Tribute)
        .where(Tribute.id == tribute_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.status != PENDING or row.wanted is None or row.tell_id is None:
        return
    gift = session.execute(select(Gift.id, Gift.donor_id, Gift.status).where(Gift.id == row.gift_id)).one()
    told = reach_of(session, [row.tell_id], topic=TOPIC).get(row.tell_id)
    ended = _ended(gift, told)
    way = Hindrance.NO_WAY if told is None else way_to_thank(told.reach, row.wanted)
    if ended is not None:
        suppress(session, row, ended)
        _noted(session, row, "tribute.suppressed")
    elif told is None or isinstance(way, Hindrance):
        put_back(row, way.value)
        _noted(session, row, "tribute.held")
    else:
        _send(session, row, gift.donor_id, told, way)
        _noted(session, row, "tribute.sent", fields=("name", "address"))


def _noted(session: ViewerSession, row: Tribute, act: str, *, fields: tuple[str, ...] = ()) -> None:
    session.flush()
    about: dict[str, Any] = {"subjects": [row.gift_id, row.tell_id], "fields": fields}
    ledger_chain.record(session, act, **about, detail={"what": row.how or row.reason or ""})


def _ended(gift: Any, told: Reached | None) -> str | None:
    """Why nobody is told of this gift at all, now or later."""
    if gift.status not in STANDING:
        return GIFT_GONE
    if told is not None and told.wishes.do_not_contact:
        return Hindrance.DO_NOT_CONTACT.value
    if told is not None and told.wishes.closed >= BOTH:
        return SAID_NO
    return None


def _send(session: ViewerSession, row: Tribute, donor_id: UUID, told: Reached, way: Way) -> None:
    donor = None if row.unnamed else _name_to_tell(session, donor_id)
    day = today(office_of(session).tenant.timezone)
    row.words = notice_words(session, Notice(row.kind, row.name, donor), told, day)
    if way is Way.EMAIL:
        about: dict[str, Any] = {"to_person": row.tell_id, "topic": TOPIC, "values": {"tribute": str(row.id)}}
        row.letter_id = queue_mail(session, TEMPLATE, language=told.language, **about)
    row.status, row.how, row.reason, row.wanted = SENT, way.value, None, None
    row.settled_at, row.settled_by = now(), row.asked_by


def _name_to_tell(session: ViewerSession, donor_id: UUID) -> str | None:
    """The donor's name; None where it is kept to few, or they said that they do not wish to be named."""
    donor = reach_of(session, [donor_id]).get(donor_id)
    if donor is None or donor.anonymous:
        return None
    rows = session.execute(
        select(
            *(ContactChoice.channel, ContactChoice.topic, ContactChoice.allowed),
            *(ContactChoice.said_on, ContactChoice.recorded_at),
        ).where(of_one(ContactChoice.person_id, donor_id), ContactChoice.topic == "named")
    )
    said = [Choice(row.channel, row.topic, row.allowed, row.said_on, row.recorded_at) for row in rows]
    return donor.name if standing(said, ANY, "named").allowed else None
