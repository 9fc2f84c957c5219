"""Papers that were issued in a case: the list, and one of them again, byte for byte."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from casework.base.errors import CaseworkError, NotFound
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import IssuedPaper, PlateIssue, PlateIssueEvent
from casework.models.issued_paper import LETTER
from casework.packs.placeholders import places_of
from casework.packs.rules import all_fields
from casework.services.cases.find_case import case_by_id
from casework.services.cases.pin import workflow_of
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

PAGE = 100
_ON_LETTERS = frozenset({"contact", "location"})
"""Of whoever it is sent to: name and address."""
_ON_CERTIFICATES = _ON_LETTERS | {"asset"}
"""And the numbers of the vehicle and its plate."""


class PaperDamaged(CaseworkError):
    """The stored paper is missing, or is no longer what was issued."""

    status = 503

    def __init__(self) -> None:
        super().__init__(phrase("The stored paper is damaged. Tell the operator: a backup holds it"))


class PaperRow(Value):
    """A paper in a list. `ended_why` is empty while it holds."""

    id: UUID
    kind: str
    template: str
    number: str
    language: str
    issued_at: datetime
    ended_at: datetime | None
    ended_why: str
    size: int


class PaperFile(Value):
    """A paper as it was issued."""

    number: str
    kind: str
    content: bytes


def papers_of_case(session: ViewerSession, case_id: UUID) -> list[PaperRow]:
    """The papers of a case that this viewer may know of, newest first."""
    columns = (
        *(IssuedPaper.id, IssuedPaper.kind, IssuedPaper.template, IssuedPaper.number, IssuedPaper.language),
        *(IssuedPaper.issued_at, IssuedPaper.ended_at, IssuedPaper.ended_why, IssuedPaper.size),
    )
    chosen = select(*columns).where(IssuedPaper.case_id == case_id)
    rows = session.execute(chosen.order_by(IssuedPaper.issued_at.desc(), IssuedPaper.id.desc()).limit(PAGE))
    return [
        PaperRow(
            *(row.id, row.kind, row.template, row.number, row.language),
            *(row.issued_at, row.ended_at, row.ended_why or "", row.size),
        )
        for row in rows
    ]


def read_paper(session: ViewerSession, case_id: UUID, paper_id: UUID) -> PaperFile:
    """The paper again, checked against its hash. A disclosure. NotFound, PaperDamaged.

    A member gets it whole or not at all: for whom something that is printed on it is withheld, it is not there.
    Whoever applied gets what was issued to them.
    """
    return _read(
        session, select(IssuedPaper).where(IssuedPaper.id == paper_id, IssuedPaper.case_id == case_id)
    )


def letters_of_mark(session: ViewerSession, mark_id: UUID) -> dict[UUID, UUID]:
    """Event of a plate → the letter about it that holds."""
    rows = session.execute(
        select(IssuedPaper.id, IssuedPaper.event_id)
        .join(PlateIssueEvent, PlateIssueEvent.id == IssuedPaper.event_id)
        .join(PlateIssue, PlateIssue.id == PlateIssueEvent.issue_id)
        .where(PlateIssue.mark_id == mark_id, IssuedPaper.ended_at.is_(None))
    )
    return {row.event_id: row.id for row in rows}


def read_letter_of_mark(session: ViewerSession, mark_id: UUID, paper_id: UUID) -> PaperFile:
    """The letter about what became of a plate, again. A disclosure. As `read_paper`."""
    chosen = (
        select(IssuedPaper)
        .join(PlateIssueEvent, PlateIssueEvent.id == IssuedPaper.event_id)
        .join(PlateIssue, PlateIssue.id == PlateIssueEvent.issue_id)
        .where(PlateIssue.mark_id == mark_id, IssuedPaper.id == paper_id)
    )
    return _read(session, chosen)


def _read(session: ViewerSession, chosen: Select[IssuedPaper]) -> PaperFile:
    row = session.scalar(chosen)
    if row is None or (session.viewer.actor_kind == "member" and not _whole(session, row)):
        raise NotFound
    files = file_store()
    if not files.holds(session.viewer.tenant, row.store_name, row.sha256):
        raise PaperDamaged
    ledger_chain.record(
        session, "paper.read", case=row.case_id, subjects=[row.id], fields=[row.template or row.kind]
    )
    return PaperFile(row.number, row.kind, files.read(session.viewer.tenant, row.store_name))


def _whole(session: ViewerSession, row: IssuedPaper) -> bool:
    """Whether this viewer may read everything that is printed on the paper."""
    return all(session.viewer.access.may_read(cls) for cls in _printed(session, row))


def _printed(session: ViewerSession, row: IssuedPaper) -> frozenset[str]:
    if row.kind != LETTER or row.case_id is None:
        return _ON_CERTIFICATES
    workflow = workflow_of(session, case_by_id(session, row.case_id))
    named = {place.removeprefix("asked.") for _, place in places_of(workflow.letter(row.template))}
    return _ON_LETTERS | {field.cls for name, field in all_fields(workflow).items() if name in named}
