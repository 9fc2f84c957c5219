"""Gifts from a file: each goes through the same service as at the desk, so books, numbers and closed months hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.money import Money
from casework.base.phrases import Phrase, phrase
from casework.base.values import replace
from casework.models import Fund, Gift
from casework.services.donors.funds import ensure_funds
from casework.services.donors.new_gift import LONGEST_BASIS, NewGift, wrong_with
from casework.services.donors.record_gift import record_gifts
from casework.services.imports.references import new_by_number, records_of
from casework.services.imports.register import Claim, Entry, ImportField, Told, register_to_import
from casework.services.imports.registers import gift_rows
from casework.services.imports.registers.donors import DONORS
from casework.services.imports.registers.gift_fields import FIELDS, has_come
from casework.services.imports.registers.gift_values import (
    ALL_PARTS,
    GENERAL,
    PART_COLUMNS,
    Here,
    amounts_of,
    fund_of,
    shares_of,
    splits_of,
    what_is_here,
)
from casework.services.imports.take_back_gifts import take_back_gifts
from casework.services.office import Office, office_of
from casework.store.columns import one_of
from casework.store.session import ViewerSession

GIFTS = "gifts"
_AMOUNTS = ("amount", "fee", "benefit")
_WITH_MONEY = ("fee", "benefit", "part", *PART_COLUMNS, ALL_PARTS)
_TWICE = phrase(
    "Line %(line)s of this file has the same gift number with other details. Keep one of the two; or, if both are parts"
    " of one gift, choose the column that holds the part"
)
Same = tuple[UUID, date, int, str]


class Gifts:
    """Gifts that have come: money, for one fund or several, and goods."""

    name = GIFTS
    record = "gift"
    asks_basis = True
    in_parts = True
    take_back_lines = staticmethod(take_back_gifts)
    joined_by = staticmethod(gift_rows.joined_by)
    needs: tuple[tuple[str, ...], ...] = (("amount", "part", "goods"),)
    label: Phrase = phrase("Gifts")
    hint: Phrase = phrase(
        "One row for each gift that came: the donor’s number in the old system, the amount or the goods, the day, the"
        " fund; for several funds with their parts, in one row or with the gift’s number in a row for each"
    )

    def fields(self, office: Office) -> tuple[ImportField, ...]:
        return FIELDS

    def look(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        ensure_funds(session)
        here = what_is_here(session)
        donors = records_of(session, DONORS, told.source, [entry.values["donor"] for entry in entries])
        for rows in gift_rows.join_rows(entries, told).values():
            _read_rows(session, rows, here, donors, told)
        for entry in entries:
            if gift_rows.ROWS not in entry.more and entry.repeats is None and not entry.wrong:
                _read(session, entry, here, donors, told)
        _forgive_known(session, entries, told)
        alone = [entry for entry in entries if entry.repeats is None]
        _compare(session, new_by_number(session, GIFTS, told.source, alone))

    def write(self, session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
        rows = record_gifts(session, [entry.more["gift"] for entry in entries])
        for entry, row in zip(entries, rows, strict=True):
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


def _forgive_known(session: ViewerSession, entries: Sequence[Entry], told: Told) -> None:
    """A gift that is here by its number is here, whatever is in its way today: a closed month, a fund that is shut."""
    wrong = [entry for entry in entries if entry.wrong and "number" in entry.values]
    known = records_of(session, GIFTS, told.source, [entry.values["number"] for entry in wrong])
    for entry in wrong:
        if entry.values["number"] in known:
            entry.wrong.clear()


def _read_rows(
    session: ViewerSession, rows: list[Entry], here: Here, donors: Mapping[str, UUID], told: Told
) -> None:
    """The gift that several rows become: the first stands for it, the others go with it."""
    for row in rows:
        row.more[gift_rows.ROWS] = rows
    if not rows[0].wrong:
        _read(session, rows[0], here, donors, told)
        gift_rows.spread(rows)
    if not rows[0].wrong:
        gift_rows.follow(rows)


def _read(session: ViewerSession, entry: Entry, here: Here, donors: Mapping[str, UUID], told: Told) -> None:
    """The gift that a row becomes, by the rules of the desk; or what is wrong with it."""
    values = entry.values
    donor = donors.get(values["donor"])
    if donor is None:
        said = phrase("No donor with this number is here from this source. Bring the donors in first")
        entry.refuse("donor", "DONOR_UNKNOWN", said)
    if not has_come(values):
        said = phrase("This gift had not come, or was only a test. Leave it out")
        entry.refuse("status", "NOT_RECEIVED", said)
    fund = here.funds[GENERAL] if ALL_PARTS in values else fund_of(entry, here)
    if "amount" not in values and "goods" not in values and "part" not in values:
        entry.refuse("amount", "INVALID", phrase("Enter the amount, or what goods were given"))
    if entry.wrong or donor is None or fund is None:
        return
    bare = NewGift(
        donor, fund.id, values["received_on"], entered_by=told.by, thanked_on=values.get("thanked_on")
    )
    new = _goods(entry, bare, here, told) if "goods" in values else _money(entry, bare, fund, here, told)
    if entry.wrong:
        return
    for name, wrong in wrong_with(session, new).items():
        entry.refuse(_column_of(entry, name), "INVALID", wrong)
    if new.received_on.replace(day=1) in here.closed:
        said = phrase("The books of this month are closed. Have it opened, or leave the gift out")
        entry.refuse("received_on", "PERIOD_CLOSED", said)
    names = {one.id: one.name for one in here.funds.values()}
    entry.more |= {"gift": new, "totals": [(names[part], amount) for part, amount in new.parts]}
    _claim(entry, new)


def _column_of(entry: Entry, name: str) -> str:
    """Where what is wrong with a gift stands in its row."""
    if ALL_PARTS in entry.values:
        return ALL_PARTS
    if name == "amount" and name not in entry.values:
        return "part"
    return {"splits": "part" if gift_rows.ROWS in entry.more else "part_2"}.get(name, name)


def _money(entry: Entry, new: NewGift, fund: Fund, here: Here, told: Told) -> NewGift:
    """The gift with the amount of its row, in its parts."""
    amounts = amounts_of(entry, _AMOUNTS, here, told)
    splits: gift_rows.Splits = ()
    if gift_rows.ROWS in entry.more:
        whole, splits = gift_rows.amount_of(entry, amounts.get("amount"), here, told)
        amounts |= {"amount": whole} if whole else {}
    elif "amount" not in entry.values:
        part = amounts_of(entry, ("part",), here, told).get("part")
        amounts |= {"amount": part} if part else {}
    if "amount" not in amounts or entry.wrong:
        return new
    fee, benefit = (amounts.get(name) or None for name in ("fee", "benefit"))
    method = entry.values.get("method", "transfer")
    if gift_rows.ROWS in entry.more:
        new = replace(new, fund_id=splits[0][0]) if splits else new
    elif ALL_PARTS in entry.values:
        splits = shares_of(entry, amounts["amount"], here, told)
        new = replace(new, fund_id=splits[0][0]) if splits else new
    else:
        splits = splits_of(entry, fund, amounts["amount"], here, told)
    more: dict[str, Any] = {"fee": fee, "benefit": benefit, "method": method, "splits": splits}
    return replace(new, amount=amounts["amount"], **more)


def _goods(entry: Entry, new: NewGift, here: Here, told: Told) -> NewGift:
    """The gift with the goods of its row. An amount beside goods is their value, unless another one stands there."""
    for name in _WITH_MONEY:
        if name in entry.values:
            said = phrase("Goods are for one fund, without fee or rate")
            entry.refuse(name, "GOODS", said)
    amounts = amounts_of(entry, ("amount", "fair_value"), here, told)
    value = amounts.get("fair_value", amounts.get("amount")) or None
    more: dict[str, Any] = {"goods": entry.values["goods"], "method": "goods", "fair_value": value}
    if value is not None:
        more["fair_value_basis"] = entry.values.get("fair_value_basis", told.list_name[:LONGEST_BASIS])
    return replace(new, goods_kind=entry.values.get("goods_kind", "goods"), **more)


def _claim(entry: Entry, new: NewGift) -> None:
    """A number is for one gift. Two rows without a number that say the same may be two gifts: a person has to say."""
    number = entry.values.get("number")
    if number:
        entry.claims.append(Claim(f"gift number {number}", other=_TWICE))
    else:
        entry.claims.append(Claim(f"gift {entry.content().hex()}", repeats=False))


def _compare(session: ViewerSession, entries: Sequence[Entry]) -> None:
    """Perhaps here: another gift of this donor, of the same amount, that came on the same day."""
    gifts: list[NewGift] = [entry.more["gift"] for entry in entries]
    if not gifts:
        return
    days, currency = [gift.received_on for gift in gifts], office_of(session).tenant.currency
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
        whole = gift.amount or Money(0, currency)  # goods stand in the register without an amount
        same = (gift.donor_id, gift.received_on, whole.minor, whole.currency)
        entry.perhaps = tuple(here.get(same, ())[:5])


GIFTS_REGISTER = register_to_import(Gifts())
