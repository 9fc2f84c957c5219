"""What is on record about a vehicle beside its owners: readings, brands, holds."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.domain import holds as hold_rules
from casework.domain import odometer, title_rules
from casework.domain.findings import Finding
from casework.models import Brand, Hold, OdometerReading, Vehicle
from casework.store.session import ViewerSession


def holds_on(session: ViewerSession, vehicle_id: UUID) -> list[hold_rules.Hold]:
    """Every hold ever placed on the vehicle."""
    rows = session.execute(select(Hold.code, Hold.since, Hold.until).where(Hold.vehicle_id == vehicle_id))
    return [hold_rules.Hold(row.code, row.since, row.until) for row in rows]


def brands_of(session: ViewerSession, vehicle_id: UUID) -> list[title_rules.Brand]:
    """The brands that every title of the vehicle carries."""
    rows = session.execute(
        select(Brand.brand, Brand.effective_on, Brand.voided_at).where(Brand.vehicle_id == vehicle_id)
    )
    return [title_rules.Brand(row.brand, row.effective_on, row.voided_at is not None) for row in rows]


def readings_of(session: ViewerSession, vehicle_id: UUID) -> list[odometer.Reading]:
    """The readings on record, oldest first."""
    rows = session.scalars(
        select(OdometerReading)
        .where(OdometerReading.vehicle_id == vehicle_id)
        .order_by(OdometerReading.read_on, OdometerReading.id)
    )
    return [
        odometer.Reading(
            row.reading, "km" if row.unit == "km" else "mi", odometer.Certified(row.certified), row.read_on
        )
        for row in rows
    ]


def check_odometer(
    session: ViewerSession, vehicle: Vehicle, reading: odometer.Reading, *, proven: bool = False
) -> tuple[Finding, ...]:
    """What a new reading says against the earlier ones. `proven`: a supervisor saw that the odometer was repaired."""
    return odometer.check_reading(reading, readings_of(session, vehicle.id), proven=proven).findings


def record_reading(
    session: ViewerSession, vehicle_id: UUID, reading: odometer.Reading, *, case_id: UUID | None = None
) -> None:
    """Enter a reading, and the brand that its certificate brings with it for life."""
    brand = odometer.check_reading(reading, []).brand
    session.add(
        OdometerReading(
            vehicle_id=vehicle_id,
            reading=reading.value,
            unit=reading.unit,
            certified=reading.certified.value,
            read_on=reading.on,
            case_id=case_id,
        )
    )
    on_title = {known.name for known in brands_of(session, vehicle_id) if not known.voided}
    if brand and brand not in on_title:
        session.add(Brand(vehicle_id=vehicle_id, brand=brand, source="odometer", effective_on=reading.on))
    session.flush()
