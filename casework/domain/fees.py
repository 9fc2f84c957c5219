"""Fee sheets from a flat, effective-dated table: fees and taxes by the day of the event, penalties by payment."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from casework.base import money
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value, replace
from casework.domain.calendars import BusinessCalendar
from casework.domain.dated import in_force
from casework.domain.findings import Finding, warning
from casework.domain.rules import Rule

Sort = Literal["fee", "tax", "penalty"]


class FeeRow(Value):
    """One row of a fee table: a flat amount, or a rate of a named amount (`of`, usually the price).

    `when`: only if this rule says yes. `per`: multiplied by that named whole number, one when absent.
    """

    code: str
    valid_from: date
    valid_to: date | None = None
    sort: Sort = "fee"
    amount: Money | None = None
    rate: Decimal | None = None
    of: str | None = None
    per: str | None = None
    when: Rule | None = None
    waivable: bool = False

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.rate is None) or (self.rate is None) != (self.of is None):
            raise ValueError(f"Fee {self.code} has either a flat amount, or a rate of a named amount.")


class FeeLine(Value):
    """One line of a fee sheet. `row` says which row of the table it came from."""

    code: str
    sort: Sort
    amount: Money
    row: FeeRow
    quantity: int = 1
    basis: Money | None = None
    waiver: str | None = None


class FeeSheet(Value):
    """What is owed: rounded lines, and the sum of the rounded lines."""

    lines: tuple[FeeLine, ...]
    currency: str

    @property
    def total(self) -> Money:
        """The sum of all lines."""
        return money.total([line.amount for line in self.lines], self.currency)

    def waive(self, code: str, waiver: str) -> "FeeSheet":
        """The sheet with one line set to zero under a waiver code. Raises ValueError where it may not be."""
        if not any(line.code == code and line.row.waivable for line in self.lines):
            raise ValueError(f"There is no line {code} that may be waived.")
        nothing = Money(0, self.currency)
        lines = (replace(x, amount=nothing, waiver=waiver) if x.code == code else x for x in self.lines)
        return replace(self, lines=tuple(lines))


def fee_sheet(
    rows: Sequence[FeeRow],
    values: Mapping[str, object],
    *,
    currency: str,
    event_on: date,
    paid_on: date,
    last_free_day: date | None = None,
) -> FeeSheet:
    """The sheet for an event, if it is paid on `paid_on`. Penalties stand only after the last free day."""
    lines = [_line(row, values, currency) for row in in_force(rows, event_on) if row.sort != "penalty"]
    if last_free_day is not None and paid_on > last_free_day:
        lines += [_line(row, values, currency) for row in in_force(rows, paid_on) if row.sort == "penalty"]
    return FeeSheet(tuple(line for line in lines if line is not None), currency)


def last_free_day(received_on: date, calendar: BusinessCalendar, *, days: int = 30) -> date:
    """The last day without a penalty. The first day is not counted; a closed last day moves to the next open."""
    return calendar.next_working(received_on + timedelta(days=days))


def check_settlement(sheet: FeeSheet, paid: Iterable[Money]) -> tuple[Finding, ...]:
    """Nothing when the payments are exactly the total."""
    difference = money.total(list(paid), sheet.currency) - sheet.total
    if difference.minor < 0:
        return (Finding("UNDERPAID", phrase("%(amount)s is still to pay", amount=-difference)),)
    if difference.minor > 0:
        return (Finding("OVERPAID", phrase("%(amount)s was paid too much. Refund it", amount=difference)),)
    return ()


def check_price(price: Money, book_value: Money | None, low_ratio: Decimal) -> tuple[Finding, ...]:
    """A flag for a second look where the declared price is far under the book value; never a refusal."""
    if book_value is None or price >= book_value.times(low_ratio):
        return ()
    return (warning("PRICE_REVIEW", phrase("The price is far below the book value. Look at it again")),)


def _line(row: FeeRow, values: Mapping[str, object], currency: str) -> FeeLine | None:
    if row.when is not None and not row.when.evaluate(values).ok:
        return None
    quantity = _whole(values.get(row.per), row) if row.per else 1
    if quantity == 0:
        return None
    if row.rate is None:
        amount, basis = row.amount or Money(0, currency), None
    else:
        basis = _basis(values.get(row.of or ""), row, currency)
        amount = basis.times(row.rate)
    return FeeLine(row.code, row.sort, amount.times(quantity), row, quantity, basis)


def _whole(value: object, row: FeeRow) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"Fee {row.code} needs {row.per} as a whole number.")
    return value


def _basis(value: object, row: FeeRow, currency: str) -> Money:
    if not isinstance(value, Money) or value.currency != currency:
        raise ValueError(f"Fee {row.code} needs {row.of} as an amount in {currency}.")
    return Money(max(value.minor, 0), currency)
