"""What may be claimed today: each gift with its declaration, or why not; and what was claimed too much before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import today
from casework.base.money import Money
from casework.domain.gift_aid import tax_year
from casework.domain.gift_aid_claim import (
    CURRENCY,
    MOST_ROWS,
    AidGift,
    Declared,
    Not,
    declaration_for,
    tax_on,
)
from casework.models import Gift, GiftAidDeclaration, GiftAidLine, Person
from casework.services.books.gift_books import kept_of
from casework.services.office import office_of
from casework.services.people.one_person import record_kept
from casework.services.withheld import require_open
from casework.store.session import ViewerSession


@dataclass(frozen=True, slots=True)
class Claimable:
    """A line that would stand in a claim made today; `amount` is below zero where a claimed gift was given back."""

    gift_id: UUID
    donor_id: UUID
    declaration_id: UUID
    kind: str
    received_on: date
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that may be claimed, and how many gifts in pounds may not, by reason."""

    lines: tuple[Claimable, ...]
    refused: dict[Not, int]

    @property
    def tax(self) -> Money:
        """The sum of the rounded lines."""
        return Money(sum(line.tax.minor for line in self.lines), CURRENCY)


def claimable(session: ViewerSession) -> Standing:
    """What could be claimed today. FieldWithheld where amounts are."""
    require_open(session, "gift.amount")
    rows = office_of(session).kind.giving.gift_aid
    day = today(office_of(session).tenant.timezone)
    declared = _declared(session)
    gifts = _gifts(session)
    claimed = _claimed(session)
    lines: list[Claimable] = []
    refused: dict[Not, int] = defaultdict(int)
    for donor, gift in gifts:
        if gift.id in claimed:
            continue
        found = declaration_for(gift, declared.get(donor, []), rows, day)
        if isinstance(found, Not):
            refused[found] += 1
            continue
        tax = tax_on(gift.amount, gift.received_on, rows)
        lines.append(Claimable(gift.id, donor, found.id, "donation", gift.received_on, gift.amount, tax))
    lines.sort(key=lambda line: (line.received_on, str(line.gift_id)))
    return Standing((*_adjustments(session, claimed), *lines[:MOST_ROWS]), dict(refused))


def _declared(session: ViewerSession) -> dict[UUID, list[Declared[UUID]]]:
    found: dict[UUID, list[Declared[UUID]]] = defaultdict(list)
    row = GiftAidDeclaration
    chosen = select(
        row.id, row.made_on, row.scope, row.gift_id, row.cancelled_on, record_kept().label("donor_id")
    )
    joined = chosen.join(Person, Person.id == row.donor_id)
    for one in session.execute(joined.order_by(row.made_on, row.id)):
        found[one.donor_id].append(Declared(one.id, one.made_on, one.scope, one.gift_id, one.cancelled_on))
    return found


def _gifts(session: ViewerSession) -> list[tuple[UUID, AidGift[UUID]]]:
    """Gifts in pounds that stand, each with what is left of it and what its donor got before it that tax year. Records
    that are one share declarations and limits."""
    rows = session.execute(
        select(*(Gift.id, Gift.received_on, Gift.benefit, Gift.kind, Person.kind.label("of")))
        .add_columns(record_kept().label("donor_id"))
        .join(Person, Person.id == Gift.donor_id)
        .where(
            Gift.currency == CURRENCY,
            Gift.reverses_id.is_(None),
            Gift.status.in_(("posted", "receipted")),
        )
        .order_by(Gift.received_on, Gift.id)
    ).all()
    kept = kept_of(session, [row.id for row in rows])
    before: dict[tuple[UUID, date], int] = defaultdict(int)
    found = []
    for row in rows:
        year = (row.donor_id, tax_year(row.received_on)[0])
        gift = AidGift(
            id=row.id,
            received_on=row.received_on,
            amount=Money(kept.get(row.id, 0), CURRENCY),
            benefit=Money(row.benefit, CURRENCY),
            in_kind=row.kind == "in_kind",
            by_person=row.of == "person",
            benefits_before=before[year],
        )
        before[year] += row.benefit
        if gift.in_kind or gift.amount:
            found.append((row.donor_id, gift))
    return found


def _claimed(session: ViewerSession) -> dict[UUID, tuple[UUID, UUID, int]]:
    """Claimed gift → its donor, its declaration, and what of it still stands in claims."""
    rows = session.execute(
        select(
            *(GiftAidLine.gift_id, GiftAidLine.donor_id, GiftAidLine.declaration_id),
            func.sum(GiftAidLine.amount).label("minor"),
        ).group_by(GiftAidLine.gift_id, GiftAidLine.donor_id, GiftAidLine.declaration_id)
    )
    return {row.gift_id: (row.donor_id, row.declaration_id, int(row.minor)) for row in rows}


def _adjustments(session: ViewerSession, claimed: dict[UUID, tuple[UUID, UUID, int]]) -> list[Claimable]:
    """What was given back of claimed gifts since: the next claim is less by the tax on it."""
    if not claimed:
        return []
    rows = office_of(session).kind.giving.gift_aid
    kept = kept_of(session, list(claimed))
    days = select(Gift.id, Gift.received_on).where(Gift.id.in_(claimed)).order_by(Gift.received_on, Gift.id)
    found = []
    for gift in session.execute(days):
        donor, declaration, stands = claimed[gift.id]
        over = stands - kept.get(gift.id, 0)
        if over > 0:
            amount = Money(over, CURRENCY)
            tax = -tax_on(amount, gift.received_on, rows)
            found.append(Claimable(gift.id, donor, declaration, "adjustment", gift.received_on, -amount, tax))
    return found
