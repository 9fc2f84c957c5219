"""Gifts on their way in and out."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.cases import MOST, NAME
from casework.api.v1.shapes.money import MoneyShape
from casework.api.v1.shapes.said import said
from casework.api.v1.shapes.withheld import withheld_parts
from casework.services.donors.record_gift import LONGEST_GOODS, METHODS


class GiftShape(ma.Schema):
    """A gift. What is withheld is null."""

    id = fields.UUID(required=True)
    number = fields.String(required=True, metadata={"example": "2026-000042"})
    donor_id = fields.UUID(required=True)
    donor = fields.String(required=True, allow_none=True)
    fund = fields.String(required=True, metadata=said("The fund's name"))
    kind = fields.String(required=True, metadata=said("money or in_kind"))
    amount = fields.Nested(
        MoneyShape, required=True, allow_none=True, metadata=said("Below zero for a reversal")
    )
    benefit = fields.Nested(MoneyShape, required=True, allow_none=True)
    goods = fields.String(required=True, allow_none=True)
    method = fields.String(required=True)
    received_on = fields.Date(required=True)
    status = fields.String(required=True, metadata=said("posted, receipted or reversed"))
    reverses_id = fields.UUID(required=True, allow_none=True)
    receipt_number = fields.String(required=True, allow_none=True)


class GiftsShape(ma.Schema):
    """One page of gifts."""

    gifts = fields.List(fields.Nested(GiftShape), required=True)
    next = fields.String(required=True, allow_none=True, metadata=said("Address of the next page"))
    withheld = withheld_parts()


class GiftQuery(ma.Schema):
    """Which gifts."""

    donor_id = fields.UUID(load_default=None)
    since = fields.Date(load_default=None, metadata=said("Received on this day or later"))
    until = fields.Date(load_default=None, metadata=said("Received before this day"))
    number = fields.String(load_default=None, validate=validate.Regexp(r"^[A-Z0-9-]{1,30}$(?!\n)"))
    cursor = fields.String(load_default=None, validate=validate.Length(1, 200))
    limit = fields.Integer(load_default=25, validate=validate.Range(1, MOST))


class NewGiftShape(ma.Schema):
    """A gift as it arrived. Goods are described and never valued."""

    donor_id = fields.UUID(required=True)
    fund = fields.String(required=True, validate=NAME, metadata={"example": "general"})
    received_on = fields.Date(required=True)
    amount = fields.Nested(MoneyShape, load_default=None, allow_none=True)
    benefit = fields.Nested(
        MoneyShape, load_default=None, allow_none=True, metadata=said("Fair value of what the donor got")
    )
    method = fields.String(load_default="transfer", validate=validate.OneOf(METHODS))
    goods = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, LONGEST_GOODS))


class RecordedShape(ma.Schema):
    """The gift as it was posted."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    status = fields.String(required=True)
