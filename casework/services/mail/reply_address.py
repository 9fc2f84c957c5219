"""By which address a mail of ours is answered: a word in it that only that mail to that person holds (RFC 5233).

The word follows from the letter and its recipient by a key of this installation; only its hash is kept.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from casework.base.clock import now
from casework.base.ids import secret_hash
from casework.domain.email import email_key
from casework.models import Letter
from casework.services.office import office_of
from casework.services.tenants.find_tenant import TenantFacts
from casework.settings import Settings
from casework.store.session import ViewerSession

LIVES = timedelta(days=400)
"""How long after it was sent a mail can be answered by its address."""
_WORD = re.compile(r"\+([a-z2-7]{26})@")
_OURS = re.compile(r"<letter\.([0-9a-f]{32})@")


def reply_word(tenant: int, letter: UUID, to: str) -> str:
    """The word of a letter to this person; the same however often it is sent."""
    return b32encode(_digest("reply", f"{tenant}|{letter}|{email_key(to)}")[:16]).decode().rstrip("=").lower()


def recipient_key(tenant: int, address: str) -> str:
    """What is kept of whom a letter went to: tells whether somebody is that person, and nothing else."""
    return _digest("recipient", f"{tenant}|{email_key(address)}").hex()


def post_mark(tenant: int, content: bytes) -> bytes:
    """What tells whether the same thing came twice."""
    return hmac.digest(_digest("post", str(tenant)), content, "sha256")


def own_address(tenant: TenantFacts) -> str | None:
    """The address at which an office gets mail; None where the installation takes none."""
    settings: Settings = current_app.extensions["casework.settings"]
    return f"{tenant.slug}@{settings.mail_in}" if settings.mail_in else None


def reply_address(tenant: TenantFacts, word: str) -> str | None:
    """The address that a mail is answered by."""
    own = own_address(tenant)
    return own.replace("@", f"+{word}@", 1) if own else None


def answered_letter(session: ViewerSession, to: Iterable[str], cites: Iterable[str]) -> Letter | None:
    """Which of our mails is answered: told by the word in an address, else by the number of the mail itself."""
    for hashed in {secret_hash(word) for word in words_in(to)}:
        found = session.scalar(select(Letter).where(Letter.reply_hash == hashed))
        if found is not None:
            return found
    for letter_id in letters_in(cites):
        found = session.scalar(select(Letter).where(Letter.id == letter_id, Letter.sent_at.is_not(None)))
        if found is not None:
            return found
    return None


def words_in(addresses: Iterable[str]) -> list[str]:
    """The words of ours in these addresses."""
    return [found[1] for one in addresses if (found := _WORD.search(one.lower()))]


def letters_in(message_ids: Iterable[str]) -> list[UUID]:
    """The letters whose Message-IDs these are."""
    return [UUID(found[1]) for one in message_ids if (found := _OURS.match(one.lower()))]


def is_theirs(session: ViewerSession, letter: Letter, sender: str) -> bool:
    """Whether this letter went to this person."""
    key = recipient_key(office_of(session).tenant.id, sender)
    return bool(sender and letter.sent_key) and hmac.compare_digest(key, letter.sent_key or "")


def is_too_old(letter: Letter) -> bool:
    """Whether a letter can no longer be answered by mail."""
    return letter.sent_at is None or letter.sent_at < now() - LIVES


def _digest(about: str, told: str) -> bytes:
    settings: Settings = current_app.extensions["casework.settings"]
    key = hmac.digest(settings.cookie_secret, f"casework mail {about}".encode(), "sha256")
    return hmac.digest(key, told.encode(), "sha256")
