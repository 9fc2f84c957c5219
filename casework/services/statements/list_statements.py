"""Statements on record, runs and how far they are, and a paper again, byte for byte."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.models import GivingStatement, StatementRun
from casework.services.donors.issue_receipt import PRINTED, ReceiptDamaged, ReceiptPaper
from casework.services.people.donor_names import donor_names
from casework.services.people.one_person import of_one
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.files import file_store
from casework.store.session import ViewerSession

ON_A_PAGE = 50


class StatementView(Value):
    """A statement in a list."""

    id: UUID
    number: str
    donor_id: UUID
    donor: str | None
    edition: int
    status: str
    language: str
    issued_at: datetime


def list_statements(
    session: ViewerSession, year: int, *, donor_id: UUID | None = None, after: UUID | None = None
) -> tuple[tuple[StatementView, ...], UUID | None]:
    """Statements of a year, the latest first, and which one leads to the next page. A disclosure."""
    columns: list[Any] = [
        *(GivingStatement.id, GivingStatement.number, GivingStatement.donor_id, GivingStatement.edition),
        *(GivingStatement.status, GivingStatement.language, GivingStatement.issued_at),
    ]
    chosen = select(*columns).where(GivingStatement.year == year)
    if donor_id is not None:
        chosen = chosen.where(of_one(GivingStatement.donor_id, donor_id))
    if after is not None:
        chosen = chosen.where(GivingStatement.id < after)
    rows = session.execute(chosen.order_by(GivingStatement.id.desc()).limit(ON_A_PAGE + 1)).all()
    shown = rows[:ON_A_PAGE]
    names = donor_names(session, [row.donor_id for row in shown])
    views = tuple(
        StatementView(
            *(row[0], row.number, row.donor_id, names.get(row.donor_id), row.edition),
            *(row.status, row.language, row.issued_at),
        )
        for row in shown
    )
    return views, shown[-1][0] if len(rows) > ON_A_PAGE else None


def latest_run(session: ViewerSession, year: int) -> StatementRun | None:
    """The last run of a year."""
    chosen = select(StatementRun).where(StatementRun.year == year)
    found: StatementRun | None = session.scalar(
        chosen.order_by(StatementRun.made_at.desc(), StatementRun.id.desc()).limit(1)
    )
    return found


def read_statement(session: ViewerSession, statement_id: UUID) -> ReceiptPaper:
    """The paper as it was issued, checked against its hash. A disclosure of all that is printed on it."""
    require_open(session, *PRINTED)
    row = session.scalar(select(GivingStatement).where(GivingStatement.id == statement_id))
    if row is None:
        raise NotFound
    files = file_store()
    if not files.holds(session.viewer.tenant, row.store_name, row.sha256):
        raise ReceiptDamaged
    ledger_chain.record(
        session, "statement.printed", subjects=[row.donor_id, row.id], fields=["amount", "name"]
    )
    return ReceiptPaper(row.number, row.status, files.read(session.viewer.tenant, row.store_name))
