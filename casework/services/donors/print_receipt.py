"""Hand a receipt out: the first time as it was issued, byte for byte; each time after that marked as a duplicate."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import today
from casework.base.phrases import phrase
from casework.base.values import replace
from casework.models import Receipt
from casework.services.donors.issue_receipt import ReceiptPaper, read_receipt
from casework.services.office import office_of
from casework.services.typesetting.paper_words import frame, long_day, say
from casework.services.typesetting.typeset import typeset_over
from casework.store.session import ViewerSession

DUPLICATE = phrase("DUPLICATE")


def print_receipt(session: ViewerSession, receipt_id: UUID) -> ReceiptPaper:
    """The paper to hand out. What is stored stays as it was issued. Raises what `read_receipt` raises."""
    paper = read_receipt(session, receipt_id)
    if note_handed_out(session, receipt_id):
        return paper
    language = session.scalars(select(Receipt.language).where(Receipt.id == receipt_id)).one()
    office = office_of(session).tenant
    told = {
        **frame(office, language),
        "title": paper.number,
        "mark": say(DUPLICATE, language),
        "day": long_day(today(office.timezone), language),
    }
    return replace(paper, content=typeset_over(paper.content, "duplicate", told))


def note_handed_out(session: ViewerSession, receipt_id: UUID) -> bool:
    """Note that somebody has the paper; whether it was for the first time."""
    return bool(session.scalar(select(func.hand_out_receipt(receipt_id))))
