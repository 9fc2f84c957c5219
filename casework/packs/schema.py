"""The marshmallow schema of workflow.toml: unknown keys refused, every text, name and period checked."""

from marshmallow import fields, validate

from casework.packs.field_kinds.names import KINDS
from casework.packs.model_listing import AT_ONCE, NEVER, WHEN_SEEN
from casework.packs.schema_clock import ClockSchema
from casework.packs.schema_parts import (
    CLASSES,
    Strict,
    Wording,
    a_name,
    keyed,
    names,
    one_of,
    period,
    yes_no,
)

POSITIVE = validate.Range(min=1, error="is {input} | Write a whole number above 0")
TONES = ("good", "warn", "bad", "info", "idle")
SHAPES = ("ring", "half", "pause", "diamond", "up", "check", "dot", "cross", "square", "lock")


class OptionSchema(Strict):
    """One answer of a choice."""

    label = Wording(required=True)
    hint = Wording()


class FieldSchema(Strict):
    """One question. That `class`, `why`, `opens` and `keep` are there is lint's business."""

    page = a_name()
    kind = fields.String(required=True, validate=one_of(*KINDS))
    label = Wording(required=True)
    short = Wording()
    hint = Wording()
    cls = fields.String(data_key="class", validate=one_of(*CLASSES), load_default="")
    why = Wording()
    opens = names(load_default=list)
    keep = fields.String(validate=period, load_default="")
    required = yes_no(True)
    when = fields.String(load_default=None, allow_none=True)
    options = keyed(OptionSchema, load_default=dict, upper=True)
    unit = fields.String(load_default=None, allow_none=True)
    max_length = fields.Integer(strict=True, validate=POSITIVE, load_default=None, allow_none=True)
    multiple = yes_no(False)
    accept = fields.List(fields.String(), load_default=list)
    public = yes_no(False)
    from_link = a_name(load_default=None, allow_none=True)
    needs = a_name(load_default=None, allow_none=True)


class PageSchema(Strict):
    """One topic of the form."""

    title = Wording(required=True)
    intro = Wording()


class PartySchema(Strict):
    """Which fields speak of one person."""

    label = Wording(required=True)
    name = a_name(required=True)
    email = a_name(load_default=None, allow_none=True)
    phone = a_name(load_default=None, allow_none=True)
    address = a_name(load_default=None, allow_none=True)
    birth_date = a_name(load_default=None, allow_none=True)
    applicant = yes_no(False)
    completes = names(load_default=list)


class SignatureSchema(Strict):
    """What parties sign."""

    label = Wording(required=True)
    text = Wording(required=True)
    roles = names(required=True)
    fields_ = names(load_default=list, data_key="fields")


class ElsewhereSchema(Strict):
    """What is said where a move is not possible any more."""

    states = names(required=True)
    message = Wording(required=True)


class StageSchema(Strict):
    """One step of the applicant's progress."""

    label = Wording(required=True)


class StateSchema(Strict):
    """Where a case can be."""

    label = Wording(required=True)
    public_label = Wording(required=True)
    public_text = Wording(required=True)
    stage = a_name(required=True)
    clock = fields.String(validate=one_of("run", "pause", "stop"), load_default="run")
    final = yes_no(False)
    outcome = fields.String(validate=one_of("good", "bad", "ended"), load_default=None, allow_none=True)
    tone = fields.String(validate=one_of(*TONES), load_default="idle")
    shape = fields.String(validate=one_of(*SHAPES), load_default="ring")


class GuardSchema(Strict):
    """What must hold before a move: a CEL rule or a named hook."""

    message = Wording(required=True)
    rule = fields.String(load_default=None, allow_none=True)
    hook = a_name(load_default=None, allow_none=True)
    field = a_name(load_default=None, allow_none=True)


class CheckSchema(Strict):
    """What an officer confirms when making a move."""

    label = Wording(required=True)
    fields_ = names(required=True, data_key="fields")
    when = fields.String(load_default=None, allow_none=True)


