"""What the office does: services, their questions, states and moves."""

import marshmallow as ma
from marshmallow import fields

from casework.api.v1.shapes.cases import StateShape
from casework.api.v1.shapes.said import said


class OptionShape(ma.Schema):
    """One answer of a choice."""

    value = fields.String(required=True)
    label = fields.String(required=True)


class QuestionShape(ma.Schema):
    """One question: what is asked, why, and what becomes of the answer."""

    name = fields.String(required=True)
    kind = fields.String(required=True, metadata=said("text, date, money, address, choice, vin …"))
    label = fields.String(required=True)
    class_ = fields.String(required=True, data_key="class", metadata=said("The class of the data"))
    why = fields.String(required=True)
    required = fields.Boolean(required=True)
    when = fields.String(
        required=True, allow_none=True, metadata=said("CEL over the answers: asked while it holds")
    )
    options = fields.List(fields.Nested(OptionShape), required=True)
    max_length = fields.Integer(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    multiple = fields.Boolean(required=True)
    readers = fields.List(fields.String(), required=True, metadata=said("The duties that read it"))
    keep = fields.String(required=True, metadata=said("ISO 8601 period after the case closes, or permanent"))


class StateFaceShape(StateShape):
    """A state of a workflow."""

    final = fields.Boolean(required=True)
    clock = fields.String(required=True, metadata=said("run, pause or stop"))


class CheckShape(ma.Schema):
    """Something that the mover confirms."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    fields_ = fields.List(
        fields.String(), required=True, data_key="fields", metadata=said("The answers to compare")
    )


class MoveShape(ma.Schema):
    """A way from one state to another."""

    name = fields.String(required=True)
    label = fields.String(required=True)
    effect = fields.String(required=True, metadata=said("What happens, in one line"))
    sources = fields.List(fields.String(), required=True)
    target = fields.String(required=True)
    by = fields.List(fields.String(), required=True, metadata=said("Duties, applicant or system"))
    asks = fields.List(fields.Nested(QuestionShape), required=True)
    checks = fields.List(fields.Nested(CheckShape), required=True)


class WorkflowFaceShape(ma.Schema):
    """A service in a list."""

    name = fields.String(required=True)
    version = fields.Integer(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    purpose = fields.String(required=True, metadata=said("What a token must be for, to work on its cases"))
    online = fields.Boolean(required=True, metadata=said("Whether the public applies on the web"))


class WorkflowShape(WorkflowFaceShape):
    """A service, whole."""

    fields_ = fields.List(fields.Nested(QuestionShape), required=True, data_key="fields")
    initial = fields.String(required=True)
    states = fields.List(fields.Nested(StateFaceShape), required=True)
    moves = fields.List(fields.Nested(MoveShape), required=True)


class WorkflowsShape(ma.Schema):
    """Every service of the office."""

    workflows = fields.List(fields.Nested(WorkflowFaceShape), required=True)
