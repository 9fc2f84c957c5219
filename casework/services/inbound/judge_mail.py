"""What becomes of a mail: it joins the case it answers, or waits for somebody, or is set aside. Nothing is thrown away.

A mail joins a case only when it holds the word, or the number, of a mail of ours that went to its very sender. What
stands in From alone proves nothing; a number in the subject is a hint.
"""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from casework.base.ids import parse_case_number
from casework.base.values import Value
from casework.domain.email import email_key
from casework.domain.mail_reading import MailRead
from casework.domain.mail_signs import LOOP
from casework.models import Case
from casework.models.intake import JOINING, SET_ASIDE, WAITING
from casework.services.cases.mandates import acts_no_more
from casework.services.inbound.bounces import BOUNCE
from casework.services.mail.reply_address import (
    answered_letter,
    is_theirs,
    is_too_old,
    letters_in,
    own_address,
)
from casework.services.office import office_of
from casework.services.staff.throttle import Limit, TooManyTries, spend
from casework.settings import Settings
from casework.store.session import ViewerSession

STRANGER, OTHER_SENDER, OLD, CLOSED, TOO_MANY = "stranger", "other_sender", "old", "closed", "too_many"
OVER = "mandate_over"
MAIL_FROM = Limit("mail from a sender", 20, timedelta(hours=1))
_NUMBER = re.compile(r"\b[A-Z]{1,4}[- ]?\d{3}[- ]?\d{3}[- ]?\d{3}\b")


class Verdict(Value):
    """A status and why; the case that it joins, or is perhaps about."""

    status: str
    why: str = ""
    case: UUID | None = None


def judge_mail(session: ViewerSession, mail: MailRead) -> Verdict:
    """What becomes of this mail."""
    unwanted = BOUNCE if mail.bounce is not None else LOOP if is_our_own(session, mail) else mail.machine
    if not unwanted and _too_many(session, mail.sender):
        unwanted = TOO_MANY
    return Verdict(SET_ASIDE, unwanted) if unwanted else _about(session, mail)


def _about(session: ViewerSession, mail: MailRead) -> Verdict:
    letter = answered_letter(session, mail.to, mail.cites)
    case = session.scalar(select(Case).where(Case.id == letter.case_id)) if letter else None
    if letter is None or case is None:
        return Verdict(WAITING, STRANGER, _hinted(session, mail.subject))
    doubts = {
        OTHER_SENDER: not is_theirs(session, letter, mail.sender),
        OLD: is_too_old(letter),
        CLOSED: case.closed_at is not None,
        OVER: acts_no_more(session, case.id, mail.sender),
    }
    why = next((code for code, holds in doubts.items() if holds), "")
    return Verdict(WAITING if why else JOINING, why, case.id)


def is_our_own(session: ViewerSession, mail: MailRead) -> bool:
    """Whether we sent this ourselves: it went round."""
    settings: Settings = current_app.extensions["casework.settings"]
    plain = re.sub(r"\+[^@]*@", "@", email_key(mail.sender))
    own = {email_key(settings.mail_from), own_address(office_of(session).tenant)}
    return plain in own or bool(letters_in([mail.message_id]))


def _too_many(session: ViewerSession, sender: str) -> bool:
    try:
        spend(MAIL_FROM, email_key(sender) or "nobody", tenant_id=office_of(session).tenant.id)
    except TooManyTries:
        return True
    return False


def _hinted(session: ViewerSession, subject: str) -> UUID | None:
    """The case whose number stands in the subject."""
    found = _NUMBER.search(subject.upper())
    number = parse_case_number(found[0]) if found else None
    return session.scalar(select(Case.id).where(Case.number == number)) if number else None
