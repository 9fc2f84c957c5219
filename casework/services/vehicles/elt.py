"""The list of lenders that hold titles electronically (ELT), each exactly as it is written there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models import EltParticipant
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST, MOST = 120, 500


class NewParticipant(Value):
    """A lender as the list of participants writes it."""

    code: str
    name: str
    address: str


def participants(session: ViewerSession) -> tuple[EltParticipant, ...]:
    """Those on the list and those that were, by name."""
    chosen = select(EltParticipant).order_by(EltParticipant.name, EltParticipant.since)
    return tuple(session.scalars(chosen.limit(MOST)))


def participant_like(session: ViewerSession, name: str, address: str, *, on: date) -> EltParticipant | None:
    """The participant of exactly this name and address on that day. Where one letter differs, there is none."""
    chosen = select(EltParticipant).where(
        EltParticipant.name == _plain(name),
        EltParticipant.address == _plain(address),
        EltParticipant.since <= on,
        or_(EltParticipant.until.is_(None), EltParticipant.until > on),
    )
    return session.scalars(chosen.order_by(EltParticipant.since).limit(1)).first()


def add_participant(session: ViewerSession, new: NewParticipant) -> EltParticipant:
    """Put a lender on the list from today. Raises InvalidInput by field, Refused ELT_CODE_TAKEN."""
    told = {name: _plain(getattr(new, name)) for name in ("code", "name", "address")}
    asks: dict[str, Sayable] = {
        "code": phrase("Enter the number that the lender has on the list"),
        "name": phrase("Enter the lender’s name, exactly as on the list"),
        "address": phrase("Enter the lender’s address, exactly as on the list"),
    }
    wrong = {name: asks[name] for name, value in told.items() if not 2 <= len(value) <= LONGEST}
    if wrong:
        raise InvalidInput(wrong)
    held = select(EltParticipant.id).where(
        EltParticipant.code == told["code"], EltParticipant.until.is_(None)
    )
    if session.scalar(held) is not None:
        said = phrase(
            "Another lender has this number. End that one first, or compare the number with the list"
        )
        raise Refused("ELT_CODE_TAKEN", said)
    day = today(office_of(session).tenant.timezone)
    row = EltParticipant(id=new_id(), since=day, added_by=session.viewer.actor, **told)
    session.add(row)
    session.flush()
    ledger_chain.record(session, "elt.added", subjects=[row.id], detail={"code": row.code})
    return row


def participant_by_id(session: ViewerSession, participant_id: UUID, *, lock: bool = False) -> EltParticipant:
    """One of them, or NotFound."""
    chosen = select(EltParticipant).where(EltParticipant.id == participant_id)
    row = session.scalar(chosen.with_for_update() if lock else chosen)
    if row is None:
        raise NotFound
    return row


def end_participant(session: ViewerSession, participant_id: UUID) -> EltParticipant:
    """Take a lender off the list from today. Titles it holds stay with it until it lets go. Refused ELT_ENDED."""
    row = participant_by_id(session, participant_id, lock=True)
    if row.until is not None:
        raise Refused("ELT_ENDED", phrase("This lender was taken off the list before. Reload the page"))
    row.until = max(today(office_of(session).tenant.timezone), row.since)
    session.flush()
    ledger_chain.record(session, "elt.ended", subjects=[row.id], detail={"code": row.code})
    return row


def _plain(text: str) -> str:
    return " ".join(text.split())
