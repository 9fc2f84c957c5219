"""Papers that were issued in a case: the list, and one of them again, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import CaseworkError, NotFound
from casework.base.phrases import phrase
from casework.models import IssuedPaper
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

PAGE = 100


class PaperDamaged(CaseworkError):
    """The stored paper is missing, or is no longer what was issued."""

    status = 503

    def __init__(self) -> None:
        super().__init__(phrase("The stored paper is damaged. Tell the operator: a backup holds it"))


@dataclass(frozen=True, slots=True)
class PaperRow:
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


@dataclass(frozen=True, slots=True)
class PaperFile:
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
    """The paper again, checked against its hash. A disclosure. NotFound, PaperDamaged."""
    row = session.scalar(
        select(IssuedPaper).where(IssuedPaper.id == paper_id, IssuedPaper.case_id == case_id)
    )
    if row is None or not session.viewer.access.may_read("contact"):
        raise NotFound
    files = file_store()
    if not files.holds(session.viewer.tenant, row.store_name, row.sha256):
        raise PaperDamaged
    ledger_chain.record(
        session, "paper.read", case=case_id, subjects=[row.id], fields=[row.template or row.kind]
    )
    return PaperFile(row.number, row.kind, files.read(session.viewer.tenant, row.store_name))
