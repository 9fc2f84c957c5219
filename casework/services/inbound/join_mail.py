"""Put a mail among the messages of the case that it answers, as its applicant, once however often it is tried."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import CaseworkError
from casework.base.values import Value
from casework.domain.mail_text import new_words
from casework.models import Case, IntakeFile, IntakeItem, Message
from casework.models.intake import JOINED, JOINING, PAPER, RAW, WAITING
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.inbound.file_mail import Hung, file_mail, filed_of
from casework.services.office import Office
from casework.services.tracking.answer_question import answer_question
from casework.services.tracking.open_question import answering_move
from casework.services.tracking.write_message import MOST, write_message
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SYSTEM = "take_post"
REFUSED_THERE = "not_joined"


class Joining(Value):
    """A mail on its way to its case, as frozen values."""

    item: UUID
    case: UUID
    purpose: str
    language: str
    words: str
    files: tuple[Hung, ...] = ()


def mail_to_join(session: ViewerSession, item_id: UUID) -> Joining | None:
    """What is to be joined; None when it is done already."""
    item = session.scalar(select(IntakeItem).where(IntakeItem.id == item_id, IntakeItem.status == JOINING))
    case = session.scalar(select(Case).where(Case.id == item.case_id)) if item else None
    if item is None or case is None:
        return None
    files = session.scalars(
        select(IntakeFile)
        .where(IntakeFile.item_id == item_id, IntakeFile.kind != RAW)
        .order_by(IntakeFile.at, IntakeFile.id)
    ).all()
    words = _words(item, [file.name for file in files], case.language)
    hung = tuple(
        Hung(one.id, one.name, one.media_type, one.size, one.sha256, one.store_name, one.scan)
        for one in files
        if one.kind == PAPER
    )
    return Joining(item.id, case.id, case.purpose, case.language, words, hung)


def _words(item: IntakeItem, names: list[str], language: str) -> str:
    """What was written above the quotation, and which files hang on it."""
    said = new_words(item.words or "") or item.subject or ""
    with force_locale(language):
        with_it = _("Came with it: %(files)s", files=", ".join(names)[:600]) if names else ""
    room = MOST - len(with_it) - 4
    cut = said if len(said) <= room else said[: room - 1] + "…"
    return "\n\n".join(part for part in (cut, with_it) if part) or "…"


def join_mail(office: Office, joining: Joining) -> frozenset[UUID] | None:
    """Which of its files are papers of the case now; None when its words can't stand there. Where the office waits for
    an answer it is one, and the case goes on; where that can't be, it is a message."""
    for answers in (True, False):
        try:
            with office.open(office.applicant(joining.case, joining.purpose)) as session:
                filed = _enter(session, joining, answers=answers)
                session.commit()
            return filed
        except CaseworkError:
            continue
    return None


def _enter(session: ViewerSession, joining: Joining, *, answers: bool) -> frozenset[UUID]:
    session.info["case"] = joining.case
    if session.scalar(select(Message.id).where(Message.id == joining.item)) is not None:
        return filed_of(session, joining.files)
    case = lock_case(session, joining.case)
    workflow = workflow_of(session, case)
    # Before the words: they may move the case on, and then nothing is asked for any more.
    file_mail(session, case, workflow, joining.files)
    if answers and answering_move(workflow, case.state):
        enter = partial(answer_question, session, case.id, joining.words, ())
    else:
        enter = partial(write_message, session, case, joining.words)
    enter(language=joining.language, message_id=joining.item)
    return filed_of(session, joining.files)


def mark_joined(session: ViewerSession, item_id: UUID, *, filed: frozenset[UUID] | None) -> None:
    """Say so of the item, and which of its files are papers; it waits for somebody where it could not be joined."""
    item = session.scalar(select(IntakeItem).where(IntakeItem.id == item_id).with_for_update())
    if item is None or item.status != JOINING:
        return
    if filed is None:
        item.hint_id, item.case_id, item.status, item.why = item.case_id, None, WAITING, REFUSED_THERE
        return
    item.status, item.done_at = JOINED, now()
    for file in session.scalars(select(IntakeFile).where(IntakeFile.item_id == item_id)):
        file.case_id = item.case_id
        file.document_id = file.id if file.id in filed else None
    ledger_chain.record(session, "post.joined", case=item.case_id, subjects=[item.id])
    session.flush()
