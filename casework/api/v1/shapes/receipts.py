"""Receipts on their way out."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.cases import MOST
from casework.api.v1.shapes.money import MoneyShape
from casework.api.v1.shapes.said import said
from casework.api.v1.shapes.withheld import withheld_parts


class ReceiptShape(ma.Schema):
    """A paper with a number. What is withheld is null."""

    id = fields.UUID(required=True)
    number = fields.String(required=True, metadata={"example": "2026-000042"})
    kind = fields.String(required=True, metadata=said("receipt, or counter where it cancels another"))
    status = fields.String(required=True, metadata=said("issued, replaced or cancelled"))
    issued_at = fields.DateTime(required=True)
    gift_id = fields.UUID(required=True)
    donor_id = fields.UUID(required=True)
    donor = fields.String(required=True, allow_none=True)
    amount = fields.Nested(MoneyShape, required=True, allow_none=True, metadata=said("Null for goods"))
    other = fields.String(
        required=True, allow_none=True, metadata=said("The number that it cancels or replaces")
    )
    reason = fields.String(required=True, allow_none=True, metadata=said("Why it cancels the other"))


class ReceiptsShape(ma.Schema):
    """One page of a year's receipts, and whether any number is missing."""

    receipts = fields.List(fields.Nested(ReceiptShape), required=True)
    next = fields.String(required=True, allow_none=True, metadata=said("Address of the next page"))
    last = fields.Integer(required=True, metadata=said("The highest serial number of the year"))
    count = fields.Integer(required=True, metadata=said("How many papers there are up to it"))
    missing = fields.Integer(
        required=True, metadata=said("Numbers without a paper: none, or tell the operator")
    )
    withheld = withheld_parts()


class PaperShape(ma.Schema):
    """A file, byte for byte as it was issued."""


class ReceiptQuery(ma.Schema):
    """Which receipts."""

    year = fields.Integer(required=True, validate=validate.Range(1900, 9999))
    cursor = fields.Integer(load_default=None, validate=validate.Range(1, 10**9))
    limit = fields.Integer(load_default=25, validate=validate.Range(1, MOST))
