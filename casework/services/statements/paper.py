"""What stands on a statement: each gift of the year with its day, sums by currency, what the law wants said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.money import Money, total
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.receipts import Given, deductible
from casework.models import Gift, Person
from casework.services.books.gift_books import kept_of
from casework.services.donors.receipt_paper import said_money
from casework.services.donors.receipt_row import names_and_addresses
from casework.services.office import office_of
from casework.services.people.one_person import kept_records, of_any
from casework.services.statements.start_run import gifts_of_year
from casework.services.typesetting.paper_words import frame, long_day, say
from casework.store.columns import one_of
from casework.store.session import ViewerSession


class YearGift(Value):
    """One gift: what is left of it, and what the donor got for it. `goods` described instead of an amount."""

    day: date
    amount: Money
    benefit: Money
    goods: str | None

    @property
    def deductible(self) -> Money:
        """What may be deducted; nothing for goods, whose value is the donor's to show."""
        return deductible(Given(self.amount, self.benefit))


class DonorYear(Value):
    """A donor and what they gave in a year."""

    donor_id: UUID
    year: int
    name: str
    address: str | None
    language: str
    gifts: tuple[YearGift, ...]


def donor_years(session: ViewerSession, year: int, donors: Sequence[UUID]) -> dict[UUID, DonorYear]:
    """What each of these donors gave that year, by whichever of their records. Gifts of which nothing is left are
    left out."""
    rows = session.scalars(
        select(Gift)
        .where(of_any(Gift.donor_id, donors), *gifts_of_year(year))
        .order_by(Gift.received_on, Gift.number)
    ).all()
    kept = kept_of(session, [row.id for row in rows])
    stands_for = kept_records(session, [row.donor_id for row in rows])
    gifts: dict[UUID, list[YearGift]] = {}
    for row in rows:
        mine = gifts.setdefault(stands_for[row.donor_id], [])
        if row.status in ("reversed", "refunded"):
            continue
        if row.kind == "in_kind":
            nothing = Money(0, row.currency)
            mine.append(YearGift(row.received_on, nothing, nothing, row.goods or ""))
        elif row.id in kept:
            benefit = Money(min(row.benefit, kept[row.id]), row.currency)
            mine.append(YearGift(row.received_on, Money(kept[row.id], row.currency), benefit, None))
    spoken = select(Person.id, Person.language).where(one_of(Person.id, donors))
    found, called = {}, names_and_addresses(session, donors)
    for person in session.execute(spoken):
        name, address = called[person.id]
        told = tuple(gifts.get(person.id, ()))
        found[person.id] = DonorYear(person.id, year, name, address, person.language, told)
    return found


def statement_paper(
    session: ViewerSession, told: DonorYear, number: str, replaces: str | None
) -> dict[str, Any]:
    """The data that the template `statement` is filled with."""
    office, lang = office_of(session).tenant, told.language
    facts = [(phrase("Statement"), number), (phrase("Printed"), long_day(today(office.timezone), lang))]
    if replaces is not None:
        facts.append((phrase("Replaces the statement"), replaces))
    heads = (phrase("Received"), phrase("Amount"), phrase("Got in return"), phrase("May be deducted"))
    return {
        **frame(office, lang),
        "title": say(phrase("What you gave in %(year)s", year=str(told.year)), lang),
        "to": [told.name, *(told.address or "").splitlines()],
        "facts": [(say(label, lang), value) for label, value in facts],
        "heads": [say(head, lang) for head in heads],
        "rows": [_row(gift, lang) for gift in told.gifts],
        "sums": _sums(told, lang),
        "lines": _lines(told, lang),
        "thanks": say(phrase("Thank you for your gifts."), lang) if told.gifts else "",
    }


def _row(gift: YearGift, lang: str) -> list[str]:
    day = long_day(gift.day, lang)
    if gift.goods is not None:
        return [day, gift.goods, "–", "–"]
    got = said_money(gift.benefit, lang) if gift.benefit else "–"
    return [day, said_money(gift.amount, lang), got, said_money(gift.deductible, lang)]


def _sums(told: DonorYear, lang: str) -> list[list[str]]:
    """A line for each currency: nothing is added up over two of them."""
    found = []
    for currency in sorted({gift.amount.currency for gift in told.gifts if gift.goods is None}):
        some = [gift for gift in told.gifts if gift.goods is None and gift.amount.currency == currency]
        parts = (
            [one.amount for one in some],
            [one.benefit for one in some],
            [one.deductible for one in some],
        )
        sums = [said_money(total(part, currency), lang) for part in parts]
        found.append([say(phrase("Sum"), lang), *sums])
    return found


def _lines(told: DonorYear, lang: str) -> list[str]:
    if not told.gifts:
        return [say(phrase("By our books no gift of yours stands for this year."), lang)]
    lines = []
    if any(not gift.benefit and gift.goods is None for gift in told.gifts):
        lines.append(phrase("Where nothing stands under “Got in return”, you received no goods or services."))
    if any(gift.benefit for gift in told.gifts):
        lines.append(
            phrase(
                "What you got in return is our estimate in good faith. Only what is beyond it may be deducted."
            )
        )
    if any(gift.goods is not None for gift in told.gifts):
        lines.append(phrase("We describe goods and do not value them. Their value is for you to show."))
    return [say(line, lang) for line in lines]
