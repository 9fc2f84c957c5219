"""Which gifts may be claimed under Gift Aid, why others may not, and the rows of the schedule that HMRC takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from casework.base.money import Money
from casework.base.values import Value
from casework.domain.gift_aid import GiftAidRules, benefits_allowed, claim, rules_on, tax_year

Key = TypeVar("Key")
CURRENCY = "GBP"
COLUMNS = (
    "Item",
    "Title",
    "First name",
    "Last name",
    "House name or number",
    "Postcode",
    "Aggregated donations",
    "Sponsored event",
    "Donation date",
    "Amount",
)
"""The columns of HMRC's schedule, in its order."""
MOST_ROWS = 1000
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)\s*([0-9][A-Z]{2})")


class Scope(StrEnum):
    """Which gifts a declaration is for."""

    THIS = "this"
    FUTURE = "future"  # this one, and all from its day on
    PAST_AND_FUTURE = "past"  # and those of the years before, as far as the rules reach back


class Not(StrEnum):
    """Why a gift can't be claimed."""

    CURRENCY = "currency"
    GOODS = "goods"
    NO_PERSON = "no_person"
    RELIEVED = "relieved"
    NO_DECLARATION = "no_declaration"
    BENEFIT = "benefit"
    TOO_OLD = "too_old"
    NO_RULES = "no_rules"


class Declared(Value, Generic[Key]):
    """A declaration: made on a day for some gifts, perhaps cancelled since. `gift`: the one that it is for."""

    id: Key
    made_on: date
    scope: str
    gift: Key | None = None
    cancelled_on: date | None = None


class AidGift(Value, Generic[Key]):
    """A gift, with what is left of it. `benefits_before`: what its donor got in return that tax year before it.
    `small`: it may be claimed without a declaration. `relieved`: it came out of wages before tax, or of an account of
    which the tax was claimed when it was filled."""

    id: Key
    received_on: date
    amount: Money
    benefit: Money
    in_kind: bool = False
    by_person: bool = True
    benefits_before: int = 0
    small: bool = False
    relieved: bool = False


class ScheduleRow(Value):
    """A donor and a gift as the schedule has them."""

    title: str
    first_name: str
    last_name: str
    house: str
    postcode: str
    day: date
    amount: Decimal


def back(day: date, years: int) -> date:
    """The same day so many years before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def covers(declared: Declared[Key], gift: AidGift[Key], rules: GiftAidRules) -> bool:
    """Whether a declaration is for a gift. Cancelling ends it for gifts from that day on, never for earlier ones."""
    if declared.cancelled_on is not None and gift.received_on >= declared.cancelled_on:
        return False
    if declared.scope == Scope.THIS:
        return declared.gift == gift.id
    if declared.scope == Scope.FUTURE:
        return gift.received_on >= declared.made_on
    return gift.received_on >= back(declared.made_on, rules.past_years)


def claim_until(received_on: date, rules: GiftAidRules, *, small: bool = False) -> date:
    """The last day on which a gift may be claimed: years after the end of its tax year."""
    return back(tax_year(received_on)[1], -(rules.small_years if small else rules.past_years))


def declaration_for(
    gift: AidGift[Key], declarations: Sequence[Declared[Key]], rows: Sequence[GiftAidRules], on: date
) -> Declared[Key] | Not:
    """The declaration under which a gift may be claimed on a day, or why it may not."""
    rules = rules_on(rows, gift.received_on)
    if (never := _never(gift)) is not None:
        return never
    if rules is None:
        return Not.NO_RULES
    if on > claim_until(gift.received_on, rules):
        return Not.TOO_OLD
    if not benefits_allowed(gift.amount, gift.benefit, Money(gift.benefits_before, CURRENCY), rules):
        return Not.BENEFIT
    found = next((one for one in declarations if covers(one, gift, rules)), None)
    return found if found is not None else Not.NO_DECLARATION


def _never(gift: AidGift[Key]) -> Not | None:
    """Why no declaration would help."""
    if gift.in_kind:
        return Not.GOODS
    if gift.amount.currency != CURRENCY:
        return Not.CURRENCY
    if gift.relieved:
        return Not.RELIEVED
    return None if gift.by_person else Not.NO_PERSON


def tax_on(amount: Money, received_on: date, rows: Sequence[GiftAidRules]) -> Money:
    """What is claimed for a gift, rounded by itself: a claim is the sum of rounded rows."""
    rules = rules_on(rows, received_on)
    return claim(amount, rules) if rules is not None else Money(0, amount.currency)


def postcode_of(text: str) -> str | None:
    """A postcode as the schedule wants it, with its one space; X for an address abroad; None for what is neither."""
    plain = " ".join(text.upper().split())
    if plain == "X":
        return plain
    found = _POSTCODE.fullmatch(plain)
    return f"{found[1]} {found[2]}" if found else None


def schedule(rows: Sequence[ScheduleRow]) -> list[list[str | int | Decimal | None]]:
    """The table with its headings: days as DD/MM/YY, amounts in pounds with two decimals."""
    told: list[list[str | int | Decimal | None]] = [list(COLUMNS)]
    for place, row in enumerate(rows, 1):
        name = [row.title[:4] or None, row.first_name[:35], row.last_name[:35], row.house[:40], row.postcode]
        told.append([place, *name, None, None, f"{row.day:%d/%m/%y}", row.amount.quantize(Decimal("0.01"))])
    return told


def small_within(gifts: Sequence[AidGift[Key]], room: Money) -> list[AidGift[Key]]:
    """Of the small gifts of a tax year, in their order, those that fit into what may still be claimed. Each whole."""
    taken: list[AidGift[Key]] = []
    for gift in gifts:
        if gift.amount.minor <= room.minor:
            taken.append(gift)
            room -= gift.amount
    return taken