class MoveSchema(Strict):
    """A way from one state to another."""

    label = Wording(required=True)
    effect_text = Wording(required=True)
    sources = names(required=True)
    target = a_name(required=True)
    by = names(required=True)
    asks = keyed(FieldSchema, load_default=dict)
    checks = keyed(CheckSchema, load_default=dict)
    guards = keyed(GuardSchema, load_default=dict, upper=True)
    elsewhere = keyed(ElsewhereSchema, load_default=dict, upper=True)
    four_eyes = names(load_default=list)
    effects = names(load_default=list)
    letter = a_name(load_default=None, allow_none=True)
    primary = yes_no(False)
    tone = fields.String(validate=one_of(*TONES), load_default="idle")


class LetterSchema(Strict):
    """A mail."""

    subject = Wording(required=True)
    body = Wording(required=True)
    to = a_name(load_default="applicant")


class SectionSchema(Strict):
    """A part of the case page."""

    label = Wording(required=True)
    fields_ = names(required=True, data_key="fields")


class ReportSchema(Strict):
    """A count of cases by some fields."""

    label = Wording(required=True)
    columns = names(required=True)
    opens = names(required=True)


class ListedSchema(Strict):
    """How one category stands in public."""

    group = Wording(load_default=None, allow_none=True)
    publish = fields.String(validate=one_of(AT_ONCE, WHEN_SEEN, NEVER), load_default=AT_ONCE)
    grid = fields.Integer(strict=True, validate=validate.Range(min=0, max=20_000), load_default=0)
    radius = fields.Integer(strict=True, validate=validate.Range(min=0, max=5_000), load_default=30)
    days = fields.Integer(strict=True, validate=validate.Range(min=1, max=730), load_default=30)


class ListingSchema(Strict):
    """What stands in the public list."""

    category = a_name(required=True)
    place = a_name(required=True)
    words = a_name(load_default=None, allow_none=True)
    photos = a_name(load_default=None, allow_none=True)
    outcome = a_name(load_default=None, allow_none=True)
    message = a_name(load_default=None, allow_none=True)
    ask_letter = a_name(load_default=None, allow_none=True)
    ask_after = fields.Integer(strict=True, validate=POSITIVE, load_default=5)
    categories = keyed(ListedSchema, load_default=dict)


class ConfidentialSchema(Strict):
    """Answers that are kept apart."""

    when = a_name(required=True)
    fields_ = fields.Dict(keys=a_name(), values=a_name(), required=True, data_key="fields")
    email = a_name(load_default=None, allow_none=True)


class WorkflowSchema(Strict):
    """workflow.toml, whole."""

    name = a_name(required=True)
    version = fields.Integer(strict=True, required=True, validate=POSITIVE)
    prefix = fields.String(
        required=True, validate=validate.Regexp("^[A-Z]$", error="is {input!r} | Write one capital letter")
    )
    purpose = a_name(required=True)
    title = Wording(required=True)
    summary = Wording(required=True)
    needs = fields.List(Wording(), load_default=list)
    minutes = fields.Integer(strict=True, required=True, validate=POSITIVE)
    online = yes_no(True)
    public = yes_no(False)
    office = Wording(required=True)
    initial = a_name(required=True)
    waits_in = a_name(load_default=None, allow_none=True)
    waits_while = fields.String(load_default=None, allow_none=True)
    waits_as = a_name(load_default=None, allow_none=True)
    opening_letter = a_name(load_default=None, allow_none=True)
    fee_table = a_name(load_default=None, allow_none=True)
    stages = keyed(StageSchema, required=True)
    pages = keyed(PageSchema, required=True)
    fields_ = keyed(FieldSchema, required=True, data_key="fields")
    parties = keyed(PartySchema, load_default=dict)
    signatures = keyed(SignatureSchema, load_default=dict)
    states = keyed(StateSchema, required=True)
    moves = keyed(MoveSchema, required=True)
    guards = keyed(GuardSchema, load_default=dict, upper=True)
    clocks = keyed(ClockSchema, load_default=dict)
    letters = keyed(LetterSchema, load_default=dict)
    sections = keyed(SectionSchema, load_default=dict)
    reports = keyed(ReportSchema, load_default=dict)
    confidential = fields.Nested(ConfidentialSchema, load_default=None, allow_none=True)
    listing = fields.Nested(ListingSchema, load_default=None, allow_none=True)
