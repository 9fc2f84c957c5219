"""What a transfer of a vehicle may ask of the register: guards and effects for packs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import JSONB

from casework.base.clock import now
from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.base.words import search_key
from casework.domain import holds as hold_rules
from casework.domain import odometer, title_rules
from casework.domain.findings import errors
from casework.domain.title_rules import Conjunction, Tenancy
from casework.domain.transfer_kinds import TransferKind, kind_named
from casework.domain.transfer_parties import check_parties
from casework.models import Case, CaseParty, Fact, Member
from casework.packs.deed import PARTIES, Deed
from casework.services.office import office_of
from casework.services.vehicles import void_transfer as voiding
from casework.services.vehicles.application import is_inspected, was_made
from casework.services.vehicles.elt import participant_like
from casework.services.vehicles.history import midnight, office_day
from casework.services.vehicles.liens import NewLien, open_liens
from casework.services.vehicles.on_record import check_odometer, holds_on
from casework.services.vehicles.owners import holder_ids, owner_set
from casework.services.vehicles.the_vehicle import the_vehicle
from casework.services.vehicles.transfer_title import TitleTransfer, held_at, transfer_title

_JOINED = {
    "and": Conjunction.AND,
    "or": Conjunction.OR,
    "and_or": Conjunction.AND_OR,
    "jtrs": Conjunction.JTRS,
    "lease": Conjunction.LEASE,
}
_SHARES = {"tencom": Tenancy.TENCOM, "compro": Tenancy.COMPRO}
PROVE = "prove_odometer"
SELLERS, BUYERS = ("seller", "co_seller"), ("buyer", "co_buyer")
_CERTIFIED = {
    "actual": odometer.Certified.ACTUAL,
    "exceeds": odometer.Certified.EXCEEDS,
    "not_actual": odometer.Certified.NOT_ACTUAL,
}


def no_party_to_the_case(deed: Deed) -> None:
    """Refuse CONFLICT_OF_INTEREST when the mover bears the name of a party."""
    session = deed.session
    name = session.scalar(select(Member.name).where(Member.id == deed.viewer.actor))
    if name is None:
        return
    parties = session.execute(
        select(CaseParty.id, CaseParty.case_id, CaseParty.name_key).where(CaseParty.case_id == deed.case.id)
    )
    if search_key(name) in {party.name_key for party in parties}:
        raise Refused("CONFLICT_OF_INTEREST", phrase("You are a party to this case. Leave it to a colleague"))


def no_other_open_transfer(deed: Deed) -> None:
    """Refuse DUPLICATE_OPEN_TRANSFER while another case about the same VIN is open."""
    other = deed.session.scalar(
        select(Case.number)
        .join(Fact, Fact.case_id == Case.id)
        .where(
            Case.closed_at.is_(None),
            Case.workflow == deed.workflow.name,
            Case.id != deed.case.id,
            Fact.field == "vin",
            Fact.superseded_at.is_(None),
            Fact.value == literal(deed.fact("vin"), JSONB),
        )
        .limit(1)
    )
    if other is not None:
        said = phrase(
            "Another transfer of this vehicle is open: %(number)s. Finish that one first", number=other
        )
        raise Refused("DUPLICATE_OPEN_TRANSFER", said)


def no_blocking_hold(deed: Deed) -> None:
    """Refuse HOLD_ACTIVE:<hold> while a hold stops a transfer, LIEN_OPEN while a lender on record has not agreed."""
    vehicle = the_vehicle(deed)
    for finding in hold_rules.check_holds(holds_on(deed.session, vehicle.id), "transfer", now()):
        raise Refused(finding.code, finding.said)
    agreed = deed.fact("lien_release") or deed.fact("lien_stays")
    if _needs_release(_kind(deed)) and not agreed and open_liens(deed.session, vehicle.id):
        raise Refused("LIEN_OPEN", phrase("A lender has a claim on record. Ask the buyer for the release"))


def sellers_are_owners(deed: Deed) -> None:
    """Refuse unless the parties, as a clerk confirmed them, may pass the vehicle on on the day of transfer."""
    session, vehicle = deed.session, the_vehicle(deed)
    sellers, buyers = _sides(deed)
    start = midnight(_sold_on(deed), office_of(session).tenant.timezone)
    held = held_at(session, vehicle.id, start)
    of_record = owner_set(session, holder_ids(session, held.id), held.conjunction, held.tenancy)
    given, got = ({str(person) for person in side} for side in (sellers, buyers))
    kind = _kind(deed)
    found = list(check_parties(kind, of_record, frozenset(given), frozenset(got)))
    if kind.owners != "same":
        joined = _JOINED.get(deed.fact("buyers_joined") or "and", Conjunction.AND)
        after = owner_set(session, buyers, joined.value, _share(deed))
        found += title_rules.check_owner_change(of_record, after)
    acquired = office_day(held.valid_from, office_of(session).tenant.timezone)
    found += title_rules.check_effective_date(
        _sold_on(deed), today=deed.today, acquired_on=acquired, model_year=vehicle.year
    )
    for finding in found:
        raise Refused(finding.code, finding.said)


def owners_unchanged(deed: Deed) -> None:
    """Refuse OWNER_CHANGED where the sellers, who were the owners on record, are that no more."""
    try:
        sellers_are_owners(deed)
    except Refused as refused:
        if refused.code not in ("SELLER_NOT_OWNER", "LATER_TRANSFER_EXISTS", "BEFORE_ACQUISITION"):
            raise
        said = phrase("The owner on record has changed since the application. Reject it, with the reason")
        raise Refused("OWNER_CHANGED", said) from None


def odometer_plausible(deed: Deed) -> None:
    """Refuse ODO_ROLLBACK for a reading below an earlier one, ODO_NOT_ACTUAL_BEFORE for a claim to be actual again,
    ODO_NOT_EXEMPT for one that does not hold."""
    vehicle = the_vehicle(deed)
    reading = _reading(deed)
    if reading is None:
        kind = odometer.Vehicle(vehicle.year, vehicle.gvwr_lb)
        if not odometer.is_exempt(kind, _sold_on(deed)):
            said = phrase("A vehicle of this model year is not exempt. Ask the buyer for the reading")
            raise Refused("ODO_NOT_EXEMPT", said)
        return
    proven = was_made(deed, PROVE)
    for finding in errors(check_odometer(deed.session, vehicle, reading, proven=proven)):
        raise Refused(finding.code, finding.said)


def complete_transfer(deed: Deed) -> None:
    """Make the buyers the owners on record."""
    sellers, buyers = _sides(deed)
    told = deed.fact("died_on")
    transfer_title(
        deed.session,
        TitleTransfer(
            vehicle_id=the_vehicle(deed).id,
            effective_on=_sold_on(deed),
            sellers=frozenset(sellers),
            buyers=buyers,
            kind=_kind(deed),
            conjunction=_JOINED.get(deed.fact("buyers_joined") or "and", Conjunction.AND),
            tenancy=_share(deed),
            odometer=_reading(deed),
            odometer_proven=was_made(deed, PROVE),
            inspected=is_inspected(deed),
            plates=deed.fact("plates_decision") or "stay",
            lien_released=bool(deed.fact("lien_release")),
            lien_stays=bool(deed.fact("lien_stays")) or not _needs_release(_kind(deed)),
            lien=_new_lien(deed),
            died_on=date.fromisoformat(told) if told else None,
            case_id=deed.case.id,
        ),
    )


def void_transfer(deed: Deed) -> None:
    """Put the register right again after a transfer that was wrong."""
    voiding.void_transfer(deed.session, deed.case.id)


def void_proposed(deed: Deed) -> None:
    """Refuse VOID_UNPROPOSED until somebody else has proposed it."""
    if not was_made(deed, "propose_void"):
        raise Refused("VOID_UNPROPOSED", phrase("A supervisor has to propose this first, with the reason"))


def no_later_transfer(deed: Deed) -> None:
    """Refuse LATER_TRANSFER_EXISTS while a later owner is on record."""
    voiding.check_void(deed.session, deed.case.id)


def _kind(deed: Deed) -> TransferKind:
    return kind_named(deed.fact("transfer_kind"))


def _needs_release(kind: TransferKind) -> bool:
    """Where an authority disposes of the vehicle, claims go on unless its paper ends them."""
    return kind.release != "authority" or kind.death


def _sides(deed: Deed) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """The confirmed sellers and buyers, each in their order."""
    linked = _linked(deed, (*SELLERS, *BUYERS))
    return _confirmed(linked, SELLERS), _confirmed(linked, BUYERS)


def _new_lien(deed: Deed) -> NewLien | None:
    """The claim of the new owner's lender: electronic where the list of participants has it letter by letter."""
    linked = _linked(deed, ("lender",))
    if not linked:
        return None
    told = (deed.fact("new_lender") or "", deed.fact("new_lender_address") or "")
    found = participant_like(deed.session, *told, on=_sold_on(deed))
    return NewLien(_confirmed(linked, ("lender",))[0], found.id if found else None)


