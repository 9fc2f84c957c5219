"""Receipts on record: every number of a year, with the cancelled ones, and whether any is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from casework.base.money import Money
from casework.base.values import Value
from casework.models import Gift, Receipt
from casework.policy.why import Decision
from casework.services.office import office_of
from casework.services.people.donor_names import donor_names
from casework.services.withheld import reasons, shows
from casework.store.session import ViewerSession

ON_A_PAGE = 50


class ReceiptView(Value):
    """A paper with a number. `other`: the number it cancels or replaces. None where something is withheld."""

    id: UUID
    gift_id: UUID
    serial: int
    number: str
    kind: str
    status: str
    issued_at: datetime
    donor_id: UUID
    donor: str | None
    amount: Money | None
    other: str | None
    reason: str | None


class ReceiptPage(Value):
    """Receipts of a year; `after` leads on. `last`: the highest number, `count`: how many there are up to it."""

    rows: tuple[ReceiptView, ...]
    after: int | None
    last: int
    count: int
    cancelled: int
    withheld: dict[str, Decision]

    @property
    def missing(self) -> int:
        """How many numbers of the year are not there: none, or something is wrong with the register."""
        return self.last - self.count


def list_receipts(
    session: ViewerSession, year: int, *, after: int | None = None, size: int = ON_A_PAGE
) -> ReceiptPage:
    """A page of a year's receipts, the highest number first. A disclosure."""
    series = office_of(session).kind.receipts.get("series", "R")
    mine = (Receipt.series == series, Receipt.year == year)
    told = session.execute(
        select(func.max(Receipt.serial).label("last"), func.count().label("there")).where(*mine)
    ).one()
    cancelled = session.scalar(
        select(func.count()).select_from(Receipt).where(*mine, Receipt.status == "cancelled")
    )
    chosen = _chosen(session).where(*mine)
    if after is not None:
        chosen = chosen.where(Receipt.serial < after)
    rows = session.execute(chosen.order_by(Receipt.serial.desc()).limit(size + 1)).all()
    shown = rows[:size]
    views = _views(session, shown)
    closed = reasons(session, ["gift.donor", "gift.amount"])
    withheld = {name.removeprefix("gift."): why for name, why in closed.items()}
    return ReceiptPage(
        views,
        shown[-1].serial if len(rows) > size else None,
        told.last or 0,
        told.there,
        cancelled or 0,
        withheld,
    )


def receipts_of(session: ViewerSession, gift_id: UUID) -> tuple[ReceiptView, ...]:
    """Every paper of one gift, in the order of their numbers."""
    chosen = _chosen(session).where(Receipt.gift_id == gift_id)
    return _views(session, session.execute(chosen.order_by(Receipt.year, Receipt.serial)).all())


def _chosen(session: ViewerSession) -> Select[Any]:
    columns: list[Any] = [
        *(Receipt.id, Receipt.gift_id, Receipt.serial, Receipt.number, Receipt.kind, Receipt.status),
        *(Receipt.issued_at, Receipt.currency, Receipt.cancels_id, Receipt.replaces_id, Gift.donor_id),
    ]
    if shows(session, "gift.amount"):
        columns.append(Receipt.amount)
    if shows(session, "gift.goods"):
        columns.append(Receipt.reason)
    return select(*columns).join(Gift, Gift.id == Receipt.gift_id)


def _views(session: ViewerSession, rows: Any) -> tuple[ReceiptView, ...]:
    financial, told = shows(session, "gift.amount"), shows(session, "gift.goods")
    others = [row.cancels_id or row.replaces_id for row in rows if row.cancels_id or row.replaces_id]
    numbers: dict[UUID, str] = {}
    if others:
        chosen = select(Receipt.id, Receipt.number).where(Receipt.id.in_(others))
        numbers = {row.id: row.number for row in session.execute(chosen)}
    names = donor_names(session, [row.donor_id for row in rows])
    return tuple(
        ReceiptView(
            id=row[0],
            gift_id=row.gift_id,
            serial=row.serial,
            number=row.number,
            kind=row.kind,
            status=row.status,
            issued_at=row.issued_at,
            donor_id=row.donor_id,
            donor=names.get(row.donor_id),
            amount=Money(row.amount, row.currency) if financial and row.amount else None,
            other=numbers.get(row.cancels_id or row.replaces_id),
            reason=row.reason if told else None,
        )
        for row in rows
    )
