"""What a transfer's papers and statements must show: guards for packs, over the rules of the office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from casework.base.errors import Refused, RefusedTogether
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import replace
from casework.domain import title_rules
from casework.domain.dated import in_force
from casework.domain.emissions import Certificate, EmissionRule, check_certificate, requirement
from casework.domain.estate import EstateLimit, check_affidavit
from casework.domain.fees import last_free_day as free_until
from casework.domain.findings import Finding, errors
from casework.domain.holds import STOPS
from casework.domain.rules import compile_rule
from casework.domain.signing import Signing, check_signing
from casework.domain.title_rules import Conjunction, check_effective_date
from casework.domain.transfer_checks import check_papers, check_statements, fault_said, faults_of
from casework.domain.transfer_papers import Application
from casework.domain.vin import is_odd
from casework.packs.deed import Deed
from casework.packs.transfer_rules import SMOG_VARIABLES, TransferRules
from casework.services.deadlines.time_rules import calendar_of
from casework.services.office import office_of
from casework.services.signatures.seats import seats_of
from casework.services.vehicles.application import (
    brands_told,
    is_inspected,
    is_salvage_certificate,
    standing_here,
    the_application,
    the_day,
    was_made,
)
from casework.services.vehicles.on_record import brands_of
from casework.services.vehicles.standing import ELECTRONIC, Standing, title_form_of
from casework.services.vehicles.the_vehicle import the_vehicle

__all__ = ["faults_of"]  # handed to packs as it is


def application_holds(deed: Deed) -> None:
    """Refuse what is missing or cannot be, all at once, each at its question: papers, statements, estate, days."""
    one = the_application(deed)
    rules = office_of(deed.session).kind.transfers
    days = check_effective_date(one.sold_on, today=deed.today, acquired_on=None, model_year=None)
    _refuse(
        [
            *(replace(found, field="sale_date") for found in days),
            *check_statements(one, today=deed.today),
            *_estate(one, rules, deed.today),
            *check_papers(one),
        ]
    )


def everybody_signed(deed: Deed) -> None:
    """Refuse SIGNATURES_INCOMPLETE, ODO_UNSIGNED or ODO_SAME_PERSON until whoever has to sign here has signed.

    Sellers release by the conjunction on record. Where nobody signs here, the signatures are on the title.
    """
    if deed.fact("started_by") == "buyer":  # who has the signed title; nobody was asked to sign here
        return
    seats = seats_of(deed.session, deed.case.id, deed.workflow)
    if not seats:
        return
    standing = standing_here(deed)
    rules = office_of(deed.session).kind.transfers
    asked: dict[str, set[str]] = {}
    signed: dict[str, set[str]] = {}
    for seat in seats:
        asked.setdefault(seat.act, set()).add(seat.role)
        if seat.holds:
            signed.setdefault(seat.act, set()).add(seat.role)
    joined = standing.conjunction if standing and standing.conjunction else Conjunction.AND.value
    _refuse(
        check_signing(
            Signing(_frozen(asked), _frozen(signed)),
            Conjunction(joined),
            and_or="all" if rules.and_or == "all" else "any",
            exempt=deed.fact("odometer_status") == "exempt",
        )
    )


def title_is_there(deed: Deed) -> None:
    """Refuse TITLE_MISSING where a lender is said to hold the title electronically, and it is on paper on record."""
    if not deed.fact("title_with_lender"):
        return
    if title_form_of(deed.session, deed.fact("vin") or "") != ELECTRONIC:
        said = phrase("On record the title is on paper. Add front and back, or say that it is lost")
        raise RefusedTogether([("TITLE_MISSING", said, "title_with_lender")])


def identity_seen(deed: Deed) -> None:
    """Refuse ID_UNVERIFIED where the office wants an identity document of the new owner, and nobody has seen one."""
    rules = office_of(deed.session).kind.transfers
    wanted = rules.figure("identity_required", the_day(deed.fact("sale_date")) or deed.today)
    if wanted and not deed.fact("id_kind") and not was_made(deed, "see_identity"):
        said = phrase(
            "Nobody has seen an identity document of the new owner. Ask for one at the counter, then record it"
        )
        raise Refused("ID_UNVERIFIED", said)


def title_is_current(deed: Deed) -> None:
    """Refuse TITLE_NOT_CURRENT where the number given is not that of the newest title."""
    given = "".join(c for c in (deed.fact("title_number") or "") if c.isalnum()).casefold()
    standing = standing_here(deed) if given else None
    if standing is None or standing.title_number is None:
        return
    newest = "".join(c for c in standing.title_number if c.isalnum()).casefold()
    if given != newest:
        said = fault_said("TITLE_NOT_CURRENT")
        raise RefusedTogether([("TITLE_NOT_CURRENT", said or "", "title_number")])


def vehicle_may_pass(deed: Deed) -> None:
    """Refuse HOLD_ACTIVE, BRAND_BLOCKS or SMOG_… before it is sent, by what everybody may be told of the vehicle; and
    VIN_CHECK_DIGIT, unless the vehicle is on record with just this number.

    What must not be given away is not told here: the desk finds it.
    """
    standing = standing_here(deed)
    if standing is None:
        if deed.fact("vin") and is_odd(deed.fact("vin")):
            said = phrase("Compare this VIN with the title: one character is wrong, or two changed places")
            raise RefusedTogether([("VIN_CHECK_DIGIT", said, "vin")])
        return  # not on record here, or not alone: the desk looks
    _refuse(
        [
            *_holds_told(standing),
            # Salvage is told with the papers: it asks for an inspection.
            *title_rules.check_brands(brands_told(standing), salvage_certificate=True),
        ]
    )


def emissions_in_order(deed: Deed) -> None:
    """Refuse SMOG_MISSING or SMOG_EXPIRED where this vehicle and this transfer need a certificate."""
    if emissions(deed) != "required":
        return
    one, told = the_application(deed), deed.fact("smog_issued_on")
    rules = office_of(deed.session).kind.transfers
    days = rules.figure("smog_valid_days", one.sold_on)
    given = "smog_certificate" in one.papers
    issued = date.fromisoformat(told) if told else one.sold_on
    _refuse(
        check_certificate(
            Certificate(issued, passed=True) if given else None,
            one.sold_on,
            valid_days=90 if days is None else days,
        )
    )


def brands_allow(deed: Deed) -> None:
    """Refuse BRAND_BLOCKS for what was scrapped, and for salvage that nobody has inspected since."""
    vehicle = the_vehicle(deed)
    passes = is_salvage_certificate(deed) or is_inspected(deed)
    standing = standing_here(deed)
    brands = brands_told(standing) if standing else brands_of(deed.session, vehicle.id)
    _refuse(title_rules.check_brands(brands, salvage_certificate=passes))


def emissions(deed: Deed) -> str:
    """What the office's rules ask of this vehicle at this transfer: required, exempt or fee_instead."""
    vehicle, sold_on = the_vehicle(deed), the_day(deed.fact("sale_date")) or deed.today
    rules = office_of(deed.session).kind.transfers
    values: dict[str, Any] = {
        "fuel": vehicle.fuel,
        "body": vehicle.body or "",
        "model_year": vehicle.year,
        "gvwr_lb": vehicle.gvwr_lb,
        "relationship": deed.fact("relationship") or "",
        "kind": deed.fact("transfer_kind"),
        "year": sold_on.year,
        "tie": deed.fact("tie") or "",
    }
    rows = [EmissionRule(compile_rule(row.when, SMOG_VARIABLES), _outcome(row.outcome)) for row in rules.smog]
    return requirement(rows, values) if rows else "exempt"


