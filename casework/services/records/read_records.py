"""Read the records of a request, and the log of what is withheld."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value
from casework.models import Document, FoundRecord, Withholding
from casework.services.records.areas import Area
from casework.store.session import ViewerSession

GIVE = "give_records"
"""The effect that gives out what is decided. Records are worked on in the states from which a move has it."""


class Line(Value):
    """One line of the log."""

    id: UUID
    record_id: UUID | None
    extent: str
    page: int | None
    place: str
    exemption: str
    reason: str
    interest: str
    area: Area | None
    entered_at: datetime
    entered_by: UUID | None
    lifted_at: datetime | None
    lifted_by: UUID | None


class File(Value):
    """A file of a record."""

    id: UUID
    name: str
    sha256: bytes
    media_type: str


class Record(Value):
    """A record, its files, and the lines of the log that hold for it."""

    id: UUID
    title: str
    decision: str | None
    decided_by: UUID | None
    original: File | None
    revision: File | None
    given: File | None
    lines: tuple[Line, ...]

    @property
    def held(self) -> tuple[Line, ...]:
        """The lines that were not lifted."""
        return tuple(line for line in self.lines if line.lifted_at is None)


class Records(Value):
    """All of a request: its records, and the lines that are about the request as a whole."""

    records: tuple[Record, ...]
    whole: tuple[Line, ...]

    @property
    def held(self) -> tuple[Line, ...]:
        """Every line that was not lifted."""
        every = (*self.whole, *(line for record in self.records for line in record.lines))
        return tuple(line for line in every if line.lifted_at is None)

    def record(self, record_id: UUID) -> Record | None:
        """The record of this id."""
        return next((one for one in self.records if one.id == record_id), None)


def read_records(session: ViewerSession, case_id: UUID) -> Records:
    """What was found and was not taken off again, oldest first, and the log."""
    lines = [
        _line(row) for row in session.scalars(_of(Withholding, case_id).order_by(Withholding.entered_at))
    ]
    rows = session.scalars(
        _of(FoundRecord, case_id).where(FoundRecord.removed_at.is_(None)).order_by(FoundRecord.added_at)
    ).all()
    files = _files(session, case_id) if rows else {}
    return Records(
        tuple(_record(row, files, lines) for row in rows),
        tuple(line for line in lines if line.record_id is None),
    )


def _record(row: FoundRecord, files: dict[UUID, File], lines: list[Line]) -> Record:
    return Record(
        id=row.id,
        title=row.title,
        decision=row.decision,
        decided_by=row.decided_by,
        original=files.get(row.original_id) if row.original_id else None,
        revision=files.get(row.revision_id) if row.revision_id else None,
        given=files.get(row.given_id) if row.given_id else None,
        lines=tuple(line for line in lines if line.record_id == row.id),
    )


def _of(register: type[Withholding] | type[FoundRecord], case_id: UUID) -> Any:
    return select(register).where(register.case_id == case_id)


def _files(session: ViewerSession, case_id: UUID) -> dict[UUID, File]:
    rows = session.scalars(select(Document).where(Document.case_id == case_id, Document.removed_at.is_(None)))
    return {row.id: File(row.id, row.name, row.sha256, row.media_type) for row in rows}


def _line(row: Withholding) -> Line:
    return Line(
        *(row.id, row.record_id, row.extent, row.page, row.place or "", row.exemption, row.reason),
        *(
            row.interest or "",
            Area(*row.area) if row.area else None,
            row.entered_at,
            row.entered_by,
            row.lifted_at,
            row.lifted_by,
        ),
    )
