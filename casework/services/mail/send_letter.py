"""Send a queued letter, once it is clear that it may go: never twice, never by the dozen to a stranger."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now
from casework.domain.email import email_key
from casework.models import Case, Letter
from casework.services.cases.pin import workflow_of
from casework.services.inbound.bounces import note_returned
from casework.services.mail.answerable import answerable
from casework.services.mail.gift_mail import THANKS_MAIL
from casework.services.mail.message import Mail, compose
from casework.services.mail.transport import MailRefused, MailUnavailable, send
from casework.services.mail.tribute_mail import TRIBUTE_MAIL
from casework.services.mail.write_letter import write_letter
from casework.services.office import office_of
from casework.services.staff.throttle import MAIL_TO, TooManyTries, refund, spend
from casework.services.thanks.promise import thanks_failed
from casework.services.tributes.states import notice_failed
from casework.store import ledger_chain
from casework.store.session import ViewerSession

UNWANTED = "they said no since"
FROM_ANYBODY = ("web", "open311")
NOBODY, TOO_MANY, REFUSED = (
    "nobody to write to",
    "too many to this address today",
    "refused by the mail server",
)


def send_letter(session: ViewerSession, letter_id: UUID) -> None:
    """Send it and mark it sent. Raises MailUnavailable when it has to be tried again."""
    letter = session.scalar(select(Letter).where(Letter.id == letter_id).with_for_update())
    if letter is None or letter.sent_at is not None or letter.failure is not None:
        return
    session.info["case"] = letter.case_id
    wanted = _is_wanted(session, letter)
    mail = write_letter(session, letter) if wanted else None
    if mail is None:
        return _failed(session, letter, NOBODY if wanted else UNWANTED)
    case = session.scalar(select(Case).where(Case.id == letter.case_id)) if letter.case_id else None
    mail = answerable(session, letter, case, mail)
    unasked = _is_unasked(session, letter, case)
    if unasked and not _may_go(session, mail):
        return _failed(session, letter, TOO_MANY)
    try:
        send(compose(mail, office_of(session).tenant))
    except MailUnavailable:
        if unasked:
            refund(MAIL_TO, email_key(mail.to), tenant_id=office_of(session).tenant.id)
        raise
    except (MailRefused, ValueError):
        return _failed(session, letter, REFUSED)
    letter.sent_at, letter.message_id = now(), f"<{mail.key}>"
    ledger_chain.record(
        session,
        "letter.sent",
        case=letter.case_id,
        fields=mail.fields,
        detail={"template": letter.template},
    )


def _is_wanted(session: ViewerSession, letter: Letter) -> bool:
    """Whether somebody has not said no since it was queued."""
    if letter.person_id is None or letter.topic is None:
        return True
    return not session.scalar(select(func.no_mail_to(letter.person_id, "email", letter.topic)))


def _failed(session: ViewerSession, letter: Letter, why: str) -> None:
    letter.failure = why
    if why == REFUSED and letter.case_id is not None:
        note_returned(session, letter.case_id, letter.id)
    if letter.template == THANKS_MAIL:
        thanks_failed(session, letter.id)
    if letter.template == TRIBUTE_MAIL:
        notice_failed(session, letter.id, unwanted=why == UNWANTED)


def _is_unasked(session: ViewerSession, letter: Letter, case: Case | None) -> bool:
    """Whether anybody could have caused this mail to anybody's address: the receipt of a case from outside."""
    if case is None or case.channel not in FROM_ANYBODY:
        return False
    return letter.template == workflow_of(session, case).opening_letter


def _may_go(session: ViewerSession, mail: Mail) -> bool:
    try:
        spend(MAIL_TO, email_key(mail.to), tenant_id=office_of(session).tenant.id)
    except TooManyTries:
        return False
    return True
