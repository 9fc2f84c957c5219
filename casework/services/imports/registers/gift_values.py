"""What a row of gifts gives, and for which funds: an amount in exact parts, or goods with or without a value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput
from casework.base.money import Money, allocate, parse, total
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import BookPeriod, Fund
from casework.services.donors.new_gift import currencies_of
from casework.services.imports.register import Entry, Told
from casework.store.session import ViewerSession

GENERAL = "general"
_FURTHER = (("fund_2", "part_2"), ("fund_3", "part_3"))
PART_COLUMNS = tuple(name for pair in _FURTHER for name in pair)
ALL_PARTS = "parts"
_BETWEEN = re.compile(r"[;|\n]")
_FUND_AND_PART = re.compile(r"(.+?)\s*[:=]\s*([^:=]+)")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?) ?%")
_EXACT = 10_000  # a percentage has four decimals at most


class Here(Value):
    """What rows are looked at by: funds by their code and name, months that are closed, currencies that are taken."""

    funds: Mapping[str, Fund]
    closed: frozenset[date]
    currencies: tuple[str, ...]


def what_is_here(session: ViewerSession) -> Here:
    """What the rows of a batch are looked at by."""
    funds: dict[str, Fund] = {}
    for fund in session.scalars(select(Fund).order_by(Fund.active, Fund.id)):
        funds |= {" ".join(fund.name.casefold().split()): fund, fund.code: fund}
    closed = session.scalars(select(BookPeriod.month).where(BookPeriod.closed))
    return Here(funds, frozenset(closed), currencies_of(session))


def fund_of(entry: Entry, here: Here, name: str = "fund") -> Fund | None:
    """The fund that a row names, of itself the general one; None, and the row is refused, where it takes no gifts."""
    return _fund_named(entry, here, name, entry.values.get(name) or GENERAL)


def _fund_named(entry: Entry, here: Here, column: str, told: str) -> Fund | None:
    fund = here.funds.get(" ".join(told.casefold().split()))
    if fund is None:
        said = phrase("There is no fund of this name or code. Make it first, or correct the name")
        entry.refuse(column, "FUND_UNKNOWN", said)
    elif not fund.active:
        entry.refuse(column, "FUND_SHUT", phrase("This fund takes no more gifts. Choose another"))
    return fund


def amounts_of(entry: Entry, names: Sequence[str], here: Here, told: Told) -> dict[str, Money]:
    """The amounts in these cells, in the currency of the row; what can't be read is refused by its column."""
    currency = entry.values.get("currency", told.asking.currency).upper()
    found: dict[str, Money] = {}
    if currency not in here.currencies:
        listed = ", ".join(here.currencies)
        said = phrase("Enter the amount in a currency you take: %(listed)s", listed=listed)
        entry.refuse("currency" if "currency" in entry.values else "amount", "CURRENCY", said)
        return found
    for name in names:
        if name in entry.values:
            try:
                found[name] = parse(entry.values[name], currency, told.asking.locale)
            except InvalidInput as wrong:
                entry.refuse(name, "INVALID", next(iter(wrong.sayings.values())))
    return found


def splits_of(
    entry: Entry, first: Fund, whole: Money, here: Here, told: Told
) -> tuple[tuple[UUID, Money], ...]:
    """The parts for the funds of a row, to the last penny; nothing where all of it is for one.

    Parts are amounts, or percentages, which are shared by the largest remainder. Where the first fund has no part of
    its own it gets what the others leave.
    """
    further = [pair for pair in _FURTHER if pair[0] in entry.values or pair[1] in entry.values]
    if not further and "part" not in entry.values:
        return ()
    funds = [first.id]
    for fund_name, part_name in further:
        if fund_name not in entry.values or part_name not in entry.values:
            said = phrase("Name each further fund and its part, as an amount or in percent")
            entry.refuse(part_name, "PART_MISSING", said)
            return ()
        fund = fund_of(entry, here, fund_name)
        if fund is None:
            return ()
        funds.append(fund.id)
    cells = [entry.values.get("part"), *(entry.values[part] for _, part in further)]
    percents = [_PERCENT.fullmatch(cell.strip()) if cell else None for cell in cells]
    if any(percents):
        parts = by_percent(entry, whole, [one[1] if one else None for one in percents], cells)
    else:
        parts = _by_amount(entry, whole, [name for _, name in further], here, told)
    return tuple(zip(funds, parts, strict=True)) if parts else ()


