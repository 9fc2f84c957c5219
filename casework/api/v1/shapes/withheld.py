"""What is withheld, on its way out: the rule, what would open it, whom to ask. Never whether there is a value."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.said import said
from casework.policy.why import RULES


class NeedsShape(ma.Schema):
    """What would open it: one of the duties beside one's own, or one of the purposes."""

    duties = fields.List(
        fields.String(), required=True, metadata=said("Each opens it for the purpose of this token")
    )
    purposes = fields.List(
        fields.String(), required=True, metadata=said("Each opens it to this member: make a token for it")
    )


class WithheldShape(ma.Schema):
    """A value that is not shown, and why. The answer of the same rules that keep it back."""

    withheld = fields.Boolean(required=True, metadata=said("Always true"))
    rule = fields.String(
        required=True,
        validate=validate.OneOf(RULES),
        metadata=said(
            "purpose: nobody reads it for this purpose; duty: others do; token: this token was made narrower than"
            " its member"
        ),
    )
    classes = fields.List(
        fields.String(),
        required=True,
        metadata=said("The classes of data that this token’s purpose keeps closed"),
    )
    needs = fields.Nested(NeedsShape, required=True)
    ask = fields.List(fields.String(), required=True, metadata=said("Titles at this office that may read it"))


def withheld_parts() -> fields.Dict:
    """The field of every shape that may lack parts: what is withheld, by its name."""
    told = said("What is withheld, each with the reason and whom to ask")
    return fields.Dict(
        keys=fields.String(), values=fields.Nested(WithheldShape), required=True, metadata=told
    )
