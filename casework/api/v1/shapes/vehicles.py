"""Vehicles and plates on their way out."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.said import said
from casework.api.v1.shapes.withheld import withheld_parts


class VehicleFoundShape(ma.Schema):
    """A vehicle in a list."""

    id = fields.UUID(required=True)
    vin = fields.String(required=True)
    make = fields.String(required=True)
    model = fields.String(required=True)
    year = fields.Integer(required=True)


class VehiclesShape(ma.Schema):
    """What was found by a VIN. `similar` only looks like it: check before you use one."""

    exact = fields.List(fields.Nested(VehicleFoundShape), required=True)
    similar = fields.List(fields.Nested(VehicleFoundShape), required=True)


class VehicleQuery(ma.Schema):
    """Which vehicle."""

    vin = fields.String(
        required=True, validate=validate.Length(1, 64), metadata={"example": "1HGCM82633A004352"}
    )


class PeriodShape(ma.Schema):
    """From when to when; no end means still."""

    since = fields.DateTime(required=True)
    until = fields.DateTime(required=True, allow_none=True)


class OwnerShape(ma.Schema):
    """One owner."""

    person_id = fields.UUID(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)


class OwnershipShape(PeriodShape):
    """Who owned it."""

    owners = fields.List(fields.Nested(OwnerShape), required=True)
    conjunction = fields.String(required=True, metadata=said("How several owners hold it: and, or"))
    title_number = fields.String(required=True, allow_none=True)
    recorded_at = fields.DateTime(required=True)
    superseded_at = fields.DateTime(required=True, allow_none=True, metadata=said("When we said otherwise"))
    case_number = fields.String(required=True, allow_none=True)


class CarriedPlateShape(PeriodShape):
    """A plate that it carried."""

    display = fields.String(required=True, allow_none=True)
    plate_class = fields.String(required=True)
    status = fields.String(required=True)
    superseded_at = fields.DateTime(required=True, allow_none=True)


class ReadingShape(ma.Schema):
    """What the odometer showed."""

    read_on = fields.Date(required=True)
    reading = fields.Integer(required=True)
    unit = fields.String(required=True)
    certified = fields.String(required=True)


class BrandShape(ma.Schema):
    """What a title warns of: salvage, flood …"""

    brand = fields.String(required=True)
    effective_on = fields.Date(required=True)
    source = fields.String(required=True)
    in_force = fields.Boolean(required=True)


class HoldShape(PeriodShape):
    """What keeps the title from being transferred."""

    code = fields.String(required=True)
    placed_by = fields.String(required=True)


class LienShape(ma.Schema):
    """A lender's claim."""

    holder_id = fields.UUID(required=True, allow_none=True)
    holder = fields.String(required=True, allow_none=True)
    since = fields.Date(required=True)
    released_on = fields.Date(required=True, allow_none=True)


class VehicleShape(ma.Schema):
    """A vehicle with its whole history."""

    id = fields.UUID(required=True)
    vin = fields.String(required=True, allow_none=True)
    make = fields.String(required=True)
    model = fields.String(required=True)
    year = fields.Integer(required=True)
    body = fields.String(required=True, allow_none=True)
    colour = fields.String(required=True, allow_none=True)
    fuel = fields.String(required=True)
    registered_until = fields.Date(required=True, allow_none=True)
    ownerships = fields.List(fields.Nested(OwnershipShape), required=True)
    gaps = fields.List(
        fields.Nested(PeriodShape), required=True, metadata=said("Times of which nobody is on record")
    )
    plates = fields.List(fields.Nested(CarriedPlateShape), required=True)
    readings = fields.List(fields.Nested(ReadingShape), required=True)
    brands = fields.List(fields.Nested(BrandShape), required=True)
    holds = fields.List(fields.Nested(HoldShape), required=True)
    liens = fields.List(fields.Nested(LienShape), required=True)
    withheld = withheld_parts()


class KnownQuery(ma.Schema):
    """As known when."""

    known_at = fields.String(
        load_default=None,
        validate=validate.Length(1, 40),
        metadata=said("What was on record at that moment; without it, what is on record now"),
    )


class EverQuery(KnownQuery):
    """Which moment, or all of the time."""

    valid_at = fields.String(
        load_default=None,
        validate=validate.Length(1, 40),
        metadata=said("A day, or an instant with its offset; without it, everything", example="2026-03-01"),
    )


def jurisdiction() -> fields.String:
    """Whose plate it is."""
    return fields.String(
        load_default=None,
        validate=validate.Length(1, 20),
        metadata=said("Who issued the plate; without it, the office's own", example="US-CA"),
    )


class PlateQuery(EverQuery):
    """Which of the plates with this text, and when."""

    jurisdiction = jurisdiction()


class CarriedShape(PeriodShape):
    """A vehicle that carried the plate."""

    vehicle_id = fields.UUID(required=True)
    vehicle = fields.String(required=True)
    vin = fields.String(required=True, allow_none=True)
    life = fields.Integer(required=True, metadata=said("A number may be issued anew: which time this was"))
    registrant_id = fields.UUID(required=True, allow_none=True)
    registrant = fields.String(required=True, allow_none=True)
    recorded_at = fields.DateTime(required=True)
    superseded_at = fields.DateTime(required=True, allow_none=True)
    case_number = fields.String(required=True, allow_none=True)
    status_now = fields.String(required=True, metadata=said("What the plate is today, whatever it was then"))
    status_since = fields.DateTime(required=True, allow_none=True)


class PlateShape(ma.Schema):
    """A plate of one class, and the vehicles that carried it."""

    id = fields.UUID(required=True)
    display = fields.String(required=True, allow_none=True)
    jurisdiction = fields.String(required=True)
    plate_class = fields.String(required=True)
    carried = fields.List(fields.Nested(CarriedShape), required=True)
    gaps = fields.List(
        fields.Nested(PeriodShape),
        required=True,
        metadata=said("When it was on none, since the first"),
    )
    withheld = withheld_parts()


class SimilarShape(ma.Schema):
    """A plate that a reader takes for the one asked for."""

    id = fields.UUID(required=True)
    display = fields.String(required=True)
    plate_class = fields.String(required=True)


class PlatesShape(ma.Schema):
    """Plates with this text, one for each class; then those that look like it."""

    plates = fields.List(fields.Nested(PlateShape), required=True)
    similar = fields.List(fields.Nested(SimilarShape), required=True)
