"""The form of a new gift: what was typed, what is wrong with it, the gift it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base import money
from casework.base.errors import InvalidInput
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.packs.field_kinds.asking import BadAnswer
from casework.packs.field_kinds.plain_text import clean
from casework.services.donors.new_gift import NewGift, Rate
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.formats import marks
from casework.web.registers.source_box import read_source
from casework.web.words import speak, told

METHODS = {
    "transfer": _l("Bank transfer"),
    "card": _l("Card"),
    "check": _l("Check"),
    "cash": _l("Cash"),
    "contactless": _l("Contactless"),
    "payroll": _l("From wages, by the employer"),
    "daf": _l("From a donor-advised fund or charity account"),
    "goods": _l("Goods"),
}
GOODS_KINDS = {"goods": _l("Goods"), "vehicle": _l("A vehicle")}
SPLITS = ("2", "3", "4")
BOXES = (
    *("kind", "amount", "currency", "benefit", "fee", "rate", "rate_source", "method"),
    *("goods", "goods_kind", "fair_value", "fair_value_basis", "fund", "pledge", "source"),
    *(f"{box}{place}" for place in SPLITS for box in ("part", "fund")),
    *("received-day", "received-month", "received-year"),
)
LONGEST = 2000


@dataclass(slots=True)
class GiftForm:
    """What was typed, by box; `errors` by field."""

    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    amount: Money | None = None
    benefit: Money | None = None
    received_on: date | None = None
    fund: UUID | None = None
    fee: Money | None = None
    fair_value: Money | None = None
    splits: tuple[tuple[UUID, Money], ...] = ()

    def gift(self, donor: UUID) -> NewGift:
        """The gift, once nothing is wrong any more."""
        assert self.received_on is not None
        assert self.fund is not None
        goods = self.typed.get("goods", "") if self.typed.get("kind") == "goods" else ""
        rate = Rate(self.typed["rate"], self.typed["rate_source"]) if self.typed["rate"] else None
        return NewGift(
            donor_id=donor,
            fund_id=self.fund,
            received_on=self.received_on,
            amount=self.amount,
            benefit=self.benefit,
            method=self.typed.get("method", "") if self.amount else "goods",
            goods=goods or None,
            goods_kind=self.typed.get("goods_kind") or "goods",
            splits=self.splits,
            fee=self.fee,
            pledge_id=uuid_or_none(self.typed.get("pledge", "")) if self.amount else None,
            rate=rate if self.amount else None,
            fair_value=self.fair_value,
            fair_value_basis=self.typed["fair_value_basis"] or None,
            source=read_source(self.typed.get("source", "")),
        )

    def wrong(self) -> list[tuple[str, str]]:
        """For the error summary: the id of each wrong box with the words at the field."""
        first = {"received_on": "received-day", "splits": "part2"}
        return [(first.get(name, name), said) for name, said in self.errors.items()]


def read_gift(form: Mapping[str, str]) -> GiftForm:
    """What was sent, read."""
    read = GiftForm({name: form.get(name, "")[:LONGEST].strip() for name in BOXES})
    try:
        read.typed["goods"] = clean(read.typed["goods"], lines=True)
    except BadAnswer as bad:
        read.errors["goods"] = speak(next(iter(bad.errors.values())))
    if read.typed["kind"] not in ("money", "goods"):
        read.errors["kind"] = _("Choose money or goods")
    read.fund = uuid_or_none(read.typed["fund"])
    if read.typed["kind"] == "money":
        read.amount = _money(read, "amount")
        read.benefit = _money(read, "benefit") if read.typed["benefit"] else None
        read.fee = _money(read, "fee") if read.typed["fee"] else None
        read.splits = _splits(read)
    elif read.typed["fair_value"]:
        read.fair_value = _money(read, "fair_value", this_office().tenant.currency)
    if read.fund is None:
        read.errors["fund"] = _("Choose what the gift is for")
    read.received_on = _day(read)
    return read


def _splits(read: GiftForm) -> tuple[tuple[UUID, Money], ...]:
    """Parts for other funds; the first fund has the rest."""
    parts: list[tuple[UUID, Money]] = []
    for place in SPLITS:
        fund, typed = uuid_or_none(read.typed[f"fund{place}"]), read.typed[f"part{place}"]
        if not typed and fund is None:
            continue
        part = _money(read, f"part{place}")
        if fund is None:
            read.errors[f"fund{place}"] = _("Choose what this part is for")
        if fund is not None and part is not None:
            parts.append((fund, part))
    if not parts or read.amount is None or read.fund is None:
        return ()
    return ((read.fund, read.amount - money.total([p for _f, p in parts], read.amount.currency)), *parts)


def _money(read: GiftForm, name: str, currency: str | None = None) -> Money | None:
    taken = currency or read.typed["currency"] or this_office().tenant.currency
    try:
        if not re.fullmatch("[A-Z]{3}", taken):
            raise InvalidInput({name: phrase("Choose a currency that you take")})
        return money.parse(read.typed[name], taken, str(marks()))
    except InvalidInput as wrong:
        read.errors[name] = next(iter(told(wrong).values()))
        return None


def _day(read: GiftForm) -> date | None:
    try:
        return date(*(int(read.typed[f"received-{part}"]) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        read.errors["received_on"] = _("Enter the day, the month and the year")
        return None
