"""People on their way out."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.cases import MOST
from casework.api.v1.shapes.money import MoneyShape
from casework.api.v1.shapes.said import said
from casework.api.v1.shapes.withheld import withheld_parts


class FoundShape(ma.Schema):
    """Somebody in a list."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, metadata=said("person or organisation"))
    language = fields.String(required=True)


class PeopleShape(ma.Schema):
    """One page of people."""

    people = fields.List(fields.Nested(FoundShape), required=True)
    next = fields.String(required=True, allow_none=True, metadata=said("Address of the next page"))


class PeopleQuery(ma.Schema):
    """Whom to look for."""

    query = fields.String(
        required=True,
        validate=validate.Length(1, 200),
        metadata=said("Words of the name, an e-mail address or a phone number"),
    )
    cursor = fields.String(load_default=None, validate=validate.Length(1, 4000))
    limit = fields.Integer(load_default=25, validate=validate.Range(1, MOST))


class ContactShape(ma.Schema):
    """A way to reach somebody, for as long as it holds."""

    kind = fields.String(required=True)
    value = fields.String(required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True, allow_none=True)


class CaseLineShape(ma.Schema):
    """A case the person has a part in: where it stands, not what it is about."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    workflow = fields.String(required=True)
    state = fields.String(required=True)
    role = fields.String(required=True)
    opened_at = fields.DateTime(required=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    closed_at = fields.DateTime(required=True, allow_none=True)


class GiftLineShape(ma.Schema):
    """A gift of the person."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    received_on = fields.Date(required=True)
    amount = fields.Nested(MoneyShape, required=True)
    kind = fields.String(required=True)
    status = fields.String(required=True)


class VehicleLineShape(ma.Schema):
    """A vehicle that the person owns or owned."""

    id = fields.UUID(required=True)
    vehicle = fields.String(required=True)
    vin = fields.String(required=True)
    since = fields.DateTime(required=True)
    until = fields.DateTime(required=True, allow_none=True)


class PersonShape(ma.Schema):
    """A person, each part where right and purpose open it."""

    id = fields.UUID(required=True)
    name = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    language = fields.String(required=True)
    registered_at = fields.DateTime(required=True)
    birth_date = fields.Date(required=True, allow_none=True)
    deceased_on = fields.Date(required=True, allow_none=True)
    contacts = fields.List(fields.Nested(ContactShape), required=True)
    addresses = fields.List(fields.Nested(ContactShape), required=True)
    identifiers = fields.List(
        fields.String(), required=True, metadata=said("Kinds of numbers on file, never the numbers")
    )
    identifiers_destroyed = fields.List(
        fields.String(),
        required=True,
        metadata=said("Kinds of numbers whose key was destroyed: nobody can read them"),
    )
    cases = fields.List(fields.Nested(CaseLineShape), required=True)
    gifts = fields.List(fields.Nested(GiftLineShape), required=True)
    vehicles = fields.List(fields.Nested(VehicleLineShape), required=True)
    withheld = withheld_parts()