def shares_of(entry: Entry, whole: Money, here: Here, told: Told) -> tuple[tuple[UUID, Money], ...]:
    """The parts for as many funds as one cell names: `food: 60; van: 40`, or all in percent. Nothing, and the row is
    refused, where they can't be read, or funds stand in columns of their own too."""
    if any(name in entry.values for name in ("fund", "part", *PART_COLUMNS)):
        said = phrase("Name the funds in one cell or in columns of their own, not in both")
        entry.refuse(ALL_PARTS, "PARTS_MIXED", said)
        return ()
    cells = [cell.strip() for cell in _BETWEEN.split(entry.values[ALL_PARTS]) if cell.strip()]
    read = [_FUND_AND_PART.fullmatch(cell) for cell in cells]
    named = [(one[1], one[2].strip()) for one in read if one is not None]
    if not named or len(named) < len(cells):
        said = phrase("Name each further fund and its part, as an amount or in percent")
        entry.refuse(ALL_PARTS, "PART_MISSING", said)
        return ()
    funds = [fund for name, _ in named if (fund := _fund_named(entry, here, ALL_PARTS, name)) is not None]
    if entry.wrong:
        return ()
    percents = [_PERCENT.fullmatch(share) for _, share in named]
    if any(percents):
        plain = [one[1] if one else None for one in percents]
        parts = by_percent(entry, whole, plain, [share for _, share in named], ALL_PARTS)
    else:
        parts = _each(entry, whole.currency, [share for _, share in named], told)
    return tuple(zip((fund.id for fund in funds), parts, strict=True)) if parts else ()


def _each(entry: Entry, currency: str, shares: Sequence[str], told: Told) -> list[Money]:
    try:
        return [parse(share, currency, told.asking.locale) for share in shares]
    except InvalidInput as wrong:
        entry.refuse(ALL_PARTS, "INVALID", next(iter(wrong.sayings.values())))
        return []


def percent_of(cell: str) -> str | None:
    """The figure of a part in percent; None where it is an amount."""
    found = _PERCENT.fullmatch(cell.strip())
    return found[1] if found else None


def by_percent(
    entry: Entry,
    whole: Money,
    percents: Sequence[str | None],
    cells: Sequence[str | None],
    column: str = "part_2",
) -> list[Money]:
    """The parts of a gift by percentages, which come to a hundred; none, and the row is refused, where they do not."""
    shares = [int(Fraction(one.replace(",", ".")) * _EXACT) if one else 0 for one in percents]
    if any(cell and not one for cell, one in zip(cells, percents, strict=True)):
        said = phrase("Give all parts as amounts, or all of them in percent")
        entry.refuse(column, "PARTS_MIXED", said)
        return []
    if not percents[0] and not cells[0]:
        shares[0] = 100 * _EXACT - sum(shares)
    if min(shares) <= 0 or sum(shares) != 100 * _EXACT:
        entry.refuse(column, "SPLIT_SUM", phrase("The parts do not add up to the gift"))
        return []
    return allocate(whole, shares)


def _by_amount(entry: Entry, whole: Money, names: Sequence[str], here: Here, told: Told) -> list[Money]:
    found = amounts_of(entry, ["part", *names], here, told)
    if any(name not in found for name in names):
        return []
    parts = [found[name] for name in names]
    return [found["part"] if "part" in found else whole - total(parts, whole.currency), *parts]