def _share(deed: Deed) -> Tenancy | None:
    return _SHARES.get(deed.fact("tenancy") or "")


def _linked(deed: Deed, roles: tuple[str, ...]) -> dict[str, UUID | None]:
    if PARTIES in deed.known:
        return {role: person for role, person in deed.known[PARTIES].items() if role in roles}
    rows = deed.session.execute(
        select(CaseParty.role, CaseParty.person_id).where(
            CaseParty.case_id == deed.case.id, CaseParty.role.in_(roles)
        )
    )
    return {row.role: row.person_id for row in rows}


def _confirmed(linked: Mapping[str, UUID | None], roles: tuple[str, ...]) -> tuple[UUID, ...]:
    found = [linked[role] for role in roles if role in linked]
    if not found or None in found:
        said = phrase("Somebody in this case is not confirmed yet. Say first who each seller and buyer is")
        raise Refused("PARTY_UNCONFIRMED", said)
    return tuple(person for person in found if person is not None)


def _sold_on(deed: Deed) -> date:
    return date.fromisoformat(deed.fact("sale_date"))


def _reading(deed: Deed) -> odometer.Reading | None:
    certified = _CERTIFIED.get(deed.fact("odometer_status") or "")
    value = deed.fact("odometer")
    if certified is None or value is None:
        return None
    unit: odometer.Unit = "km" if deed.workflow.field("odometer").unit == "km" else "mi"
    return odometer.Reading(value, unit, certified, _sold_on(deed))
