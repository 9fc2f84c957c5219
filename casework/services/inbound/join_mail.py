"""Put a mail among the messages of the case that it answers, as its applicant, once however often it is tried."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import CaseworkError
from casework.domain.mail_text import new_words
from casework.models import Case, IntakeFile, IntakeItem, Message
from casework.models.intake import JOINED, JOINING, RAW, WAITING
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.office import Office
from casework.services.tracking.answer_question import answer_question
from casework.services.tracking.open_question import answering_move
from casework.services.tracking.write_message import MOST, write_message
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SYSTEM = "take_post"
REFUSED_THERE = "not_joined"


@dataclass(frozen=True, slots=True)
class Joining:
    """A mail on its way to its case, as frozen values."""

    item: UUID
    case: UUID
    purpose: str
    language: str
    words: str


def mail_to_join(session: ViewerSession, item_id: UUID) -> Joining | None:
    """What is to be joined; None when it is done already."""
    item = session.scalar(select(IntakeItem).where(IntakeItem.id == item_id, IntakeItem.status == JOINING))
    case = session.scalar(select(Case).where(Case.id == item.case_id)) if item else None
    if item is None or case is None:
        return None
    files = session.scalars(
        select(IntakeFile)
        .where(IntakeFile.item_id == item_id, IntakeFile.kind != RAW)
        .order_by(IntakeFile.at)
    )
    names = [file.name for file in files]
    return Joining(item.id, case.id, case.purpose, case.language, _words(item, names, case.language))


def _words(item: IntakeItem, names: list[str], language: str) -> str:
    """What was written above the quotation, and which files hang on it."""
    said = new_words(item.words or "") or item.subject or ""
    with force_locale(language):
        with_it = _("Came with it: %(files)s", files=", ".join(names)[:600]) if names else ""
    room = MOST - len(with_it) - 4
    cut = said if len(said) <= room else said[: room - 1] + "…"
    return "\n\n".join(part for part in (cut, with_it) if part) or "…"


def join_mail(office: Office, joining: Joining) -> bool:
    """Whether the words stand in the case now. Where the office waits for an answer it is one, and the case goes on;
    where that can't be, it is a message."""
    for answers in (True, False):
        try:
            with office.open(office.applicant(joining.case, joining.purpose)) as session:
                _enter(session, joining, answers=answers)
                session.commit()
            return True
        except CaseworkError:
            continue
    return False


def _enter(session: ViewerSession, joining: Joining, *, answers: bool) -> None:
    session.info["case"] = joining.case
    if session.scalar(select(Message.id).where(Message.id == joining.item)) is not None:
        return
    case = lock_case(session, joining.case)
    if answers and answering_move(workflow_of(session, case), case.state):
        enter = partial(answer_question, session, case.id, joining.words, ())
    else:
        enter = partial(write_message, session, case, joining.words)
    enter(language=joining.language, message_id=joining.item)


def mark_joined(session: ViewerSession, item_id: UUID, *, joined: bool) -> None:
    """Say so of the item; it waits for somebody where it could not be joined."""
    item = session.scalar(select(IntakeItem).where(IntakeItem.id == item_id).with_for_update())
    if item is None or item.status != JOINING:
        return
    if not joined:
        item.hint_id, item.case_id, item.status, item.why = item.case_id, None, WAITING, REFUSED_THERE
        return
    item.status, item.done_at = JOINED, now()
    for file in session.scalars(select(IntakeFile).where(IntakeFile.item_id == item_id)):
        file.case_id = item.case_id
    ledger_chain.record(session, "post.joined", case=item.case_id, subjects=[item.id])
    session.flush()
