"""Answer what the office asked: words and papers, and the case goes on; all or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now
from casework.base.errors import InvalidInput, Stale
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.models import Case, Document, Message
from casework.packs import Field
from casework.services.cases.find_case import lock_case
from casework.services.cases.move_case import move_case
from casework.services.cases.pin import workflow_of
from casework.services.documents.keep_file import Sent, keep_file
from casework.services.tracking.open_question import answering_move
from casework.services.tracking.write_message import checked_words, write_message
from casework.store import ledger_chain
from casework.store.session import ViewerSession

Papers = Iterable[tuple[Field, Sent]]


def answer_question(
    session: ViewerSession,
    case_id: UUID,
    words: str,
    papers: Papers,
    *,
    language: str,
    message_id: UUID | None = None,
) -> None:
    """Keep the answer and move the case on. Raises InvalidInput by field (`words`, or a paper's name), and Stale."""
    case = lock_case(session, case_id)
    workflow = workflow_of(session, case)
    move = answering_move(workflow, case.state)
    if move is None:
        raise Stale(phrase("We no longer wait for this answer. Read below how it stands now."))
    papers = list(papers)
    if not words.strip() and not papers:
        raise InvalidInput({"words": phrase("Write an answer, or add a paper")})
    checked_words(words)
    _attach(session, case, papers)
    if words.strip():
        write_message(session, case, words, kind="answer", language=language, message_id=message_id)
    open_ones = select(Message).where(
        Message.case_id == case.id, Message.kind == "question", Message.answered_at.is_(None)
    )
    for asked in session.scalars(open_ones):
        asked.answered_at = now()
    move_case(session, case.id, move.name)


def _attach(session: ViewerSession, case: Case, papers: list[tuple[Field, Sent]]) -> None:
    """Keep each paper under its field. All faults are told at once."""
    theirs = (Document.case_id == case.id, Document.sender == "them", Document.removed_at.is_(None))
    used = int(session.scalar(select(func.coalesce(func.sum(Document.size), 0)).where(*theirs)) or 0)
    wrong: dict[str, Sayable] = {}
    for field, sent in papers:
        try:
            kept = keep_file(session, sent, field.accept, used=used)
        except InvalidInput as refused:
            wrong.setdefault(field.name, refused.sayings["file"])
            continue
        used += kept.stored.size
        session.add(
            Document(
                id=new_id(),
                case_id=case.id,
                field=field.name,
                label=field.cls,
                name=kept.name,
                media_type=kept.media_type,
                size=kept.stored.size,
                sha256=kept.stored.sha256,
                store_name=kept.stored.name,
                scan=kept.scan,
                sender="them",
            )
        )
        ledger_chain.record(session, "document.added", case=case.id, fields=[field.name])
    if wrong:
        raise InvalidInput(wrong)
