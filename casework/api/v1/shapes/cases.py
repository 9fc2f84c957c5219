"""Cases on their way in and out."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.said import said
from casework.api.v1.shapes.withheld import NeedsShape, withheld_parts
from casework.policy.why import RULES
from casework.services.cases.case_filters import STANDINGS, VIEWS
from casework.services.cases.case_order import SORTS

NAME = validate.Regexp(r"^[a-z][a-z0-9_]{0,63}$(?!\n)", error="Use a name as the workflow tells it.")
CHANNELS = ("phone", "counter", "letter", "email", "partner")
MOST = 100


class StateShape(ma.Schema):
    """Where a case is."""

    name = fields.String(required=True)
    label = fields.String(required=True, metadata=said("In the member's language"))


class CaseFaceShape(ma.Schema):
    """A case as lists show it."""

    id = fields.UUID(required=True)
    number = fields.String(required=True, metadata={"example": "T-482-915-067"})
    workflow = fields.String(required=True)
    state = fields.Nested(StateShape, required=True)
    state_since = fields.DateTime(required=True)
    headline = fields.String(required=True, allow_none=True, metadata=said("Null where it is withheld"))
    language = fields.String(required=True)
    opened_at = fields.DateTime(required=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    closed_at = fields.DateTime(required=True, allow_none=True)
    assignee_id = fields.UUID(required=True, allow_none=True)
    unit_id = fields.UUID(required=True, allow_none=True)
    version = fields.Integer(required=True)


class ListedShape(CaseFaceShape):
    """A case in a list."""

    applicant = fields.String(required=True, allow_none=True, metadata=said("Null where it is withheld"))
    withheld = withheld_parts()


class CasePageShape(ma.Schema):
    """One page of cases."""

    cases = fields.List(fields.Nested(ListedShape), required=True)
    next = fields.String(required=True, allow_none=True, metadata=said("Address of the next page"))
    prev = fields.String(required=True, allow_none=True, metadata=said("Address of the page before"))


class CaseQuery(ma.Schema):
    """Which cases, in which order."""

    view = fields.String(
        load_default="all", validate=validate.OneOf(VIEWS), metadata=said("Whose: of the token's member")
    )
    standing = fields.String(load_default="open", validate=validate.OneOf(STANDINGS))
    workflow = fields.String(load_default=None, validate=NAME)
    state = fields.String(load_default=None, validate=NAME)
    language = fields.String(load_default=None, validate=validate.Length(2, 12))
    sort = fields.String(
        load_default="due",
        validate=validate.OneOf([sign + name for name in SORTS for sign in ("", "-")]),
        metadata=said("A minus sorts from the other end"),
    )
    cursor = fields.String(load_default=None, validate=validate.Length(1, 300))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST))


class FactShape(ma.Schema):
    """A fact that is shown has `value`; one that is withheld has `withheld`, `rule`, `needs` and `ask`."""

    label = fields.String(required=True)
    kind = fields.String(required=True, metadata=said("The kind of answer, as the workflow declares it"))
    class_ = fields.String(required=True, data_key="class", metadata=said("The class of the data"))
    value = fields.Raw(metadata=said("As the kind of answer is written in JSON"))
    entered_at = fields.DateTime()
    destroyed = fields.Boolean(
        metadata=said("Present, and true, where the value's key was destroyed: nobody can read it any more")
    )
    destroyed_at = fields.DateTime(allow_none=True)
    withheld = fields.Boolean(metadata=said("Present, and true, where the value is withheld"))
    rule = fields.String(validate=validate.OneOf(RULES), metadata=said("What keeps it closed"))
    classes = fields.List(fields.String(), metadata=said("The classes that are closed to this token"))
    needs = fields.Nested(NeedsShape)
    ask = fields.List(fields.String(), metadata=said("Titles at this office that may read it"))


class PaperShape(ma.Schema):
    """A file of the case, by name: its content is read at the desk."""

    id = fields.UUID(required=True)
    field = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)
    scan = fields.String(required=True)
    at = fields.DateTime(required=True)


class PartyShape(ma.Schema):
    """Somebody's part in the case."""

    role = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    person_id = fields.UUID(required=True, allow_none=True)


class CaseShape(CaseFaceShape):
    """A case, as far as this token's member and purpose open it."""

    channel = fields.String(required=True)
    facts = fields.Dict(keys=fields.String(), values=fields.Nested(FactShape), required=True)
    documents = fields.List(fields.Nested(PaperShape), required=True)
    parties = fields.List(fields.Nested(PartyShape), required=True)
    withheld = withheld_parts()


class NewCaseShape(ma.Schema):
    """What a case is opened with."""

    workflow = fields.String(required=True, validate=NAME, metadata={"example": "constituent_request"})
    answers = fields.Dict(
        keys=fields.String(validate=NAME),
        required=True,
        metadata=said(
            "JSON values by field, as the workflow declares them. Files follow by the applicant's tracking page.",
            example={"category": "pothole", "description": "A deep hole", "place": {"text": "Elm Street 4"}},
        ),
    )
    language = fields.String(
        load_default=None,
        validate=validate.Length(2, 12),
        metadata=said("The applicant's language; one that the office offers"),
    )
    channel = fields.String(
        load_default="partner", validate=validate.OneOf(CHANNELS), metadata=said("How it came in")
    )


class OpenedShape(ma.Schema):
    """What the applicant is given: the number to speak of, and the code that opens the tracking page."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    code = fields.String(
        required=True, metadata=said("Secret. Hand it to the applicant; it is kept as a hash")
    )
    state = fields.String(required=True)
    version = fields.Integer(required=True)
