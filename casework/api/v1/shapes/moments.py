"""Answers for a moment on their way out: as it was then, as it was known then."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.said import said
from casework.api.v1.shapes.vehicles import (
    BrandShape,
    KnownQuery,
    OwnerShape,
    PeriodShape,
    jurisdiction,
)
from casework.api.v1.shapes.withheld import withheld_parts


class MomentQuery(KnownQuery):
    """Which moment, and as known when."""

    valid_at = fields.String(
        load_default=None,
        validate=validate.Length(1, 40),
        metadata=said("A day, or an instant with its offset; without it, now", example="2026-03-01"),
    )


class OwnerQuery(MomentQuery):
    """Of which plate."""

    jurisdiction = jurisdiction()


class OwnedThenShape(PeriodShape):
    """A vehicle that carried the plate then, and who owned it."""

    vehicle_id = fields.UUID(required=True)
    vehicle = fields.String(required=True)
    vin = fields.String(required=True, allow_none=True)
    life = fields.Integer(required=True)
    plate_class = fields.String(required=True)
    role = fields.String(required=True, metadata=said("primary, temporary, interchangeable or dealer_use"))
    recorded_at = fields.DateTime(required=True)
    superseded_at = fields.DateTime(required=True, allow_none=True)
    case_number = fields.String(required=True, allow_none=True)
    status_now = fields.String(required=True, metadata=said("What the plate is today"))
    status_since = fields.DateTime(required=True, allow_none=True)
    owners = fields.List(fields.Nested(OwnerShape), required=True)
    conjunction = fields.String(required=True, allow_none=True)
    owned_since = fields.DateTime(required=True, allow_none=True)


class OwnersThenShape(ma.Schema):
    """The vehicles that carried a plate at a moment: none, one, or several for plates of several vehicles."""

    valid_at = fields.DateTime(required=True)
    known_at = fields.DateTime(required=True)
    carried = fields.List(fields.Nested(OwnedThenShape), required=True)
    withheld = withheld_parts()


class TitleStepShape(PeriodShape):
    """One link of a chain of title."""

    owners = fields.List(fields.Nested(OwnerShape), required=True)
    conjunction = fields.String(required=True)
    title_number = fields.String(required=True, allow_none=True)
    case_number = fields.String(required=True, allow_none=True)
    recorded_at = fields.DateTime(required=True)
    brands = fields.List(fields.Nested(BrandShape), required=True)
    break_before = fields.String(
        required=True,
        allow_none=True,
        metadata=said("gap or overlap, where it does not follow the one before"),
    )


class ChainShape(ma.Schema):
    """A chain of title up to a moment, oldest first."""

    valid_at = fields.DateTime(required=True)
    known_at = fields.DateTime(required=True)
    steps = fields.List(fields.Nested(TitleStepShape), required=True)
    withheld = withheld_parts()
