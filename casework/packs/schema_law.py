"""What a kind of tenant may say about laws that give a right to records."""

import re

from marshmallow import fields, validate

from casework.packs import law
from casework.packs.schema_parts import Day, Strict, Wording, keyed, matches, one_of, yes_no

PLACE = matches(re.compile("[A-Z]{2}(-[A-Z0-9]{1,3})?"), 'Write a place like "US" or "GB-SCT"')
_NOT_NEGATIVE = validate.Range(min=0, error="is {input} | Write 0 or more")
_ABOVE_0 = validate.Range(min=1, error="is {input} | Write a whole number above 0")


class LawTermSchema(Strict):
    """How long a law gives for one thing, from a day on."""

    of = fields.String(required=True, validate=one_of(*law.TERMS))
    since = Day(required=True)
    until = Day(load_default=None, allow_none=True)
    days = fields.Integer(strict=True, required=True, validate=_ABOVE_0)
    count = fields.String(required=True, validate=one_of("working", "calendar"))
    source = fields.String(required=True)
    roll = yes_no(False)
    extend = fields.Integer(strict=True, validate=_NOT_NEGATIVE, load_default=0)
    clarify = fields.String(validate=one_of(*law.CLARIFY), load_default="run")
    fee = fields.String(validate=one_of(*law.FEE), load_default="run")


class ExemptionSchema(Strict):
    """A reason to withhold."""

    label = Wording(required=True)
    weighed = yes_no(False)
    source = fields.String(load_default="")


class LawSchema(Strict):
    """A law about records."""

    label = Wording(required=True)
    review = Wording()
    place = fields.String(required=True)
    source = fields.String(required=True)
    checked_on = Day(required=True)
    holidays = fields.List(fields.String(validate=PLACE), load_default=list)
    terms = keyed(LawTermSchema, required=True)
    exemptions = keyed(ExemptionSchema, required=True, upper=True)
