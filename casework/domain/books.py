"""The books of giving: what each act puts on which account, so that every entry adds up to nothing.

Amounts above zero go onto an account, below zero off it. Money that came stands at `cash`; what was given for a fund
stands below zero at `fund`, as income does in every set of books. A pledge is kept beside that (`pledged` against
`promised`) and is no income until money comes.

**Remainder rule.** A share that does not come out even is settled by the largest remainder: each part gets its whole
minor units, those left over go one each to the parts with the largest fractions, of equal ones to the first named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Generic, TypeVar

from casework.base.money import Money, allocate
from casework.base.values import Value

Key = TypeVar("Key")


class Account(StrEnum):
    """Where money stands."""

    CASH = "cash"
    GOODS = "goods"
    FUND = "fund"
    FEES = "fees"
    PLEDGED = "pledged"
    PROMISED = "promised"
    WRITTEN_OFF = "written_off"


class Act(StrEnum):
    """What happens to money."""

    RECEIPT = "receipt"
    ALLOCATION = "allocation"  # the donor names another fund
    FEE = "fee"
    REFUND = "refund"
    REVERSAL = "reversal"
    RELEASE = "release"  # of a restricted fund
    PLEDGE = "pledge"
    SETTLEMENT = "settlement"  # a pledge is paid, in part or whole
    WRITE_OFF = "write_off"


class Line(Value, Generic[Key]):
    """So much onto an account; `fund` where the account is one of a fund."""

    account: Account
    amount: Money
    fund: Key | None = None


Lines = tuple[Line[Key], ...]
Parts = Sequence[tuple[Key, Money]]


def receipt(parts: Parts[Key], *, goods: bool = False) -> Lines[Key]:
    """Money (or goods at their fair value) that came for these funds."""
    whole = _sum([part for _, part in parts])
    came: Line[Key] = Line(Account.GOODS if goods else Account.CASH, whole)
    return (came, *(Line(Account.FUND, -part, fund) for fund, part in parts))


def fee(amount: Money) -> Lines[Key]:
    """What the bank or the processor keeps. The gift stays whole: the fee is a cost of the charity."""
    return (Line(Account.FEES, amount), Line(Account.CASH, -amount))


def taking_back(amount: Money, held: Parts[Key], *, goods: bool = False) -> Lines[Key]:
    """Give back so much of a gift: each fund bears its share of what it still holds of that gift."""
    shares = allocate(amount, [part.minor for _, part in held])
    gone: Line[Key] = Line(Account.GOODS if goods else Account.CASH, -amount)
    return (
        gone,
        *(Line(Account.FUND, share, fund) for (fund, _), share in zip(held, shares, strict=True) if share),
    )


def moving(amount: Money, since: Key, until: Key) -> Lines[Key]:
    """From one fund to another: a donor's new wish, or a release of restricted money."""
    return (Line(Account.FUND, amount, since), Line(Account.FUND, -amount, until))


def promise(amount: Money, fund: Key) -> Lines[Key]:
    """A pledge was made for a fund."""
    return (Line(Account.PLEDGED, amount), Line(Account.PROMISED, -amount, fund))


def settlement(amount: Money, fund: Key) -> Lines[Key]:
    """So much of a pledge was paid, and is no promise any more; below zero: the payment was taken back."""
    return (Line(Account.PROMISED, amount, fund), Line(Account.PLEDGED, -amount))


def write_off(amount: Money) -> Lines[Key]:
    """So much of a pledge will not come."""
    return (Line(Account.WRITTEN_OFF, amount), Line(Account.PLEDGED, -amount))


def balances(lines: Iterable[Line[Key]]) -> dict[tuple[Account, Key | None], Money]:
    """What stands on each account, zero ones left out. One currency at a time."""
    found: dict[tuple[Account, Key | None], Money] = {}
    for line in lines:
        place = (line.account, line.fund)
        found[place] = found[place] + line.amount if place in found else line.amount
    return {place: amount for place, amount in found.items() if amount}


def held_of(lines: Iterable[Line[Key]]) -> list[tuple[Key, Money]]:
    """What each fund still holds of a gift, funds in the order they were named."""
    standing: Mapping[tuple[Account, Key | None], Money] = balances(lines)
    return [
        (fund, -amount)
        for (account, fund), amount in standing.items()
        if account is Account.FUND and fund is not None and amount.minor < 0
    ]


def share_out(whole: Money, shares: Sequence[tuple[Key, int]]) -> list[tuple[Key, Money]]:
    """A gift shared by weights under the remainder rule; a fund that gets nothing is left out."""
    parts = allocate(whole, [weight for _, weight in shares])
    return [(fund, part) for (fund, _), part in zip(shares, parts, strict=True) if part]


def _sum(amounts: Sequence[Money]) -> Money:
    return sum(amounts[1:], start=amounts[0])
