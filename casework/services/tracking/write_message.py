"""A message from the applicant to the office."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.models import Case, Message
from casework.packs.field_kinds import BadAnswer
from casework.packs.field_kinds.plain_text import clean
from casework.services.cases.events import add_event
from casework.services.cases.tell_handler import have_handler_told
from casework.store import ledger_chain
from casework.store.session import ViewerSession

MOST = 4000


def write_message(
    session: ViewerSession,
    case: Case,
    words: str,
    *,
    language: str,
    kind: str = "message",
    message_id: UUID | None = None,
) -> None:
    """Keep a message. The caller holds the case's lock. Raises InvalidInput under `words`.

    `message_id`: of what it came as, so that it is not kept twice.
    """
    body = checked_words(words)
    if not body:
        raise InvalidInput({"words": phrase("Write what you want to tell us")})
    row = Message(
        id=message_id or new_id(), case_id=case.id, sender="them", kind=kind, body=body, language=language
    )
    session.add(row)
    have_handler_told(session, case.id, add_event(session, case.id, kind, public=True))
    ledger_chain.record(session, f"message.{kind}", case=case.id)


def checked_words(words: str) -> str:
    """The words as they are kept. Raises InvalidInput under `words`."""
    try:
        body = clean(words.strip(), lines=True)
    except BadAnswer as bad:
        raise InvalidInput({"words": bad.errors[""]}) from None
    if len(body) > MOST:
        said = phrase("Use %(most)s characters or fewer. This has %(count)s", most=MOST, count=len(body))
        raise InvalidInput({"words": said})
    return body
