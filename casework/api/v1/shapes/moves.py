"""Moves of a case: which are possible, and making one."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.cases import NAME, StateShape
from casework.api.v1.shapes.said import said
from casework.api.v1.shapes.workflows import MoveShape


class HindranceShape(ma.Schema):
    """What stands in the way."""

    code = fields.String(required=True, metadata={"example": "SELLER_NOT_OWNER"})
    message = fields.String(required=True)


class PossibleShape(MoveShape):
    """A move that leaves the case's state, judged for this token's member."""

    possible = fields.Boolean(required=True)
    hindrances = fields.List(fields.Nested(HindranceShape), required=True)


class PossiblesShape(ma.Schema):
    """The moves from the case's state."""

    state = fields.Nested(StateShape, required=True)
    version = fields.Integer(required=True)
    moves = fields.List(fields.Nested(PossibleShape), required=True)


class NewMoveShape(ma.Schema):
    """What the mover enters."""

    asked = fields.Dict(
        keys=fields.String(validate=NAME),
        load_default=dict,
        metadata=said("JSON values by field, as `asks` of the move tells them", example={"reason": "…"}),
    )
    confirmed = fields.List(
        fields.String(validate=NAME),
        load_default=list,
        validate=validate.Length(max=50),
        metadata=said("Names of the `checks` of the move that were made"),
    )


class MovedShape(ma.Schema):
    """Where the case is now."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    state = fields.String(required=True)
    version = fields.Integer(required=True)
