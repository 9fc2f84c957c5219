"""What a pack may say about its clocks."""

from marshmallow import fields, validate

from casework.packs.law import TERMS
from casework.packs.schema_parts import Strict, Wording, a_name, keyed, names, one_of, yes_no

COUNTS = ("working", "calendar")
MEASURES = ("first_response", "update", "resolution")
_ABOVE_0 = validate.Range(min=1, error="is {input} | Write a whole number above 0")
_PER_CENT = validate.Range(min=1, max=99, error="is {input} | Write per cent from 1 to 99")


def _number() -> fields.Integer:
    return fields.Integer(strict=True, validate=_ABOVE_0, load_default=None, allow_none=True)


class LimitSchema(Strict):
    """How long: days, months or minutes."""

    days = _number()
    months = _number()
    minutes = _number()


class TargetSchema(LimitSchema):
    """Another length for some cases."""

    label = Wording(required=True)
    when = fields.String(required=True)
    count = fields.String(validate=one_of(*COUNTS), load_default=None, allow_none=True)


class LegalSchema(LimitSchema):
    """What the law allows."""

    source = fields.String(required=True)
    count = fields.String(required=True, validate=one_of(*COUNTS))
    roll = yes_no(False)
    stands = names(load_default=list)
    pauses = fields.Integer(strict=True, validate=validate.Range(min=0), load_default=None, allow_none=True)
    extend = fields.Integer(strict=True, validate=validate.Range(min=0), load_default=0)


class ClockSchema(LimitSchema):
    """A limit."""

    label = Wording(required=True)
    count = fields.String(required=True, validate=one_of(*COUNTS))
    starts = a_name(required=True)
    stops = names(load_default=list)
    anew = names(load_default=list)
    then = a_name(load_default=None, allow_none=True)
    remind = _number()
    source = fields.String(load_default="")
    measures = fields.String(validate=one_of("", *MEASURES), load_default="")
    owner = fields.String(load_default="")
    risk = fields.Integer(strict=True, validate=_PER_CENT, load_default=80)
    roll = yes_no(False)
    statutory = yes_no(False)
    stands = names(load_default=list)
    steady = yes_no(False)
    extend = fields.Integer(strict=True, validate=validate.Range(min=0), load_default=0)
    targets = keyed(TargetSchema, load_default=dict)
    legal = fields.Nested(LegalSchema, load_default=None, allow_none=True)
    law = fields.String(validate=one_of("", *TERMS), load_default="")
    clarifies = names(load_default=list)
    charges = names(load_default=list)
