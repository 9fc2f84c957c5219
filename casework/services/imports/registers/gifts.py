"""Gifts from a file: each goes through the same service as at the desk, so books, numbers and closed months hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput
from casework.base.money import Money, parse
from casework.base.phrases import Phrase, phrase
from casework.models import BookPeriod, Fund, Gift
from casework.services.donors.funds import ensure_funds
from casework.services.donors.new_gift import NewGift, currencies_of, wrong_with
from casework.services.donors.record_gift import record_gift
from casework.services.imports.references import records_of
from casework.services.imports.register import Claim, Entry, ImportField, Told, register_to_import
from casework.services.imports.registers.donors import DONORS
from casework.services.imports.registers.gift_fields import FIELDS, has_come
from casework.services.imports.take_back_gifts import take_back_gifts
from casework.services.office import Office
from casework.services.thanks.promise import thanked_before
from casework.store.columns import one_of
from casework.store.session import ViewerSession

GIFTS = "gifts"
GENERAL = "general"
_AMOUNTS = ("amount", "fee", "benefit")
Same = tuple[UUID, date, int, str]


@dataclass(frozen=True, slots=True)
class _Here:
    """What rows are looked at by: funds by their code and name, months that are closed, currencies that are taken."""

    funds: Mapping[str, Fund]
    closed: frozenset[date]
    currencies: tuple[str, ...]


class Gifts:
    """Gifts of money that have come."""

    name = GIFTS
    record = "gift"
    asks_basis = True
    in_parts = True
    take_back_lines = staticmethod(take_back_gifts)
    needs: tuple[tuple[str, ...], ...] = ()
    label: Phrase = phrase("Gifts")
    hint: Phrase = phrase(
        "One row for each gift of money that came: the donor’s number in the old system, the amount, the day, the fund"
    )

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        return FIELDS

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        ensure_funds(session)
        here = _what_is_here(session)
        donors = records_of(session, DONORS, told.source, [entry.values["donor"] for entry in entries])
        for entry in entries:
            _read(session, entry, here, donors, told)
        good = [entry for entry in entries if not entry.wrong]
        numbers = [entry.values["number"] for entry in good if "number" in entry.values]
        known = records_of(session, GIFTS, told.source, numbers)
        for entry in good:
            entry.number = entry.values.get("number")
            entry.record = known.get(entry.number or "")
            entry.numbered = entry.record is not None
        _compare(session, [entry for entry in good if entry.record is None])

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        for entry in entries:
            row = record_gift(session, entry.more["gift"])
            if "thanked_on" in entry.values:
                thanked_before(session, row.id, entry.values["thanked_on"])
            entry.made.append(("gift", row.id))

    def describe(self, session: ViewerSession, ids: Sequence[UUID]) -> Mapping[UUID, str]:
        rows = session.execute(
            select(Gift.id, Gift.donor_id, Gift.number, Gift.amount, Gift.currency, Gift.received_on).where(
                one_of(Gift.id, ids)
            )
        )
        return {
            row.id: f"{row.number}, {Money(row.amount, row.currency)}, {row.received_on.isoformat()}"
            for row in rows
        }


def _what_is_here(session: ViewerSession) -> _Here:
    funds: dict[str, Fund] = {}
    for fund in session.scalars(select(Fund).order_by(Fund.active, Fund.id)):
        funds |= {" ".join(fund.name.casefold().split()): fund, fund.code: fund}
    closed = session.scalars(select(BookPeriod.month).where(BookPeriod.closed))
    return _Here(funds, frozenset(closed), currencies_of(session))


def _read(session: ViewerSession, entry: Entry, here: _Here, donors: Mapping[str, UUID], told: Told) -> None:
    """The gift that a row becomes, by the rules of the desk; or what is wrong with it."""
    values = entry.values
    donor = donors.get(values["donor"])
    if donor is None:
        said = phrase("No donor with this number is here from this source. Bring the donors in first")
        entry.refuse("donor", "DONOR_UNKNOWN", said)
    if not has_come(values):
        said = phrase("This gift had not come, or was only a test. Leave it out")
        entry.refuse("status", "NOT_RECEIVED", said)
    fund = _fund(entry, here)
    amounts = _amounts(entry, here, told)
    if entry.wrong or donor is None or fund is None:
        return
    fee, benefit = (amounts.get(name) or None for name in ("fee", "benefit"))
    new = NewGift(
        *(donor, fund.id, values["received_on"]),
        amount=amounts["amount"],
        fee=fee,
        benefit=benefit,
        method=values.get("method", "transfer"),
        entered_by=told.by,
    )
    for name, wrong in wrong_with(session, new).items():
        entry.refuse(name, "INVALID", wrong)
    if new.received_on.replace(day=1) in here.closed:
        said = phrase("The books of this month are closed. Have it opened, or leave the gift out")
        entry.refuse("received_on", "PERIOD_CLOSED", said)
    entry.more |= {"gift": new, "total": (fund.name, amounts["amount"])}
    _claim(entry, new)


def _fund(entry: Entry, here: _Here) -> Fund | None:
    told = entry.values.get("fund")
    fund = here.funds.get(" ".join(told.casefold().split()) if told else GENERAL)
    if fund is None:
        said = phrase("There is no fund of this name or code. Make it first, or correct the name")
        entry.refuse("fund", "FUND_UNKNOWN", said)
    elif not fund.active:
        entry.refuse("fund", "FUND_SHUT", phrase("This fund takes no more gifts. Choose another"))
    return fund


def _amounts(entry: Entry, here: _Here, told: Told) -> dict[str, Money]:
    currency = entry.values.get("currency", told.asking.currency).upper()
    found: dict[str, Money] = {}
    if currency not in here.currencies:
        listed = ", ".join(here.currencies)
        said = phrase("Enter the amount in a currency you take: %(listed)s", listed=listed)
        entry.refuse("currency" if "currency" in entry.values else "amount", "CURRENCY", said)
        return found
    for name in _AMOUNTS:
        if name not in entry.values:
            continue
        try:
            found[name] = parse(entry.values[name], currency, told.asking.locale)
        except InvalidInput as wrong:
            entry.refuse(name, "INVALID", next(iter(wrong.sayings.values())))
    return found


def _claim(entry: Entry, new: NewGift) -> None:
    """A number is for one gift. Two rows without a number that say the same may be two gifts: a person has to say."""
    number = entry.values.get("number")
    if number:
        entry.claims.append(Claim(f"gift number {number}"))
    else:
        entry.claims.append(Claim(f"gift {entry.content().hex()}", repeats=False))


def _compare(session: ViewerSession, entries: Sequence[Entry]) -> None:
    """Perhaps here: another gift of this donor, of the same amount, that came on the same day."""
    gifts: list[NewGift] = [entry.more["gift"] for entry in entries]
    if not gifts:
        return
    days = [gift.received_on for gift in gifts]
    rows = session.execute(
        select(Gift.id, Gift.donor_id, Gift.received_on, Gift.amount, Gift.currency).where(
            one_of(Gift.donor_id, {gift.donor_id for gift in gifts}),
            Gift.received_on.between(min(days), max(days)),
            Gift.reverses_id.is_(None),
            Gift.status.in_(("posted", "receipted")),
        )
    )
    here: dict[Same, list[UUID]] = {}
    for row in rows:
        here.setdefault((row.donor_id, row.received_on, row.amount, row.currency), []).append(row.id)
    for entry, gift in zip(entries, gifts, strict=True):
        if gift.amount is not None:
            same = (gift.donor_id, gift.received_on, gift.amount.minor, gift.amount.currency)
            entry.perhaps = tuple(here.get(same, ())[:5])


GIFTS_REGISTER = register_to_import(Gifts())
