"""Transfer a title: one ownership ends, the next begins, plate, lien, odometer and brands with it, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.base.values import Value, field
from casework.domain import holds as hold_rules
from casework.domain import odometer, title_rules
from casework.domain.findings import Finding, errors
from casework.domain.title_rules import Conjunction, Tenancy
from casework.domain.transfer_kinds import KINDS, TransferKind
from casework.domain.transfer_parties import check_parties
from casework.models import Brand, Ownership, Person, Vehicle
from casework.services.office import office_of
from casework.services.vehicles.application import TOTAL_LOSS
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.history import covering, current, midnight, office_day, replace
from casework.services.vehicles.liens import NewLien, open_liens, settle_liens
from casework.services.vehicles.on_record import brands_of, check_odometer, holds_on, record_reading
from casework.services.vehicles.owners import holder_ids, owner_set, set_holders
from casework.services.vehicles.plate_on_transfer import PlateOutcome, carry_plate
from casework.services.vehicles.titles import issue_title
from casework.store import ledger_chain
from casework.store.session import ViewerSession


class TitleTransfer(Value):
    """What a completed case says: who gave it to whom, when, and what happens to the rest."""

    vehicle_id: UUID
    effective_on: date
    sellers: frozenset[UUID]
    buyers: tuple[UUID, ...]
    kind: TransferKind = KINDS["private_sale"]
    conjunction: Conjunction = Conjunction.AND
    tenancy: Tenancy | None = None
    odometer: odometer.Reading | None = None
    odometer_proven: bool = False  # a supervisor saw that it was repaired
    inspected: bool = False  # an inspector's report was among the papers
    plates: str = "stay"  # stay, seller_keeps, returned or lost: what the people said
    lien_released: bool = False
    lien_stays: bool = False  # the lender's claim goes on with the new owner
    lien: NewLien | None = None
    died_on: date | None = None  # of the owner who gives, after a death
    case_id: UUID | None = None


class Transferred(Value):
    """What came of it."""

    ownership_id: UUID
    title_number: str
    plates: tuple[PlateOutcome, ...] = field(default=())


def transfer_title(session: ViewerSession, deed: TitleTransfer) -> Transferred:
    """Make the buyers the owners on record, in the caller's transaction.

    Everything is checked again here, under the vehicle's lock. Raises Refused: HOLD_ACTIVE…, OWNER_CHANGED,
    LATER_TRANSFER_EXISTS, LIEN_OPEN, BRAND_BLOCKS, ODO_…, NO_CHANGE, BUYER_…, BEFORE_ACQUISITION.
    """
    vehicle = vehicle_by_id(session, deed.vehicle_id, lock=True)
    start = midnight(deed.effective_on, office_of(session).tenant.timezone)
    held = held_at(session, vehicle.id, start)
    _refuse(check_transfer(session, vehicle, deed, held))
    if deed.lien_released or not deed.lien_stays:
        settle_liens(
            session, vehicle.id, deed.effective_on, released=deed.lien_released, case_id=deed.case_id
        )
    electronic = _is_electronic(session, deed)
    title = issue_title(
        session, vehicle.id, on=deed.effective_on, case_id=deed.case_id, electronic=electronic
    )
    fresh = _hand_over(session, held, deed, start, title.id)
    if deed.odometer is not None:
        record_reading(session, vehicle.id, deed.odometer, case_id=deed.case_id)
    if deed.lien is not None:
        session.add(deed.lien.row(vehicle.id, deed.effective_on, case_id=deed.case_id))
    plates: tuple[PlateOutcome, ...] = ()
    if deed.kind.owners != "same":
        plates = carry_plate(
            session, vehicle.id, deed.buyers[0], decision=deed.plates, at=start, case_id=deed.case_id
        )
    _follow(session, vehicle, deed)
    session.flush()
    ledger_chain.record(
        session,
        "title.transferred",
        case=deed.case_id,
        subjects=[vehicle.id, *sorted(deed.sellers), *deed.buyers],
        fields=["owners", "title", "plate", "odometer"],
        detail={"effective_on": deed.effective_on},
    )
    return Transferred(fresh.id, title.number, plates)


def _is_electronic(session: ViewerSession, deed: TitleTransfer) -> bool:
    """Whether a lender that takes part holds the new title: it stays, or comes now."""
    if deed.lien is not None:
        return deed.lien.elt_id is not None
    return any(row.elt_id is not None for row in open_liens(session, deed.vehicle_id))


def held_at(session: ViewerSession, vehicle_id: UUID, instant: datetime) -> Ownership:
    """The ownership that a transfer at `instant` ends. It must be the one in force now: no later one may stand."""
    rows = current(session, Ownership, vehicle_id=vehicle_id)
    held = covering(rows, instant)
    if held is None:
        said = phrase("Nobody is on record as the owner on that day. Correct the owners first")
        raise Refused("SELLER_NOT_OWNER", said)
    if held.valid_to is not None or any(row.valid_from > instant for row in rows):
        said = phrase("A later owner is on record already. Correct that transfer first")
        raise Refused("LATER_TRANSFER_EXISTS", said)
    return held


def check_transfer(
    session: ViewerSession, vehicle: Vehicle, deed: TitleTransfer, held: Ownership
) -> list[Finding]:
    """Everything that stands in the way of this transfer."""
    office = office_of(session)
    before = owner_set(session, holder_ids(session, held.id), held.conjunction, held.tenancy)
    after = owner_set(session, deed.buyers, deed.conjunction.value, deed.tenancy)
    given, got = ({str(person) for person in side} for side in (deed.sellers, deed.buyers))
    if check_parties(deed.kind, before, frozenset(given), frozenset(got)):
        said = phrase("The owner on record has changed since the application. Reject it, with the reason")
        return [Finding("OWNER_CHANGED", said)]
    acquired = office_day(held.valid_from, office.tenant.timezone)
    return [
        *hold_rules.check_holds(holds_on(session, vehicle.id), "transfer", now()),
        *(title_rules.check_owner_change(before, after) if deed.kind.owners != "same" else ()),
        *title_rules.check_effective_date(
            deed.effective_on,
            today=today(office.tenant.timezone),
            acquired_on=acquired,
            model_year=vehicle.year,
        ),
        *_same_day(deed.effective_on, acquired),
        *title_rules.check_brands(
            brands_of(session, vehicle.id),
            salvage_certificate=deed.inspected or deed.kind.code == TOTAL_LOSS,
        ),
        *(
            check_odometer(session, vehicle, deed.odometer, proven=deed.odometer_proven)
            if deed.odometer
            else ()
        ),
    ]


def _same_day(effective_on: date, acquired: date) -> list[Finding]:
    if effective_on != acquired:
        return []
    said = phrase(
        "The seller became the owner on that same day. A title passes once a day at most. Check the days on the papers"
    )
    return [Finding("BEFORE_ACQUISITION", said)]


def _hand_over(
    session: ViewerSession, held: Ownership, deed: TitleTransfer, start: datetime, title_id: UUID
) -> Ownership:
    sellers = holder_ids(session, held.id)
    after = {
        "valid_from": start,
        "valid_to": None,
        "title_id": title_id,
        "conjunction": deed.conjunction.value,
        "tenancy": deed.tenancy.value if deed.tenancy else None,
    }
    if deed.kind.owners == "same":
        after = {"valid_from": start, "valid_to": None, "title_id": title_id}
    past, fresh = replace(
        session, held, [{"valid_to": start}, after], reason="transfer", case_id=deed.case_id
    )
    set_holders(session, past, sellers)
    set_holders(session, fresh, deed.buyers)
    return fresh


def _follow(session: ViewerSession, vehicle: Vehicle, deed: TitleTransfer) -> None:
    """What it brings with it for the vehicle and for people: a total loss is salvage, salvage that was inspected is
    rebuilt, a death is on record."""
    on = deed.effective_on
    if deed.kind.code == TOTAL_LOSS:
        session.add(Brand(vehicle_id=vehicle.id, brand="SALVAGE", source="insurer", effective_on=on))
    elif deed.inspected and title_rules.brand_effect(brands_of(session, vehicle.id)) == "salvage_only":
        session.add(Brand(vehicle_id=vehicle.id, brand="REBUILT", source="inspection", effective_on=on))
    if deed.kind.death and deed.died_on is not None:
        for person in session.scalars(select(Person).where(Person.id.in_(deed.sellers))):
            person.deceased_on = deed.died_on


def _refuse(findings: Iterable[Finding]) -> None:
    for finding in errors(findings):
        raise Refused(finding.code, finding.said)
