"""A price far below what such a vehicle is worth is marked for people to look at. It stops nothing (DOMAIN A.8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.money import Money
from casework.domain.fraud import LOW_PRICE, is_low_price
from casework.models import CaseEvent, CaseParty, FraudFlag
from casework.packs.deed import Deed
from casework.services.office import office_of
from casework.services.vehicles.the_vehicle import the_vehicle
from casework.store import ledger_chain

PRICE, WORTH = "price", "book_value"
FIGURE = "low_price_per_mille"


def review_price(deed: Deed) -> None:
    """Flag a declared price below the office's share of the worth that the officer looked up, once for each case."""
    price, worth = _money(deed.fact(PRICE)), _money(deed.answer(WORTH))
    sold_on = date.fromisoformat(deed.fact("sale_date"))
    share = office_of(deed.session).kind.transfers.figure(FIGURE, sold_on)
    if price is None or worth is None or share is None or price.currency != worth.currency:
        return
    if not is_low_price(price.minor, worth.minor, share):
        return
    deed.session.add(low_price_flag(the_vehicle(deed).id, sold_on, _people(deed), involved=_hands(deed)))
    ledger_chain.record(deed.session, "fraud.found", case=deed.case.id, detail={"found": 1})


def low_price_flag(
    vehicle: UUID, sold_on: date, people: list[UUID], *, involved: Iterable[UUID] = ()
) -> FraudFlag:
    """The sign to look at: the sale of a vehicle among these people. Whoever is `involved` does not close it."""
    told = {"on": sold_on.isoformat(), "vehicle": str(vehicle), "people": [str(one) for one in people]}
    return FraudFlag(
        kind=LOW_PRICE,
        subject_id=vehicle,
        since=sold_on,
        until=sold_on,
        evidence=[told],
        vehicles=[vehicle],
        people=people,
        involved=list(involved),
    )


def _people(deed: Deed) -> list[UUID]:
    """Those who sell and buy, as a clerk confirmed them."""
    chosen = select(CaseParty.person_id).where(
        CaseParty.case_id == deed.case.id, CaseParty.role != "lender", CaseParty.person_id.is_not(None)
    )
    return sorted({one for one in deed.session.scalars(chosen) if one is not None})


def _hands(deed: Deed) -> list[UUID]:
    """Whoever had a part in the case: they do not close the flag."""
    chosen = select(CaseEvent.actor_id).where(
        CaseEvent.case_id == deed.case.id, CaseEvent.actor_id.is_not(None)
    )
    hands = {one for one in deed.session.scalars(chosen) if one is not None}
    return sorted(hands | ({deed.viewer.actor} if deed.viewer.actor else set()))


def _money(told: dict[str, object] | None) -> Money | None:
    return Money(int(str(told["minor"])), str(told["currency"])) if told else None
