"""Give a mail about a case what it takes to be answered by mail: an address of its own, and its place in the thread."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from casework.base.ids import secret_hash
from casework.base.values import replace
from casework.models import Case, IntakeItem, Letter
from casework.models.intake import JOINED, LINKED, OPENED
from casework.services.mail.message import Mail
from casework.services.mail.reply_address import recipient_key, reply_address, reply_word
from casework.services.office import office_of
from casework.settings import Settings
from casework.store.session import ViewerSession


def answerable(session: ViewerSession, letter: Letter, case: Case | None, mail: Mail) -> Mail:
    """The mail with both, where it is about a case. The letter remembers whom it went to, as a keyed digest."""
    tenant = office_of(session).tenant
    letter.sent_key = recipient_key(tenant.id, mail.to)
    if case is None:
        return mail
    word = reply_word(tenant.id, letter.id, mail.to)
    address = reply_address(tenant, word)
    letter.reply_hash = secret_hash(word) if address else None
    return replace(mail, reply=address, thread=_thread(session, case, mail.to))


def _thread(session: ViewerSession, case: Case, to: str) -> tuple[str, ...]:
    """What all mails about a case stand under, and the last mail that this person wrote about it."""
    settings: Settings = current_app.extensions["casework.settings"]
    root = f"<case.{case.id.hex}@{urlsplit(settings.base_url).hostname or 'localhost'}>"
    theirs = (
        select(IntakeItem.id, IntakeItem.message_id, IntakeItem.sender)
        .where(IntakeItem.case_id == case.id, IntakeItem.status.in_((JOINED, LINKED, OPENED)))
        .order_by(IntakeItem.received_at.desc())
        .limit(1)
    )
    last = session.execute(theirs).first()
    same = last is not None and last.message_id and (last.sender or "").lower() == to.lower()
    return (root, last.message_id) if last is not None and same else (root,)
