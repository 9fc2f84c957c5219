"""What was applied for in a case about a transfer, and the vehicle as everybody may know it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from casework.base.money import Money
from casework.domain import title_rules
from casework.domain.transfer_papers import Application
from casework.models import CaseEvent
from casework.packs.deed import MADE, Deed
from casework.services.vehicles.standing import Standing, standing_of

TOTAL_LOSS = "insurance_total_loss"
INSPECTION = "inspection"


def the_application(deed: Deed) -> Application:
    """What was applied for."""
    fact = deed.fact
    return Application(
        kind=deed.fact("transfer_kind") or "",
        sold_on=the_day(deed.fact("sale_date")) or deed.today,
        papers=frozenset(
            field.name for field in deed.workflow.fields if field.kind == "file" and fact(field.name)
        ),
        relationship=deed.fact("relationship"),
        price=_money(deed.fact("price")),
        price_on_title=not deed.fact("hops"),
        died_on=the_day(deed.fact("died_on")),
        estate=_money(deed.fact("estate_value")),
        probate_opened=bool(deed.fact("probate_opened")),
        title_lost=bool(deed.fact("title_lost")),
        signed_here=deed.fact("started_by") == "seller",
        lien_open=bool(deed.fact("lien_open")),
        lien_stays=bool(deed.fact("lien_stays")),
        has_agent=bool(deed.fact("has_agent")),
        agent_until=the_day(deed.fact("agent_until")),
        dealer_licence=deed.fact("dealer_licence") or "",
        dealer_until=the_day(deed.fact("dealer_until")),
        report_of_sale=deed.fact("report_of_sale") or "",
        registers=bool(deed.fact("registers")),
        needs_inspection=_needs_inspection(deed),
        title_with_lender=bool(deed.fact("title_with_lender")),
    )


def is_salvage_certificate(deed: Deed) -> bool:
    """Whether an insurer takes it as salvage: the road is not asked for."""
    return bool(deed.fact("transfer_kind") == TOTAL_LOSS)


def is_inspected(deed: Deed) -> bool:
    """Whether an inspector’s report is among the papers. An officer confirms it with the others."""
    return bool(deed.fact(INSPECTION))


def standing_here(deed: Deed) -> Standing | None:
    """The vehicle as everybody may know it, read once for the guards of a page."""
    vin = deed.fact("vin") or ""
    known: dict[str, Standing | None] = deed.session.info.setdefault("standings", {})
    if vin not in known:
        known[vin] = standing_of(deed.session, vin)
    return known[vin]


def brands_told(standing: Standing) -> list[title_rules.Brand]:
    """The brands of a vehicle as everybody may know it."""
    parts = (told.partition("@") for told in standing.brands)
    return [title_rules.Brand(name, date.fromisoformat(day)) for name, _at, day in parts]


def was_made(deed: Deed, move: str) -> bool:
    """Whether this move was ever made in the case."""
    if MADE in deed.known:
        return move in deed.known[MADE]
    chosen = select(CaseEvent.id).where(CaseEvent.case_id == deed.case.id, CaseEvent.move == move)
    return deed.session.scalar(chosen.limit(1)) is not None


def the_day(told: str | None) -> date | None:
    """A day as it is kept; None for none."""
    return date.fromisoformat(told) if told else None


def _needs_inspection(deed: Deed) -> bool:
    """Salvage goes on the road again only after an inspection."""
    standing = standing_here(deed) if deed.fact("vin") else None
    salvage = standing is not None and title_rules.brand_effect(brands_told(standing)) == "salvage_only"
    return salvage and not is_salvage_certificate(deed)


def _money(told: dict[str, Any] | None) -> Money | None:
    return Money(told["minor"], told["currency"]) if told else None
