"""Mail that came back: the letter and the addresses it was for are marked, so that nobody counts on it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.domain.email import email_key
from casework.domain.mail_signs import Bounce
from casework.models import ContactPoint, Letter
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.mail.reply_address import is_theirs, letters_in
from casework.store import ledger_chain
from casework.store.session import ViewerSession

BOUNCE, RETURNED = "bounce", "mail_returned"


def take_bounce(session: ViewerSession, bounce: Bounce) -> UUID | None:
    """The case of the letter that did not arrive. Nothing is marked for a report about a mail that is not ours, or
    about somebody it did not go to: anybody can write such reports."""
    for letter_id in letters_in(bounce.about):
        letter = session.scalar(select(Letter).where(Letter.id == letter_id, Letter.sent_at.is_not(None)))
        failed = [who for who in bounce.failed if letter and is_theirs(session, letter, who)]
        if letter is None or not failed:
            continue
        letter.failure, letter.bounced_at = BOUNCE, now()
        _mark(session, failed[0])
        if letter.case_id is not None:
            note_returned(session, letter.case_id, letter.id)
        ledger_chain.record(session, "letter.bounced", case=letter.case_id, subjects=[letter.id])
        return letter.case_id
    return None


def note_returned(session: ViewerSession, case_id: UUID, letter_id: UUID) -> None:
    """Say in the history of its case that a mail did not arrive."""
    case = lock_case(session, case_id)
    add_event(session, case.id, RETURNED, detail={"letter": str(letter_id)})


def _mark(session: ViewerSession, address: str) -> None:
    held = select(ContactPoint).where(
        ContactPoint.kind == "email",
        ContactPoint.value_key == email_key(address),
        ContactPoint.until.is_(None),
    )
    for point in session.scalars(held):
        point.bounced_at = now()
