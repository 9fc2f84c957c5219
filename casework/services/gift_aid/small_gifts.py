"""Small gifts without a declaration (Gift Aid Small Donations Scheme): what of them counts in each tax year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.money import Money
from casework.domain.gift_aid import GiftAidRules, rules_on, small_donations_limit, tax_year
from casework.domain.gift_aid_claim import CURRENCY, AidGift, small_within, tax_on
from casework.models import Gift, GiftAidLine
from casework.services.gift_aid.claim_lines import DONATION, SMALL, Claimable, SmallYear
from casework.store.session import ViewerSession

Given = tuple[UUID, AidGift[UUID]]


def small_years(
    session: ViewerSession,
    waiting: Sequence[Given],
    claiming: Sequence[Claimable],
    rows: Sequence[GiftAidRules],
) -> tuple[SmallYear, ...]:
    """Each tax year that has small gifts, the earliest first. `claiming`: gifts with declarations of the same claim,
    which raise the limit like those that were claimed before."""
    before = _claimed(session)
    aided: dict[date, int] = defaultdict(int)
    for (begins, kind), minor in before.items():
        aided[begins] += minor if kind == DONATION else 0
    for line in claiming:
        aided[tax_year(line.received_on)[0]] += line.amount.minor
    by_year: dict[date, list[Given]] = defaultdict(list)
    for donor, gift in waiting:
        by_year[tax_year(gift.received_on)[0]].append((donor, gift))
    years = sorted(by_year.keys() | {begins for begins, kind in before if kind == SMALL})
    return tuple(
        _year(begins, by_year.get(begins, []), (aided[begins], before.get((begins, SMALL), 0)), rows)
        for begins in years
    )


def _year(
    begins: date, gifts: Sequence[Given], sums: tuple[int, int], rows: Sequence[GiftAidRules]
) -> SmallYear:
    aided, claimed = Money(max(0, sums[0]), CURRENCY), Money(max(0, sums[1]), CURRENCY)
    rules = rules_on(rows, begins)
    limit = small_donations_limit(aided, rules) if rules is not None else Money(0, CURRENCY)
    taken = {gift.id for gift in small_within([gift for _, gift in gifts], limit - claimed)}
    lines = [
        Claimable(
            *(gift.id, donor, None, SMALL, gift.received_on, gift.amount),
            tax_on(gift.amount, gift.received_on, rows),
        )
        for donor, gift in gifts
        if gift.id in taken
    ]
    waiting = Money(sum(gift.amount.minor for _, gift in gifts), CURRENCY)
    return SmallYear(begins, tax_year(begins)[1], waiting, limit, claimed, tuple(lines))


def _claimed(session: ViewerSession) -> Mapping[tuple[date, str], int]:
    """What stands in claims, by the first day of the tax year and whether the gifts had declarations."""
    rows = session.execute(
        select(
            *(GiftAidLine.id, GiftAidLine.gift_id, GiftAidLine.declaration_id, GiftAidLine.amount),
            *(Gift.id.label("gift"), Gift.received_on),
        ).join(Gift, Gift.id == GiftAidLine.gift_id)
    )
    found: dict[tuple[date, str], int] = defaultdict(int)
    for row in rows:
        kind = SMALL if row.declaration_id is None else DONATION
        found[tax_year(row.received_on)[0], kind] += row.amount
    return found
