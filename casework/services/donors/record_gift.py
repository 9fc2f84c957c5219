"""Record a gift of money or goods. Once posted it never changes: what was wrong is reversed and entered anew."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
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
from casework.services.appeals.find_appeal import Source, known_source, source_of
from casework.services.books.post import NewEntry, post_all, require_open_months
from casework.services.donors.new_gift import LONGEST_GOODS, METHODS, NewGift, wrong_with
from casework.services.donors.receive_match import receive_matches
from casework.services.numbers import next_numbers
from casework.services.office import office_of
from casework.services.pledges.pay_pledge import pay_pledge, payable
from casework.services.tenants.find_tenant import TenantFacts
from casework.services.thanks.promise import Promise, promise_thanks
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.session import ViewerSession

__all__ = ["GOODS", "LONGEST_GOODS", "METHODS", "MONEY", "SERIES", "NewGift", "record_gift", "record_gifts"]

SERIES = "gift"
MONEY, GOODS = "money", "in_kind"


def record_gift(session: ViewerSession, new: NewGift) -> Gift:
    """Post a gift under the next number and into the books. InvalidInput by field; NotFound for a donor or fund that
    is not here; PeriodClosed when the books of its day are."""
    return record_gifts(session, (new,))[0]


def record_gifts(session: ViewerSession, gifts: Sequence[NewGift]) -> list[Gift]:
    """Post gifts in this order: one act for each, by the same rules, with a few statements for all of them.

    None is posted where one can't be. Raises what `record_gift` raises, for the first that is wrong.
    """
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    for new in gifts:
        errors = wrong_with(session, new)
        if errors:
            raise InvalidInput(errors)
    _check_donors(session, {new.donor_id for new in gifts})
    _check_funds(session, gifts)
    require_open_months(session, {new.booked_on for new in gifts})
    pledges = [_pledge(session, new) for new in gifts]
    sources = _sources(
        session, [new.source or source_of(row) for new, row in zip(gifts, pledges, strict=True)]
    )
    rows = _rows(session, gifts, sources)
    session.add_all(rows)
    session.flush()
    book_gifts(session, list(zip(rows, gifts, strict=True)))
    for row, new, pledge in zip(rows, gifts, pledges, strict=True):
        if pledge is not None:
            pay_pledge(session, pledge, row, new.booked_on)
    receive_matches(session, rows)
    told = [Promise(new.regular, new.thanked_on) for new in gifts]
    promise_thanks(session, list(zip(rows, told, strict=True)))
    for row, new in zip(rows, gifts, strict=True):
        about: dict[str, Any] = {"case": new.case_id, "subjects": [new.donor_id, row.id]}
        ledger_chain.record(session, "gift.recorded", **about, fields=["amount", "fund"])
    return rows


def _pledge(session: ViewerSession, new: NewGift) -> Pledge | None:
    if new.pledge_id is None or new.amount is None:
        return None
    return payable(session, new.pledge_id, new.donor_id, new.amount.currency)


def _sources(session: ViewerSession, told: Sequence[Source]) -> list[Source]:
    """What brought each of the gifts; every campaign and appeal is looked up once."""
    known = {one: known_source(session, one) for one in dict.fromkeys(told)}
    return [known[one] for one in told]


def book_gifts(session: ViewerSession, gifts: Sequence[tuple[Gift, NewGift]]) -> None:
    """Enter gifts and their fees into the books."""
    entries = []
    for row, new in gifts:
        if new.parts:
            lines = books.receipt(new.parts, goods=row.kind == GOODS)
            entries.append(NewEntry(Act.RECEIPT, lines, new.booked_on, row.id))
            if new.fee:
                entries.append(NewEntry(Act.FEE, books.fee(new.fee), new.booked_on, row.id))
    if entries:
        post_all(session, entries)


def _rows(session: ViewerSession, gifts: Sequence[NewGift], sources: Sequence[Source]) -> list[Gift]:
    office = office_of(session).tenant
    year = today(office.timezone).year
    first = next_numbers(session, SERIES, year, len(gifts))
    rows = []
    for place, (new, source) in enumerate(zip(gifts, sources, strict=True)):
        row = _row(new, office, f"{year}-{first + place:06d}")
        row.entered_by = new.entered_by or session.viewer.actor
        row.campaign_id, row.appeal_id = source.campaign_id, source.appeal_id
        rows.append(row)
    return rows


def _row(new: NewGift, office: TenantFacts, number: str) -> Gift:
    row = Gift(
        id=new_id(),
        number=number,
        donor_id=new.donor_id,
        fund_id=new.parts[0][0] if new.parts else new.fund_id,
        kind=MONEY if new.amount else GOODS,
        amount=new.amount.minor if new.amount else 0,
        benefit=new.benefit.minor if new.benefit else 0,
        currency=new.amount.currency if new.amount else office.currency,
        method=new.method if new.amount else "goods",
        received_on=new.received_on,
        case_id=new.case_id,
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


def _check_donors(session: ViewerSession, wanted: set[UUID]) -> None:
    if set(session.scalars(select(Person.id).where(one_of(Person.id, wanted)))) != wanted:
        raise NotFound


def _check_funds(session: ViewerSession, gifts: Sequence[NewGift]) -> None:
    wanted = {new: {new.fund_id, *(fund for fund, _ in new.parts)} for new in gifts}
    asked = set().union(*wanted.values())
    rows = session.execute(select(Fund.id, Fund.active).where(one_of(Fund.id, asked)))
    found = {row.id: row.active for row in rows}
    if found.keys() != asked:
        raise NotFound
    for new, funds in wanted.items():
        if not new.has_come and not all(found[fund] for fund in funds):
            said = phrase("This fund takes no more gifts. Choose another")
            raise InvalidInput({"fund": Coded(said, "FUND_SHUT")})
