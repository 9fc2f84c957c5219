"""Record a gift of money or goods. Once posted it never changes: what was wrong is reversed and entered anew."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired
from casework.base.ids import new_id
from casework.base.money import from_decimal
from casework.base.phrases import Coded, phrase
from casework.domain import books
from casework.domain.books import Act
from casework.models import Fund, Gift, Person, Pledge
from casework.services.appeals.find_appeal import known_source, source_of
from casework.services.books.post import NewEntry, post, require_open_month
from casework.services.donors.new_gift import LONGEST_GOODS, METHODS, NewGift, wrong_with
from casework.services.donors.receive_match import receive_match
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.services.pledges.pay_pledge import pay_pledge, payable
from casework.services.thanks.promise import promise_thanks
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.session import ViewerSession

__all__ = ["GOODS", "LONGEST_GOODS", "METHODS", "MONEY", "SERIES", "NewGift", "record_gift"]

SERIES = "gift"
MONEY, GOODS = "money", "in_kind"


def record_gift(session: ViewerSession, new: NewGift) -> Gift:
    """Post a gift under the next number and into the books. InvalidInput by field; NotFound for a donor or fund that
    is not here; PeriodClosed when the books of its day are."""
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    errors = wrong_with(session, new)
    if errors:
        raise InvalidInput(errors)
    if session.scalar(select(Person.id).where(Person.id == new.donor_id)) is None:
        raise NotFound
    _check_funds(session, {new.fund_id, *(fund for fund, _ in new.parts)}, has_come=new.has_come)
    require_open_month(session, new.book_on or new.received_on)
    pledge = _pledge(session, new)
    source = known_source(session, new.source or source_of(pledge))
    row = _row(session, new)
    row.campaign_id, row.appeal_id = source.campaign_id, source.appeal_id
    session.add(row)
    session.flush()
    book_gift(session, row, new)
    if pledge is not None:
        pay_pledge(session, pledge, row, new.book_on or new.received_on)
    receive_match(session, row)
    promise_thanks(session, row, regular=new.regular)
    ledger_chain.record(
        session, "gift.recorded", case=new.case_id, subjects=[new.donor_id, row.id], fields=["amount", "fund"]
    )
    return row


def _pledge(session: ViewerSession, new: NewGift) -> Pledge | None:
    if new.pledge_id is None or new.amount is None:
        return None
    return payable(session, new.pledge_id, new.donor_id, new.amount.currency)


def book_gift(session: ViewerSession, row: Gift, new: NewGift) -> None:
    """Enter a gift and its fee into the books."""
    if not new.parts:
        return
    lines, day = books.receipt(new.parts, goods=row.kind == GOODS), new.book_on or new.received_on
    post(session, NewEntry(Act.RECEIPT, lines, day, row.id))
    if new.fee:
        post(session, NewEntry(Act.FEE, books.fee(new.fee), day, row.id))


def _row(session: ViewerSession, new: NewGift) -> Gift:
    office = office_of(session).tenant
    year = today(office.timezone).year
    row = Gift(
        id=new_id(),
        number=f"{year}-{next_number(session, SERIES, year):06d}",
        donor_id=new.donor_id,
        fund_id=new.parts[0][0] if new.parts else new.fund_id,
        kind=MONEY if new.amount else GOODS,
        amount=new.amount.minor if new.amount else 0,
        benefit=new.benefit.minor if new.benefit else 0,
        currency=new.amount.currency if new.amount else office.currency,
        method=new.method if new.amount else "goods",
        received_on=new.received_on,
        case_id=new.case_id,
        entered_by=new.entered_by or session.viewer.actor,
    )
    if new.goods:
        row.goods = new.goods.strip()
        row.goods_kind = new.goods_kind
    if new.fair_value:
        row.fair_value = new.fair_value.minor
        row.fair_value_basis = (new.fair_value_basis or "").strip()
    if new.rate and new.amount:
        row.rate, row.rate_source = new.rate.value, new.rate.source.strip()
        row.base_amount = from_decimal(new.amount.decimal * Decimal(new.rate.value), office.currency).minor
    return row


def _check_funds(session: ViewerSession, wanted: set[UUID], *, has_come: bool) -> None:
    rows = session.execute(select(Fund.id, Fund.active).where(one_of(Fund.id, wanted)))
    found = {row.id: row.active for row in rows}
    if found.keys() != wanted:
        raise NotFound
    if not all(found.values()) and not has_come:
        said = phrase("This fund takes no more gifts. Choose another")
        raise InvalidInput({"fund": Coded(said, "FUND_SHUT")})
