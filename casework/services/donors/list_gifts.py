"""The gifts on record, newest first, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from casework.base.money import Money
from casework.base.values import Value
from casework.domain.books import Account
from casework.models import Fund, Gift, Posting, Receipt
from casework.policy.why import Decision
from casework.services.day_cursor import day_cursor, read_day_cursor
from casework.services.office import office_of
from casework.services.people.donor_names import donor_names
from casework.services.people.one_person import Whom, of_one
from casework.services.withheld import reasons, require_open, shows
from casework.store.columns import columns_of, one_of
from casework.store.session import ViewerSession

ON_A_PAGE = 25
_FUND = Fund.name.label("fund")
_FUNDS = (
    select(func.count(Posting.fund_id.distinct()))
    .where(
        Posting.tenant_id == Gift.tenant_id, Posting.gift_id == Gift.id, Posting.account == Account.FUND.value
    )
    .scalar_subquery()
    .label("funds")
)
"""One for all: what a statement shows is worked out once for all that select the very same columns."""


class GiftFilter(Value):
    """Which gifts: of a donor, for a fund, received from a day until before another, by its number. `as_given`: the
    rows that take a gift back are left out; the gift itself says that it was."""

    gift_id: UUID | None = None
    donor_id: Whom | None = None
    fund_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    number: str | None = None
    as_given: bool = False


class GiftRow(Value):
    """Columns of `Gift`, for `columns_of`."""

    id: UUID
    number: str
    donor_id: UUID
    fund_id: UUID
    kind: str
    amount: int
    benefit: int
    currency: str
    goods: str | None
    method: str
    received_on: date
    status: str
    reverses_id: UUID | None
    fair_value: int | None
    fair_value_basis: str | None
    rate: str | None
    rate_source: str | None
    base_amount: int | None


class GiftView(Value):
    """A gift in a list. What is withheld from the viewer is None."""

    id: UUID
    number: str
    donor_id: UUID
    donor: str | None
    fund_id: UUID
    fund: str
    further_funds: int  # that it was shared with
    kind: str
    amount: Money | None
    benefit: Money | None
    goods: str | None
    method: str
    received_on: date
    status: str
    reverses_id: UUID | None
    receipt_id: UUID | None
    receipt_number: str | None
    receipt_status: str | None
    fair_value: Money | None
    fair_value_basis: str | None
    rate: str | None
    rate_source: str | None
    base_amount: Money | None


class GiftPage(Value):
    """One page; `after` leads to the next, None on the last. `withheld`: donor, amount, goods."""

    gifts: tuple[GiftView, ...]
    after: str | None
    withheld: dict[str, Decision]


def list_gifts(
    session: ViewerSession,
    wanted: GiftFilter | None = None,
    *,
    after: str | None = None,
    size: int = ON_A_PAGE,
    names: bool = True,
) -> GiftPage:
    """A page of gifts. The names on it are a disclosure. InvalidInput for a cursor that is none of ours;
    FieldWithheld to who asks for a donor's gifts and reads no donors. Without `names` the page says by itself whose
    gifts they are."""
    if wanted is not None and wanted.donor_id is not None:
        require_open(session, "gift.donor")
    rows = session.execute(_chosen(session, wanted or GiftFilter(), after).limit(size + 1)).all()
    shown = rows[:size]
    gifts = columns_of(session, Gift, GiftRow).rows(shown)
    receipts = _receipts(session, [gift.id for gift in gifts])
    known = donor_names(session, [gift.donor_id for gift in gifts] if names else [])
    views = tuple(
        _view(session, gift, row, receipts.get(gift.id), known)
        for gift, row in zip(gifts, shown, strict=True)
    )
    more = len(rows) > size
    closed = reasons(session, ["gift.donor", "gift.amount", "gift.goods"])
    withheld = {name.removeprefix("gift."): why for name, why in closed.items()}
    return GiftPage(views, day_cursor(views[-1].received_on, views[-1].id) if more else None, withheld)


def _chosen(session: ViewerSession, wanted: GiftFilter, after: str | None) -> Select[Any]:
    gifts = columns_of(session, Gift, GiftRow)
    chosen = gifts.select.add_columns(_FUND, _FUNDS).join(Fund, Fund.id == Gift.fund_id)
    chosen = chosen.where(*_criteria(wanted))
    if after is not None:
        day, last = read_day_cursor(after)
        earlier = and_(Gift.received_on == day, Gift.id < last)
        chosen = chosen.where(or_(Gift.received_on < day, earlier))
    return chosen.order_by(Gift.received_on.desc(), Gift.id.desc())


def _criteria(wanted: GiftFilter) -> list[ColumnElement[bool]]:
    same = {
        "id": wanted.gift_id,
        "number": wanted.number,
    }
    found = [getattr(Gift, name) == value for name, value in same.items() if value is not None]
    if wanted.donor_id is not None:
        found.append(of_one(Gift.donor_id, wanted.donor_id))
    if wanted.fund_id is not None:
        parts = select(Posting.gift_id).where(Posting.fund_id == wanted.fund_id, Posting.gift_id.is_not(None))
        found.append(or_(Gift.fund_id == wanted.fund_id, Gift.id.in_(parts)))
    if wanted.as_given:
        found.append(Gift.reverses_id.is_(None))
    if wanted.since is not None:
        found.append(Gift.received_on >= wanted.since)
    if wanted.until is not None:
        found.append(Gift.received_on < wanted.until)
    return found


def _receipts(session: ViewerSession, gifts: Sequence[UUID]) -> dict[UUID, Row[UUID, UUID, str, str]]:
    """The latest receipt of each gift."""
    rows = session.execute(
        select(Receipt.gift_id, Receipt.id, Receipt.number, Receipt.status)
        .where(one_of(Receipt.gift_id, gifts), Receipt.kind == "receipt")
        .order_by(Receipt.issued_at)
    )
    return {row.gift_id: row for row in rows}


def _view(
    session: ViewerSession,
    gift: GiftRow,
    row: Row[Any],
    receipt: Row[UUID, UUID, str, str] | None,
    names: Mapping[UUID, str],
) -> GiftView:
    financial, told = shows(session, "gift.amount"), shows(session, "gift.goods")
    base = office_of(session).tenant.currency
    return GiftView(
        id=gift.id,
        number=gift.number,
        donor_id=gift.donor_id,
        donor=names.get(gift.donor_id),
        fund_id=gift.fund_id,
        fund=row.fund,
        further_funds=max(0, row.funds - 1),
        kind=gift.kind,
        amount=Money(gift.amount, gift.currency) if financial else None,
        benefit=Money(gift.benefit, gift.currency) if financial else None,
        goods=gift.goods if told else None,
        method=gift.method,
        received_on=gift.received_on,
        status=gift.status,
        reverses_id=gift.reverses_id,
        receipt_id=receipt.id if receipt else None,
        receipt_number=receipt.number if receipt else None,
        receipt_status=receipt.status if receipt else None,
        fair_value=Money(gift.fair_value, gift.currency) if financial and gift.fair_value else None,
        fair_value_basis=gift.fair_value_basis if told else None,
        rate=gift.rate,
        rate_source=gift.rate_source,
        base_amount=Money(gift.base_amount, base) if financial and gift.base_amount else None,
    )
