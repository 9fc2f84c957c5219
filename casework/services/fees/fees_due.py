"""What a case owes now: its sheet, what was paid or waived, what is left."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.money import Money, total
from casework.base.values import Value
from casework.models import FeeLine, Payment
from casework.services.office import office_of
from casework.store.session import ViewerSession

PAYMENT, WAIVER, REVERSAL = "payment", "waiver", "reversal"


class Line(Value):
    """One line of a fee sheet. `basis` is the amount a rate was taken of, in words; `rule` the row it came from."""

    code: str
    amount: Money
    basis: str
    rule: str
    effective_on: date


class Settlement(Value):
    """A payment, a waiver, or a payment that came back, below zero. A waiver counts once a second officer approved it.

    `bounced`: this payment came back.
    """

    id: UUID
    kind: str
    amount: Money
    method: str
    reason: str | None
    taken_at: datetime
    taken_by: UUID | None
    approved_by: UUID | None
    bounced: bool = False

    @property
    def counts(self) -> bool:
        return self.kind != WAIVER or self.approved_by is not None


class FeesDue(Value):
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
        """What was paid and did not come back, without waivers."""
        kept = (PAYMENT, REVERSAL)
        return total([one.amount for one in self.settled if one.kind in kept], self.currency)

    @property
    def bounced(self) -> bool:
        """Whether a payment came back."""
        return any(one.bounced for one in self.settled)

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
    back = {row.reverses_id for row in payments}
    return FeesDue(
        tuple(
            Line(row.code, Money(row.amount, row.currency), row.basis, row.rule, row.effective_on)
            for row in lines
        ),
        tuple(_settlement(row, told, row.id in back) for row in payments),
        currency,
    )


def _settlement(row: Payment, told: bool, bounced: bool) -> Settlement:
    return Settlement(
        row.id,
        row.kind,
        Money(-row.amount if row.kind == REVERSAL else row.amount, row.currency),
        row.method,
        row.reason if told else None,
        row.taken_at,
        row.taken_by,
        row.approved_by,
        bounced,
    )
