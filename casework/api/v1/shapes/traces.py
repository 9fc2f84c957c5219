"""Plates of a vehicle at a moment, plates like what a witness saw, and vehicles that shared one, on their way out."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.moments import MomentQuery
from casework.api.v1.shapes.said import said
from casework.api.v1.shapes.vehicles import PeriodShape
from casework.api.v1.shapes.withheld import withheld_parts


class VehiclePlateShape(PeriodShape):
    """A plate that the vehicle carried."""

    plate_id = fields.UUID(required=True)
    display = fields.String(required=True, allow_none=True)
    plate_class = fields.String(required=True)
    role = fields.String(required=True, metadata=said("primary, temporary, interchangeable or dealer_use"))
    recorded_at = fields.DateTime(required=True)
    case_number = fields.String(required=True, allow_none=True)
    status_now = fields.String(required=True, metadata=said("What the plate is today, whatever it was then"))


class VehiclePlatesShape(ma.Schema):
    """The plates of a vehicle, newest first."""

    valid_at = fields.DateTime(required=True, allow_none=True)
    known_at = fields.DateTime(required=True)
    plates = fields.List(fields.Nested(VehiclePlateShape), required=True)
    withheld = withheld_parts()


def _described(example: str) -> fields.String:
    return fields.String(load_default="", validate=validate.Length(0, 60), metadata={"example": example})


class SeenQuery(MomentQuery):
    """What a witness saw."""

    pattern = fields.String(
        required=True,
        validate=validate.Length(1, 32),
        metadata=said(
            "At least three characters; ? for one that was not seen, * for any number", example="7A?C*"
        ),
    )
    make = _described("Honda")
    model = _described("Accord")
    colour = _described("Blue")
    year = fields.Integer(load_default=None, validate=validate.Range(1886, 2200), metadata=said("Model year"))


class LikePlateShape(PeriodShape):
    """A plate that fits, on the vehicle that carried it then."""

    plate_id = fields.UUID(required=True)
    display = fields.String(required=True)
    plate_class = fields.String(required=True)
    vehicle_id = fields.UUID(required=True)
    vehicle = fields.String(required=True)
    colour = fields.String(required=True, allow_none=True)
    certain = fields.Boolean(
        required=True, metadata=said("It fits as typed; otherwise only one that looks like it")
    )


class LikePlatesShape(ma.Schema):
    """At most fifty that fit, as typed first."""

    valid_at = fields.DateTime(required=True)
    known_at = fields.DateTime(required=True)
    plates = fields.List(fields.Nested(LikePlateShape), required=True)


class LinkedVehicleShape(ma.Schema):
    """A vehicle that shared plates with another one."""

    vehicle_id = fields.UUID(required=True)
    vehicle = fields.String(required=True)
    plates = fields.List(fields.String(), required=True)


class LinkedVehiclesShape(ma.Schema):
    """Vehicles that plates tie together."""

    valid_at = fields.DateTime(required=True)
    known_at = fields.DateTime(required=True)
    vehicles = fields.List(fields.Nested(LinkedVehicleShape), required=True)
