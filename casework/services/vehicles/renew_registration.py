"""Renew the registration of a vehicle: until when it may be on the road. Plate and vehicle stay together either way."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from casework.base.clock import now, today
from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.domain import holds as hold_rules
from casework.models import Vehicle
from casework.services.office import office_of
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.on_record import holds_on
from casework.services.vehicles.plate_status import refuse
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def renew_registration(session: ViewerSession, vehicle_id: UUID, until: date) -> Vehicle:
    """Register the vehicle until that day. Raises InvalidInput (`until`), Refused HOLD_ACTIVE… by what stops it."""
    vehicle = vehicle_by_id(session, vehicle_id, lock=True)
    if until <= today(office_of(session).tenant.timezone):
        raise InvalidInput({"until": phrase("Enter a day that is still to come")})
    refuse(*hold_rules.check_holds(holds_on(session, vehicle_id), "registration", now()))
    vehicle.registered_until = until
    session.flush()
    ledger_chain.record(
        session,
        "vehicle.registration_renewed",
        subjects=[vehicle.id],
        fields=["registered_until"],
        detail={"until": until},
    )
    return vehicle