def last_free_day(deed: Deed) -> date | None:
    """The last day on which this transfer is paid without a penalty; None where the office knows none."""
    sold_on = the_day(deed.fact("sale_date"))
    days = office_of(deed.session).kind.transfers.figure("penalty_days", sold_on) if sold_on else None
    if sold_on is None or days is None:
        return None
    return free_until(sold_on, calendar_of(deed.session), days=days)


def _estate(one: Application, rules: TransferRules, today: date) -> Iterable[Finding]:
    if one.kind != "inheritance_no_probate" or one.died_on is None or one.estate is None:
        return ()
    wait = rules.figure("heir_wait_days", one.died_on)
    limits = [
        EstateLimit(Money(row.value, one.estate.currency), row.since, row.until)
        for row in rules.figures
        if row.of == "estate_limit"
    ]
    if not in_force(limits, one.died_on):
        said = phrase("No limit is known for that day of death. The estate goes through a court")
        return (Finding("ESTATE_OVER_LIMIT", said, field="estate_value"),)
    found = check_affidavit(one.died_on, one.estate, limits, today=today, wait_days=wait or 0)
    places = {"ESTATE_WAIT_PERIOD": "died_on", "ESTATE_OVER_LIMIT": "estate_value"}
    return [replace(one, field=places[one.code]) for one in found]


def _holds_told(standing: Standing) -> list[Finding]:
    stops = [code for code in standing.holds if "transfer" in STOPS.get(code, ())]
    said = phrase("Another matter about this vehicle has to be settled first. Ask at one of our counters")
    return [Finding("HOLD_ACTIVE", said, field="vin")] if stops else []


def _frozen(roles: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {act: frozenset(these) for act, these in roles.items()}


def _outcome(word: str) -> Any:
    return word


def _refuse(findings: Iterable[Finding]) -> None:
    found = errors(findings)
    if found:
        raise RefusedTogether([(one.code, one.said, one.field) for one in found])
