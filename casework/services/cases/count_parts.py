"""How much stands under a case: numbers for its tabs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from casework.base.values import Value
from casework.models import Document, FeeLine, Message, Note
from casework.services.records.record_files import FIELDS as RECORD_FILES
from casework.store.session import ViewerSession


class Parts(Value):
    """Papers, messages with notes, lines of the fee sheet."""

    papers: int
    talk: int
    fees: int


def count_parts(session: ViewerSession, case_id: UUID) -> Parts:
    """Counted in one statement, as far as this viewer may see them."""
    papers = (
        select(func.count())
        .select_from(Document)
        .where(
            Document.case_id == case_id, Document.removed_at.is_(None), Document.field.not_in(RECORD_FILES)
        )
        .scalar_subquery()
    )
    messages, notes, fees = (
        select(func.count()).select_from(model).where(model.case_id == case_id).scalar_subquery()
        for model in (Message, Note, FeeLine)
    )
    row = session.execute(
        select(papers.label("p"), messages.label("m"), notes.label("n"), fees.label("f"))
    ).one()
    return Parts(row.p, row.m + row.n, row.f)
