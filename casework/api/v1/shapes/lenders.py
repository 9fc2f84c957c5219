"""What lenders' programs read and send."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.said import said
from casework.models.lender import NOTICES

NUMBER = validate.Regexp(
    r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$(?!\n)", error="Use up to 64 letters, digits and . _ / -"
)


class NoticeShape(ma.Schema):
    """What happened to one of your claims."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(NOTICES))
    at = fields.DateTime(required=True)
    taken_at = fields.DateTime(required=True, allow_none=True)
    lien_id = fields.UUID(required=True, metadata=said("The claim: what you release"))
    vin = fields.String(required=True)
    make = fields.String(required=True)
    model = fields.String(required=True)
    year = fields.Integer(required=True)
    title_number = fields.String(required=True, allow_none=True, metadata=said("As it was then"))
    since = fields.Date(required=True)
    released_on = fields.Date(required=True, allow_none=True)


class NoticesShape(ma.Schema):
    """What you have not taken yet, oldest first."""

    notices = fields.List(fields.Nested(NoticeShape), required=True)


class NewReleaseShape(ma.Schema):
    """A release."""

    number = fields.String(
        required=True,
        validate=NUMBER,
        metadata=said("Your own number of the message", example="R-2026-118"),
    )
    released_on = fields.Date(
        required=True, metadata=said("From which day you hold no claim", example="2026-11-20")
    )


class ReleaseShape(ma.Schema):
    """What became of it."""

    number = fields.String(required=True)
    lien_id = fields.UUID(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["done"]))
