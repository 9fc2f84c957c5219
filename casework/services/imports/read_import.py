"""Imports as people look at them: the list, what was found of the rows, the rows as they stand in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import ImportLine, ImportRun, ImportTemplate
from casework.services.imports.read_rows import Rows
from casework.services.imports.register import PERHAPS, SAME, Wrong, known_registers
from casework.services.imports.weigh_lines import Beside, weigh_lines
from casework.services.office import office_of
from casework.store.files import file_store
from casework.store.session import ViewerSession

MOST, PAGE = 100, 25


class ImportFace(Value):
    """An import in a list."""

    id: UUID
    register: str
    file_name: str
    source: str
    state: str
    begun_at: datetime
    begun_by: UUID | None
    new: int
    left_out: int


class LineView(Value):
    """A row with what was found of it. `cells`: as in the file, if that is still there; `candidates`: who or what
    it may be; `beside`: the same side by side, where it is about people."""

    id: UUID
    line: int
    verdict: str
    wrong: tuple[Wrong, ...]
    cells: tuple[str, ...]
    candidates: tuple[tuple[UUID, str], ...]
    decision: str | None
    record_id: UUID | None
    of_line: int | None = None
    beside: Beside | None = None


def list_imports(session: ViewerSession) -> list[ImportFace]:
    """The imports of this office, newest first."""
    rows = session.scalars(
        select(ImportRun).order_by(ImportRun.begun_at.desc(), ImportRun.id.desc()).limit(MOST)
    )
    return [
        ImportFace(
            *(
                row.id,
                row.register,
                row.file_name,
                row.source,
                row.state,
                row.begun_at,
                row.begun_by,
                row.new,
            ),
            row.wrong + row.perhaps,
        )
        for row in rows
    ]


def list_templates(session: ViewerSession) -> list[tuple[UUID, str, str]]:
    """The templates of this office: id, register, name."""
    rows = session.scalars(select(ImportTemplate).order_by(ImportTemplate.register, ImportTemplate.name))
    return [(row.id, row.register, row.name) for row in rows]


def template_named(session: ViewerSession, register: str, name: str) -> UUID:
    """The template of this name; InvalidInput under `template`."""
    chosen = select(ImportTemplate.id).where(ImportTemplate.register == register, ImportTemplate.name == name)
    found = session.scalar(chosen)
    if found is None:
        raise InvalidInput({"template": phrase("There is no template of this name")})
    return found


def sample_rows(session: ViewerSession, run: ImportRun, most: int = 3) -> list[tuple[str, ...]]:
    """The first rows of the file, to see whether it is read right."""
    if run.store_name is None:
        return []
    with file_store().open(office_of(session).tenant.id, run.store_name) as file:
        rows = Rows(file, run.separator, at=run.first_at, line=run.first_line, width=len(run.headings))
        found = [read.cells for read, _ in zip(rows, range(most), strict=False)]
    return found


def stage_of(run: ImportRun) -> str:
    """Which findings are shown: those of the dry run until rows are written, and in the end what was not taken back."""
    if run.state == "undone" and run.kept:
        return "undo"
    return "check" if run.started_at is None else "run"


def read_lines(
    session: ViewerSession, run: ImportRun, verdict: str, *, after: int = 0, size: int = PAGE
) -> tuple[list[LineView], int | None]:
    """Rows of one verdict in the order of the file, and after which line the next ones come."""
    rows = _lines(session, run, (verdict,), after, size + 1)
    shown = rows[:size]
    cells = dict(_cells(session, run, shown))
    register = known_registers()[run.register]
    who = {row.line: _candidates(row) for row in shown if verdict == PERHAPS or row.stage == "undo"}
    asked = [one for each in who.values() for one in each]
    beside = weigh_lines(session, run, shown) if verdict == PERHAPS else {}
    told = register.describe(session, asked) if asked and not beside else {}
    views = [
        LineView(
            *(row.id, row.line, row.verdict, tuple(map(Wrong.restored, row.wrong)), cells.get(row.line, ())),
            *(tuple((one, told[one]) for one in who.get(row.line, ()) if one in told), row.decision),
            row.record_id,
            row.of_line,
            beside.get(row.line),
        )
        for row in shown
    ]
    return views, shown[-1].line if len(rows) > size else None


def joined_rows(session: ViewerSession, run: ImportRun) -> int:
    """How many rows go in with a row before them: the parts of one gift, the same person once more."""
    chosen = select(func.count()).where(
        ImportLine.run_id == run.id,
        ImportLine.stage == stage_of(run),
        ImportLine.verdict == SAME,
        ImportLine.of_line.is_not(None),
        ImportLine.decision.is_(None),
    )
    return session.scalar(chosen) or 0


def _candidates(row: ImportLine) -> list[UUID]:
    """The records that a row may be; or of one that was not taken back, the one it is."""
    return ([row.record_id] if row.record_id else []) if row.stage == "undo" else row.perhaps


def left_out(
    session: ViewerSession, run: ImportRun, *, after: int, size: int
) -> list[tuple[int, tuple[Wrong, ...], tuple[str, ...]]]:
    """Rows that do not go in, wrong ones and those that are perhaps here: line, what is wrong, cells."""
    rows = _lines(session, run, ("wrong", PERHAPS), after, size)
    cells = dict(_cells(session, run, rows))
    return [(row.line, tuple(map(Wrong.restored, row.wrong)), cells.get(row.line, ())) for row in rows]


def _lines(
    session: ViewerSession, run: ImportRun, verdicts: Sequence[str], after: int, size: int
) -> list[ImportLine]:
    chosen = select(ImportLine).where(
        ImportLine.run_id == run.id,
        ImportLine.stage == stage_of(run),
        ImportLine.verdict.in_(verdicts),
        ImportLine.line > after,
    )
    return list(session.scalars(chosen.order_by(ImportLine.line).limit(size)))


def _cells(
    session: ViewerSession, run: ImportRun, lines: Sequence[ImportLine]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    if run.store_name is None or not lines:
        return
    with file_store().open(office_of(session).tenant.id, run.store_name) as file:
        for one in lines:
            if not one.at:
                continue
            rows = Rows(file, run.separator, at=one.at, line=one.line)
            read = next(iter(rows), None)
            if read is not None:
                yield one.line, tuple(cell[:200] for cell in read.cells[: len(run.headings)])
