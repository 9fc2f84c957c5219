"""Say what becomes of something that came in: it goes to a case, as a new one or to one that is there, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.domain.mail_text import new_words
from casework.models import Case, Document, IntakeFile, IntakeItem, Message
from casework.models.intake import DISCARDED, LINKED, OPENED, PAPER
from casework.packs import Field, Workflow
from casework.policy.rulebook import require
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.documents.add_document import addable
from casework.services.inbound.read_item import files_of_item, item_to_sort
from casework.services.tracking.write_message import MOST
from casework.store import ledger_chain
from casework.store.session import ViewerSession

Picks = Mapping[UUID, str]
"""Which paper of the case a file that came answers; files that are not named stay with the item."""
REASONS = ("spam", "twice", "elsewhere", "no_request", "other")
LONGEST_REASON = 500


def link_item(
    session: ViewerSession, item_id: UUID, case_id: UUID, workflow: Workflow, *, picks: Picks
) -> None:
    """Bring it to a case that is there: words of a mail become a message, files become papers.

    Raises Stale, NotFound, and InvalidInput under a file's id.
    """
    require("post.sort", session.viewer)
    item = item_to_sort(session, item_id)
    case = lock_case(session, case_id)
    _enter_words(session, item, case)
    file_papers(session, item, case, workflow, picks=picks)
    _settle(session, item, case, LINKED)
    add_event(session, case.id, "post", detail={"item": str(item.id), "channel": item.channel})
    ledger_chain.record(session, "post.linked", case=case.id, subjects=[item.id])
    session.flush()


def settle_as_opened(
    session: ViewerSession, item: IntakeItem, case: Case, workflow: Workflow, *, picks: Picks
) -> None:
    """It became a case just now: its words stand among the messages, its files become papers."""
    require("post.sort", session.viewer)
    _enter_words(session, item, case)
    file_papers(session, item, case, workflow, picks=picks)
    _settle(session, item, case, OPENED)
    ledger_chain.record(session, "post.opened", case=case.id, subjects=[item.id])
    session.flush()


def discard_item(session: ViewerSession, item_id: UUID, *, reason: str, words: str) -> None:
    """It goes to no case. Raises Stale, NotFound, InvalidInput (`reason`, `words`)."""
    require("post.sort", session.viewer)
    wrong: dict[str, Sayable] = {}
    if reason not in REASONS:
        wrong["reason"] = phrase("Choose why")
    if reason == "other" and not words.strip():
        wrong["words"] = phrase("Say why in your words")
    if len(words) > LONGEST_REASON:
        wrong["words"] = phrase("Use %(most)s characters or fewer", most=LONGEST_REASON)
    if wrong:
        raise InvalidInput(wrong)
    item = item_to_sort(session, item_id)
    item.status, item.done_at, item.done_by = DISCARDED, now(), session.viewer.actor
    item.reason = f"{reason}: {words.strip()}" if words.strip() else reason
    ledger_chain.record(session, "post.discarded", subjects=[item.id], detail={"reason": reason})
    session.flush()


def file_papers(
    session: ViewerSession, item: IntakeItem, case: Case, workflow: Workflow, *, picks: Picks
) -> None:
    """Make papers of the files that are named, each under the question it answers, once."""
    fields = {field.name: field for field in addable(session, workflow)}
    waiting = [one for one in files_of_item(session, item.id) if one.kind == PAPER and not one.document_id]
    for file in waiting:
        name = picks.get(file.id, "")
        if not name:
            continue
        field = fields.get(name)
        if field is None or case.closed_at is not None:
            raise InvalidInput({f"file-{file.id}": phrase("Choose which paper it is")})
        document = _document(session, file, case, field)
        session.add(document)
        file.document_id = document.id
        add_event(session, case.id, "paper", detail={"field": field.name})
        ledger_chain.record(session, "document.added", case=case.id, fields=[field.name])
    session.flush()


def _enter_words(session: ViewerSession, item: IntakeItem, case: Case) -> None:
    """What a mail says, as a message of the applicant's at the time it came."""
    body = new_words(item.words or "")[:MOST]
    if item.channel != "email" or not body:
        return
    row = Message(
        id=item.id,
        case_id=case.id,
        sender="them",
        kind="message",
        body=body,
        language=case.language,
        at=item.received_at,
    )
    session.add(row)


def _document(session: ViewerSession, file: IntakeFile, case: Case, field: Field) -> Document:
    return Document(
        id=new_id(),
        case_id=case.id,
        field=field.name,
        label=field.cls,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        store_name=file.store_name,
        scan=file.scan,
        sender="them",
        author_id=session.viewer.actor,
    )


def _settle(session: ViewerSession, item: IntakeItem, case: Case, status: str) -> None:
    item.status, item.case_id = status, case.id
    item.done_at, item.done_by = now(), session.viewer.actor
    for file in session.scalars(select(IntakeFile).where(IntakeFile.item_id == item.id)):
        file.case_id = case.id
    session.flush()
