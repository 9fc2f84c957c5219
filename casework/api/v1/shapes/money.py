"""Money in JSON: minor units and currency, never a fraction."""

import marshmallow as ma
from marshmallow import fields, validate

MOST = 10**12


class MoneyShape(ma.Schema):
    """1420000 USD is $14,200.00."""

    minor = fields.Integer(
        required=True, strict=True, validate=validate.Range(-MOST, MOST), metadata={"example": 1420000}
    )
    currency = fields.String(
        required=True, validate=validate.Regexp(r"^[A-Z]{3}$(?!\n)"), metadata={"example": "USD"}
    )
