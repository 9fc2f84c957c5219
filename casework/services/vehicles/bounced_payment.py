"""A payment for a transfer bounces: nothing is taken back, but the vehicle is held until it is paid (DOMAIN A.8)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.models import Case, Hold
from casework.packs import Workflow
from casework.services.cases.facts import read_facts
from casework.services.cases.find_case import lock_case
from casework.services.fees.fees_due import FeesDue, fees_due
from casework.services.fees.reverse_payment import reverse_payment
from casework.services.fees.take_payment import take_payment
from casework.services.office import office_of
from casework.services.vehicles.find_vehicle import vehicle_by_vin
from casework.services.vehicles.holds import NewHold, place_hold, release_hold
from casework.store.session import ViewerSession

HOLD, METHODS = "FEES_DUE", ("cash", "card", "check")


def note_bounced(
    session: ViewerSession, case_id: UUID, workflow: Workflow, payment_id: UUID, *, reason: str
) -> None:
    """Note that a payment bounced, and hold the vehicle of the case for what is due.

    Raises InvalidInput under `reason`; Refused PAYMENT_REVERSED.
    """
    case = lock_case(session, case_id)
    reverse_payment(session, case.id, payment_id, reason=reason)
    vehicle = _vehicle(session, case, workflow)
    if vehicle is not None and not _held(session, vehicle, case):
        said = f"{case.number}: {' '.join(reason.split())}"
        office = office_of(session).tenant.name
        place_hold(session, vehicle, NewHold(HOLD, office, said, reference=case.number))


def take_again(
    session: ViewerSession, case_id: UUID, workflow: Workflow, *, method: str, reference: str = ""
) -> FeesDue:
    """Take what is left to pay after a payment bounced, and let the vehicle go. Refused NOTHING_DUE."""
    case = lock_case(session, case_id)
    due = fees_due(session, case.id)
    if not due.bounced or due.balance.minor <= 0:
        raise Refused(
            "NOTHING_DUE", phrase("No payment of this case bounced. Nothing is left to pay. Reload the page")
        )
    known = method if method in METHODS else METHODS[0]
    after = take_payment(session, case.id, due.balance, method=known, reference=reference)
    vehicle = _vehicle(session, case, workflow)
    for hold in _held(session, vehicle, case) if vehicle else ():
        release_hold(session, hold, reference=case.number)
    return after


def _vehicle(session: ViewerSession, case: Case, workflow: Workflow) -> UUID | None:
    """The vehicle that the case is about, where it is about one on record."""
    if not any(field.name == "vin" and field.kind == "vin" for field in workflow.fields):
        return None
    found = vehicle_by_vin(session, read_facts(session, case.id, ["vin"]).get("vin") or "")
    return found.id if found else None


def _held(session: ViewerSession, vehicle_id: UUID, case: Case) -> list[UUID]:
    """The holds in force on the vehicle that this case brought about."""
    chosen = select(Hold.id).where(
        Hold.vehicle_id == vehicle_id,
        Hold.code == HOLD,
        Hold.report_number == case.number,
        Hold.until.is_(None) | (Hold.until > now()),
    )
    return list(session.scalars(chosen))
