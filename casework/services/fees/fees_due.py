"""What a case owes now: its sheet, what was paid or waived, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.money import Money, total
from casework.models import FeeLine, Payment
from casework.services.office import office_of
from casework.store.session import ViewerSession

PAYMENT, WAIVER = "payment", "waiver"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a fee sheet. `basis` is the amount a rate was taken of, in words; `rule` the row it came from."""

    code: str
    amount: Money
    basis: str
    rule: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class Settlement:
    """A payment, or a waiver. A waiver counts only once a second officer has approved it."""

    id: UUID
    kind: str
    amount: Money
    method: str
    reason: str | None
    taken_at: datetime
    taken_by: UUID | None
    approved_by: UUID | None

    @property
    def counts(self) -> bool:
        return self.kind == PAYMENT or self.approved_by is not None


@dataclass(frozen=True, slots=True)
class FeesDue:
    """The account of a case."""

    lines: tuple[Line, ...]
    settled: tuple[Settlement, ...]
    currency: str

    @property
    def total(self) -> Money:
        """What the sheet adds up to."""
        return total([line.amount for line in self.lines], self.currency)

    @property
    def paid(self) -> Money:
        """What was paid, without waivers."""
        return total([one.amount for one in self.settled if one.kind == PAYMENT], self.currency)

    @property
    def waived(self) -> Money:
        """What was waived and approved."""
        return total([one.amount for one in self.settled if one.kind == WAIVER and one.counts], self.currency)

    @property
    def balance(self) -> Money:
        """What is left to pay; never counts a waiver that waits for its second officer."""
        return self.total - self.paid - self.waived


def fees_due(session: ViewerSession, case_id: UUID) -> FeesDue:
    """The fees of a case as this viewer may read them (financial data must be open)."""
    lines = session.scalars(
        select(FeeLine).where(FeeLine.case_id == case_id).order_by(FeeLine.position)
    ).all()
    payments = session.scalars(
        select(Payment).where(Payment.case_id == case_id).order_by(Payment.taken_at, Payment.id)
    ).all()
    currency = lines[0].currency if lines else office_of(session).tenant.currency
    told = session.viewer.access.may_read("matter")
    return FeesDue(
        tuple(
            Line(row.code, Money(row.amount, row.currency), row.basis, row.rule, row.effective_on)
            for row in lines
        ),
        tuple(_settlement(row, told) for row in payments),
        currency,
    )


def _settlement(row: Payment, told: bool) -> Settlement:
    return Settlement(
        row.id,
        row.kind,
        Money(row.amount, row.currency),
        row.method,
        row.reason if told else None,
        row.taken_at,
        row.taken_by,
        row.approved_by,
    )
