"""What came of appeals and campaigns: from the books, so that a gift that was given back counts no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from casework.base.money import Money
from casework.base.values import Value
from casework.domain.appeals import Return
from casework.domain.books import Account
from casework.models import Appeal, AppealAsk, Gift, Person, Posting
from casework.services.office import office_of
from casework.services.people.one_person import record_kept
from casework.services.withheld import require_open
from casework.store.columns import one_of
from casework.store.session import ViewerSession

STANDING = ("posted", "receipted")


class Day(Value):
    """What came in on one day by an appeal."""

    on: date
    raised: Money
    gifts: int


def returns_of(session: ViewerSession, appeals: Iterable[UUID]) -> dict[UUID, Return]:
    """What came of each. FieldWithheld where amounts are; without the cost where that is withheld."""
    require_open(session, "gift.amount")
    wanted = list(appeals)
    currency = office_of(session).tenant.currency
    asked, gave = _asked(session, wanted), _gave(session, wanted)
    raised = {row.appeal_id: row for row in session.execute(_raised(currency, wanted))}
    costs = _costs(session, wanted)
    found = {}
    for one in wanted:
        row, cost = raised.get(one), costs.get(one)
        found[one] = Return(
            asked=asked.get(one, 0),
            gave=gave.get(one, 0),
            gifts=row.gifts if row else 0,
            raised=Money(int(row.minor) if row else 0, currency),
            cost=None if cost is None else Money(cost, currency),
        )
    return found


def days_of_return(session: ViewerSession, appeal: UUID) -> tuple[Day, ...]:
    """Day by day what an appeal brought, the first gift first."""
    require_open(session, "gift.amount")
    currency = office_of(session).tenant.currency
    chosen = _raised(currency, [appeal]).add_columns(Gift.received_on).group_by(Gift.received_on)
    return tuple(
        Day(row.received_on, Money(int(row.minor), currency), row.gifts)
        for row in session.execute(chosen.order_by(Gift.received_on))
    )


def raised_by_campaign(session: ViewerSession) -> dict[UUID, Money]:
    """What each campaign brought, without its parts."""
    require_open(session, "gift.amount")
    currency = office_of(session).tenant.currency
    chosen = (
        select(Gift.campaign_id, func.sum(-Posting.amount).label("minor"))
        .join(Posting, Posting.gift_id == Gift.id)
        .where(Posting.account == Account.FUND.value, Posting.currency == currency)
        .where(Gift.campaign_id.is_not(None), Gift.reverses_id.is_(None))
        .group_by(Gift.campaign_id)
    )
    return {row.campaign_id: Money(int(row.minor), currency) for row in session.execute(chosen)}


def _raised(currency: str, appeals: list[UUID]) -> Select[Any]:
    """Sums by appeal: gifts of money in the office's own currency that stand, less what was given back of them."""
    gifts, minor = func.count(Gift.id.distinct()).label("gifts"), func.sum(-Posting.amount).label("minor")
    columns: list[Any] = [Gift.appeal_id, gifts, minor]
    return (
        select(*columns)
        .join(Posting, Posting.gift_id == Gift.id)
        .where(Posting.account == Account.FUND.value, Posting.currency == currency)
        .where(Gift.reverses_id.is_(None), Gift.status.in_(STANDING), one_of(Gift.appeal_id, appeals))
        .group_by(Gift.appeal_id)
    )


def _asked(session: ViewerSession, appeals: list[UUID]) -> dict[UUID, int]:
    counted = select(AppealAsk.appeal_id, func.count().label("donors")).where(
        one_of(AppealAsk.appeal_id, appeals)
    )
    return {row.appeal_id: row.donors for row in session.execute(counted.group_by(AppealAsk.appeal_id))}


def _gave(session: ViewerSession, appeals: list[UUID]) -> dict[UUID, int]:
    """How many of those asked gave by it, under whichever of their records."""
    givers = (
        select(Gift.appeal_id, record_kept().label("donor_id"))
        .join(Person, Person.id == Gift.donor_id)
        .where(Gift.reverses_id.is_(None), Gift.status.in_(STANDING), one_of(Gift.appeal_id, appeals))
        .distinct()
        .subquery("givers")
    )
    counted = (
        select(AppealAsk.appeal_id, func.count(AppealAsk.id.distinct()).label("donors"))
        .join(Person, Person.id == AppealAsk.donor_id)
        .join(givers, and_(givers.c.appeal_id == AppealAsk.appeal_id, givers.c.donor_id == record_kept()))
    )
    return {row.appeal_id: row.donors for row in session.execute(counted.group_by(AppealAsk.appeal_id))}


def _costs(session: ViewerSession, appeals: list[UUID]) -> dict[UUID, int | None]:
    if not session.viewer.access.may_read("internal"):
        return {}
    rows = session.execute(select(Appeal.id, Appeal.cost).where(one_of(Appeal.id, appeals)))
    return {row.id: row.cost for row in rows}
