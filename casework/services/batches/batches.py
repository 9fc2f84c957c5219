"""Batches: counted first, entered line by line, posted only when count and total are what was counted."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import Coded, Sayable, counted, phrase
from casework.base.values import Value
from casework.models import BatchLine, Fund, GiftBatch, Person
from casework.services.appeals.find_appeal import NO_SOURCE, Source, known_source, source_of
from casework.services.books.post import require_open_month
from casework.services.donors.new_gift import METHODS, NewGift, wrong_amount
from casework.services.donors.record_gift import record_gift
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

MOST_LINES = 500
LONGEST_MARK = 60


class NewBatch(Value):
    """What was counted before anything is entered, and what its lines have in common."""

    count: int
    total: Money
    fund_id: UUID
    received_on: date
    method: str = "check"
    source: Source = NO_SOURCE


HOW_MANY = phrase("Enter how many gifts there are, from 1 to 500")


class NewLine(Value):
    """One gift of a batch; without a fund it is for that of the batch. `mark`: the number of a check."""

    donor_id: UUID
    amount: Money
    fund_id: UUID | None = None
    mark: str | None = None


def open_batch(session: ViewerSession, new: NewBatch) -> GiftBatch:
    """A batch to enter gifts into. InvalidInput by field; PeriodClosed."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    errors: dict[str, Sayable] = {}
    if wrong := wrong_amount(session, new.total, has_come=False):
        errors["total"] = wrong["amount"]
    if not 1 <= new.count <= MOST_LINES:
        errors["count"] = HOW_MANY
    if new.method not in METHODS or new.method == "goods":
        errors["method"] = phrase("Choose how it came")
    day = today(office_of(session).tenant.timezone)
    if not date(1900, 1, 1) <= new.received_on <= day:
        errors["received_on"] = phrase("Enter the day the gift arrived, up to today")
    if not session.scalar(select(Fund.active).where(Fund.id == new.fund_id)):
        errors["fund"] = Coded(phrase("This fund takes no more gifts. Choose another"), "FUND_SHUT")
    if errors:
        raise InvalidInput(errors)
    require_open_month(session, new.received_on)
    source = known_source(session, new.source)
    row = GiftBatch(
        id=new_id(),
        number=f"B{day.year}-{next_number(session, 'batch', day.year):04d}",
        expected_count=new.count,
        expected_total=new.total.minor,
        currency=new.total.currency,
        method=new.method,
        fund_id=new.fund_id,
        received_on=new.received_on,
        campaign_id=source.campaign_id,
        appeal_id=source.appeal_id,
        opened_at=now(),
        opened_by=session.viewer.actor,
    )
    session.add(row)
    session.flush()
    ledger_chain.record(session, "batch.opened", subjects=[row.id], fields=["total"])
    return row


def add_line(session: ViewerSession, batch_id: UUID, new: NewLine) -> BatchLine:
    """Enter the next gift. InvalidInput by field; Refused BATCH_CLOSED."""
    batch = _open(session, batch_id)
    errors = wrong_amount(session, new.amount, has_come=False)
    if new.amount.currency != batch.currency:
        errors["amount"] = Coded(phrase("Enter the amount in the currency of the batch"), "BATCH_CURRENCY")
    if new.mark and len(new.mark) > LONGEST_MARK:
        errors["mark"] = phrase("Enter the number in 60 characters at most")
    if new.fund_id and not session.scalar(select(Fund.active).where(Fund.id == new.fund_id)):
        errors["fund"] = Coded(phrase("This fund takes no more gifts. Choose another"), "FUND_SHUT")
    if session.scalar(select(Person.id).where(Person.id == new.donor_id)) is None:
        errors["donor"] = phrase("There is no such donor")
    last = session.scalar(select(func.max(BatchLine.place)).where(BatchLine.batch_id == batch.id)) or 0
    if last >= 2 * MOST_LINES:
        errors["amount"] = Coded(phrase("A batch has 500 gifts at most. Begin another"), "BATCH_FULL")
    if errors:
        raise InvalidInput(errors)
    row = BatchLine(
        id=new_id(),
        batch_id=batch.id,
        place=last + 1,
        donor_id=new.donor_id,
        fund_id=new.fund_id or batch.fund_id,
        amount=new.amount.minor,
    )
    if new.mark:
        row.mark = new.mark.strip()
    session.add(row)
    session.flush()
    return row


def drop_line(session: ViewerSession, batch_id: UUID, line_id: UUID) -> None:
    """Take a line out again, before the batch is posted."""
    batch = _open(session, batch_id)
    row = session.scalar(select(BatchLine).where(BatchLine.id == line_id, BatchLine.batch_id == batch.id))
    if row is None:
        raise NotFound
    session.delete(row)
    session.flush()


def drop_batch(session: ViewerSession, batch_id: UUID) -> None:
    """Give a batch up: nothing of it is posted."""
    batch = _open(session, batch_id)
    batch.status = "dropped"
    session.flush()
    ledger_chain.record(session, "batch.dropped", subjects=[batch.id])


def post_batch(session: ViewerSession, batch_id: UUID) -> int:
    """Post every gift of the batch, all or none; how many. Refused BATCH_MISMATCH, BATCH_CLOSED; PeriodClosed."""
    batch = _open(session, batch_id)
    chosen = select(BatchLine).where(BatchLine.batch_id == batch.id).order_by(BatchLine.place)
    lines = session.scalars(chosen.with_for_update()).all()
    total = Money(sum(line.amount for line in lines), batch.currency)
    expected = Money(batch.expected_total, batch.currency)
    if len(lines) != batch.expected_count or total != expected:
        raise Refused(
            "BATCH_MISMATCH",
            counted(
                "Counted: %(num)s gift, %(expected)s. Entered: %(count)s, %(total)s. Find the difference first",
                "Counted: %(num)s gifts, %(expected)s. Entered: %(count)s, %(total)s. Find the difference first",
                batch.expected_count,
                expected=str(expected),
                count=len(lines),
                total=str(total),
            ),
        )
    for line in lines:
        line.gift_id = record_gift(session, _gift(batch, line)).id
    session.flush()
    batch.status, batch.posted_at, batch.posted_by = "posted", now(), session.viewer.actor
    session.flush()
    ledger_chain.record(session, "batch.posted", subjects=[batch.id], detail={"gifts": len(lines)})
    return len(lines)


def _gift(batch: GiftBatch, line: BatchLine) -> NewGift:
    return NewGift(
        donor_id=line.donor_id,
        fund_id=line.fund_id,
        received_on=batch.received_on,
        amount=Money(line.amount, batch.currency),
        method=batch.method,
        source=source_of(batch),
    )


def _open(session: ViewerSession, batch_id: UUID) -> GiftBatch:
    """The batch under lock, while it is open."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    row = session.scalar(
        select(GiftBatch)
        .where(GiftBatch.id == batch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    if row.status != "open":
        raise Refused(
            "BATCH_CLOSED", phrase("This batch is closed: it was posted or given up. Begin another")
        )
    return row
