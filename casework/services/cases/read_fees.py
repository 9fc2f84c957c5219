"""The fees of a case: what is owed, what came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.money import Money
from casework.models import FeeLine, Payment
from casework.store.session import ViewerSession


@dataclass(frozen=True, slots=True)
class Owed:
    """One line of the fee sheet. `code` names a row of the office's fee table."""

    code: str
    amount: Money
    basis: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment taken, or a waiver (`kind`) with the second officer's word."""

    kind: str
    amount: Money
    method: str
    at: datetime
    taken_by: UUID | None
    approved_by: UUID | None


@dataclass(frozen=True, slots=True)
class FeeSheet:
    """What a case owes and what came in, in one currency."""

    owed: tuple[Owed, ...]
    paid: tuple[Paid, ...]
    currency: str

    @property
    def total(self) -> Money:
        """Everything owed."""
        return Money(sum(line.amount.minor for line in self.owed), self.currency)

    @property
    def open(self) -> Money:
        """What is still to pay."""
        return Money(self.total.minor - sum(one.amount.minor for one in self.paid), self.currency)


def read_fees(session: ViewerSession, case_id: UUID, currency: str) -> FeeSheet | None:
    """The fee sheet of a case, empty before it is asked for; None for viewers who may not read amounts."""
    if not session.viewer.access.may_read("financial"):
        return None
    lines = session.scalars(select(FeeLine).where(FeeLine.case_id == case_id).order_by(FeeLine.position)).all()
    payments = session.scalars(select(Payment).where(Payment.case_id == case_id).order_by(Payment.taken_at))
    owed = tuple(
        Owed(line.code, Money(line.amount, line.currency), line.basis, line.effective_on) for line in lines
    )
    paid = tuple(
        Paid(
            *(one.kind, Money(one.amount, one.currency), one.method, one.taken_at),
            *(one.taken_by, one.approved_by),
        )
        for one in payments
    )
    return FeeSheet(owed, paid, lines[0].currency if lines else currency)
