"""Batches on record, and one with its lines and what is still missing."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import NotFound
from casework.base.money import Money
from casework.base.values import Value
from casework.models import BatchLine, Fund, GiftBatch
from casework.services.people.donor_names import donor_names
from casework.services.withheld import require_open
from casework.store.session import ViewerSession

ON_A_PAGE = 25


class LineView(Value):
    """A line with the names of its donor and its fund."""

    id: UUID
    place: int
    donor_id: UUID
    donor: str
    fund: str
    amount: Money
    mark: str | None
    gift_id: UUID | None


class BatchView(Value):
    """A batch: what was counted, what is entered."""

    id: UUID
    number: str
    method: str
    fund_id: UUID
    received_on: date
    status: str
    expected_count: int
    expected: Money
    count: int
    total: Money
    lines: tuple[LineView, ...] = ()

    @property
    def missing(self) -> Money:
        """What is still to be entered; below zero: too much is."""
        return self.expected - self.total

    @property
    def matches(self) -> bool:
        """Whether it can be posted."""
        return self.count == self.expected_count and self.total == self.expected


def list_batches(session: ViewerSession, *, after: UUID | None = None) -> tuple[list[BatchView], UUID | None]:
    """Batches, the latest first, and the one that leads to the next page. FieldWithheld where amounts are."""
    require_open(session, "gift.amount")
    chosen = select(GiftBatch).order_by(GiftBatch.id.desc()).limit(ON_A_PAGE + 1)
    if after is not None:
        chosen = chosen.where(GiftBatch.id < after)
    rows = session.scalars(chosen).all()
    shown = rows[:ON_A_PAGE]
    sums = select(
        BatchLine.batch_id, func.count().label("lines"), func.sum(BatchLine.amount).label("minor")
    ).where(BatchLine.batch_id.in_([row.id for row in shown]))
    entered = {row.batch_id: row for row in session.execute(sums.group_by(BatchLine.batch_id))}
    views = []
    for row in shown:
        found = entered.get(row.id)
        views.append(_view(row, found.lines if found else 0, int(found.minor) if found else 0, ()))
    return views, shown[-1].id if len(rows) > ON_A_PAGE else None


def read_batch(session: ViewerSession, batch_id: UUID) -> BatchView:
    """A batch with its lines, the last entered first. A disclosure. FieldWithheld where names or amounts are."""
    require_open(session, "gift.amount", "gift.donor")
    batch = session.scalar(select(GiftBatch).where(GiftBatch.id == batch_id))
    if batch is None:
        raise NotFound
    told = session.viewer.access.may_read("matter")
    columns: list[Any] = [
        *(BatchLine.id, BatchLine.place, BatchLine.donor_id, BatchLine.amount, BatchLine.gift_id),
        Fund.name.label("fund"),
        *([BatchLine.mark] if told else []),
    ]
    rows = session.execute(
        select(*columns)
        .join(Fund, Fund.id == BatchLine.fund_id)
        .where(BatchLine.batch_id == batch_id)
        .order_by(BatchLine.place.desc())
    ).all()
    names = donor_names(session, [row.donor_id for row in rows])
    lines = tuple(
        LineView(
            *(row[0], row.place, row.donor_id, names[row.donor_id], row.fund),
            Money(row.amount, batch.currency),
            row.mark if told else None,
            row.gift_id,
        )
        for row in rows
    )
    return _view(batch, len(lines), sum(line.amount.minor for line in lines), lines)


def _view(row: GiftBatch, count: int, minor: int, lines: tuple[LineView, ...]) -> BatchView:
    return BatchView(
        id=row.id,
        number=row.number,
        method=row.method,
        fund_id=row.fund_id,
        received_on=row.received_on,
        status=row.status,
        expected_count=row.expected_count,
        expected=Money(row.expected_total, row.currency),
        count=count,
        total=Money(minor, row.currency),
        lines=lines,
    )
