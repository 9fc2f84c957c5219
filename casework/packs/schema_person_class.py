"""What a kind of tenant may say about the classes of people whom it serves at a level of their own."""

from marshmallow import fields

from casework.packs.schema import POSITIVE
from casework.packs.schema_parts import Strict, Wording


class PersonClassSchema(Strict):
    """A class of people with a level of service of its own."""

    label = Wording(required=True)
    level = Wording(required=True)
    first_hours = fields.Integer(strict=True, validate=POSITIVE, load_default=None, allow_none=True)
    done_hours = fields.Integer(strict=True, validate=POSITIVE, load_default=None, allow_none=True)
    source = fields.String(required=True)
