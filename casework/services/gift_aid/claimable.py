"""What may be claimed today: each gift with its declaration, or why not; and what was claimed too much before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import today
from casework.base.money import Money
from casework.domain.gift_aid import GiftAidRules, is_small_donation, rules_on, tax_year
from casework.domain.gift_aid_claim import (
    CURRENCY,
    MOST_ROWS,
    AidGift,
    Declared,
    Not,
    claim_until,
    declaration_for,
    tax_on,
)
from casework.models import Gift, GiftAidDeclaration, GiftAidLine, Person
from casework.services.books.gift_books import kept_of
from casework.services.gift_aid.claim_lines import ADJUSTMENT, DONATION, Claimable, Standing
from casework.services.gift_aid.small_gifts import small_years
from casework.services.office import office_of
from casework.services.people.one_person import record_kept
from casework.services.withheld import require_open
from casework.store.session import ViewerSession

SMALL_METHODS = ("cash", "contactless")
RELIEVED_METHODS = ("payroll", "daf")


def claimable(session: ViewerSession) -> Standing:
    """What could be claimed today. FieldWithheld where amounts are."""
    require_open(session, "gift.amount")
    rows = office_of(session).kind.giving.gift_aid
    day = today(office_of(session).tenant.timezone)
    declared = _declared(session)
    gifts = _gifts(session, rows, day)
    claimed = _claimed(session)
    lines: list[Claimable] = []
    small: list[tuple[UUID, AidGift[UUID]]] = []
    refused: dict[Not, int] = defaultdict(int)
    for donor, gift in gifts:
        if gift.id in claimed:
            continue
        found = declaration_for(gift, declared.get(donor, []), rows, day)
        if found is Not.NO_DECLARATION and gift.small:
            small.append((donor, gift))
        elif isinstance(found, Not):
            refused[found] += 1
        else:
            tax = tax_on(gift.amount, gift.received_on, rows)
            lines.append(Claimable(gift.id, donor, found.id, DONATION, gift.received_on, gift.amount, tax))
    lines.sort(key=lambda line: (line.received_on, str(line.gift_id)))
    lines = lines[:MOST_ROWS]
    years = small_years(session, small, lines, rows)
    waits = sum(len(year.lines) for year in years)
    if waits < len(small):
        refused[Not.NO_DECLARATION] += len(small) - waits
    taken = [line for year in years for line in year.lines]
    return Standing((*_adjustments(session, claimed), *lines, *taken), dict(refused), years)


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


def _gifts(
    session: ViewerSession, rules: Sequence[GiftAidRules], day: date
) -> list[tuple[UUID, AidGift[UUID]]]:
    """Gifts in pounds that stand, each with what is left of it and what its donor got before it that tax year. Records
    that are one share declarations and limits."""
    rows = session.execute(
        select(*(Gift.id, Gift.received_on, Gift.benefit, Gift.kind, Person.kind.label("of")))
        .add_columns(Gift.method, Gift.amount)
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
            small=_small(row, rules, day),
            relieved=row.method in RELIEVED_METHODS,
        )
        before[year] += row.benefit
        if gift.in_kind or gift.amount:
            found.append((row.donor_id, gift))
    return found


def _small(row: Any, rows: Sequence[GiftAidRules], day: date) -> bool:
    """Whether a gift may be claimed without a declaration: cash or contactless, small as it was given, and in time."""
    rules = rules_on(rows, row.received_on)
    if (
        rules is None
        or row.method not in SMALL_METHODS
        or day > claim_until(row.received_on, rules, small=True)
    ):
        return False
    amount = Money(row.amount, CURRENCY)
    return is_small_donation(amount, cash_or_contactless=True, declared=False, rules=rules)


def _claimed(session: ViewerSession) -> dict[UUID, tuple[UUID, UUID | None, int]]:
    """Claimed gift → its donor, its declaration, and what of it still stands in claims."""
    rows = session.execute(
        select(
            *(GiftAidLine.gift_id, GiftAidLine.donor_id, GiftAidLine.declaration_id),
            func.sum(GiftAidLine.amount).label("minor"),
        ).group_by(GiftAidLine.gift_id, GiftAidLine.donor_id, GiftAidLine.declaration_id)
    )
    return {row.gift_id: (row.donor_id, row.declaration_id, int(row.minor)) for row in rows}


def _adjustments(
    session: ViewerSession, claimed: dict[UUID, tuple[UUID, UUID | None, int]]
) -> list[Claimable]:
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
            found.append(Claimable(gift.id, donor, declaration, ADJUSTMENT, gift.received_on, -amount, tax))
    return found
