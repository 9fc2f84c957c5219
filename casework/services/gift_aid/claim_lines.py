"""The lines of a claim, and of small gifts year by year."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from casework.base.money import Money
from casework.base.values import Value
from casework.domain.gift_aid_claim import CURRENCY, Not

DONATION, SMALL, ADJUSTMENT = "donation", "small", "adjustment"


class Claimable(Value):
    """A line that would stand in a claim made today; `amount` is below zero where a claimed gift was given back."""

    gift_id: UUID
    donor_id: UUID
    declaration_id: UUID | None
    kind: str
    received_on: date
    amount: Money
    tax: Money


class SmallYear(Value):
    """Small gifts of a tax year: those that wait, the most that count by the gifts with declarations, and what was
    claimed of them before."""

    begins: date
    ends: date
    waiting: Money
    limit: Money
    claimed: Money
    lines: tuple[Claimable, ...]

    @property
    def counted(self) -> Money:
        """What of them a claim made today takes."""
        return Money(sum(line.amount.minor for line in self.lines), CURRENCY)

    @property
    def tax(self) -> Money:
        """What is claimed for that."""
        return Money(sum(line.tax.minor for line in self.lines), CURRENCY)


class Standing(Value):
    """Everything that may be claimed, how many gifts in pounds may not, by reason, and small gifts by tax year."""

    lines: tuple[Claimable, ...]
    refused: dict[Not, int]
    small: tuple[SmallYear, ...] = ()

    @property
    def tax(self) -> Money:
        """The sum of the rounded lines."""
        return Money(sum(line.tax.minor for line in self.lines), CURRENCY)
