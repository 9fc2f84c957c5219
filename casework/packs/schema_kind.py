"""The marshmallow schema of tenant.toml: unknown keys refused, every text, name, date and period checked."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from casework.domain.retention import TRIGGERS
from casework.packs import transfer_rules
from casework.packs.field_kinds.names import KINDS
from casework.packs.kind import GIVEABLE
from casework.packs.schema import POSITIVE, FieldSchema
from casework.packs.schema_giving import GivingSchema
from casework.packs.schema_law import LawSchema
from casework.packs.schema_parts import (
    Day,
    Strict,
    Wording,
    a_name,
    classes,
    keyed,
    matches,
    names,
    one_of,
    period,
    yes_no,
)
from casework.packs.schema_person_class import PersonClassSchema

COUNTRY = matches(re.compile("[A-Z]{2}"), "Write the two capital letters of ISO 3166")
CURRENCY = matches(re.compile("[A-Z]{3}"), "Write the three capital letters of ISO 4217")
HOUR = matches(re.compile(r"[0-2]\d:[0-5]\d"), 'Write an hour like "08:00"')
PLATE_ROLES = ("primary", "temporary", "interchangeable", "dealer_use")
NOT_NEGATIVE = validate.Range(min=0, error="is {input} | Write 0 or more")


class DutySchema(Strict):
    """A duty and what it is called."""

    label = Wording(required=True)


class TitleSchema(Strict):
    """A job title and the duties that come with it."""

    label = Wording(required=True)
    duties = names(required=True)


class PurposeSchema(Strict):
    """A lawful reason to read."""

    label = Wording(required=True)
    basis = Wording(required=True)
    limits = Wording()
    source = fields.String(required=True)
    checked_on = Day(load_default=None, allow_none=True)
    off_case = yes_no(False)
    consent = yes_no(False)
    permissions = fields.List(fields.String(), load_default=list)  # looked up by the lint
    opens = fields.Dict(keys=a_name(), values=classes(), load_default=dict)
    writes = fields.Dict(keys=a_name(), values=classes(), load_default=dict)
    scopes = fields.Dict(
        keys=a_name(), values=fields.String(validate=one_of("own", "unit", "all")), load_default=dict
    )
    sealed_cases = names(load_default=list)
    hidden_names = names(load_default=list)
    gives = fields.List(fields.String(validate=one_of(*GIVEABLE)), load_default=list)
    requires = keyed(FieldSchema, load_default=dict)


class FeeRowSchema(Strict):
    """One line of a fee table."""

    label = Wording(required=True)
    sort = fields.String(validate=one_of("fee", "tax", "penalty"), load_default="fee")
    per = a_name(load_default=None, allow_none=True)
    since = Day(required=True)
    until = Day(load_default=None, allow_none=True)
    minor = fields.Integer(strict=True, load_default=None, allow_none=True, validate=NOT_NEGATIVE)
    per_mille = fields.Integer(strict=True, load_default=None, allow_none=True, validate=POSITIVE)
    base = a_name(load_default=None, allow_none=True)
    when = fields.String(load_default=None, allow_none=True)
    source = fields.String(required=True)
    checked_on = Day(required=True)


class FeeTableSchema(Strict):
    """Fees in one currency."""

    currency = fields.String(required=True, validate=CURRENCY)
    known = fields.Dict(keys=a_name(), values=fields.String(validate=one_of(*KINDS)), load_default=dict)
    rows = keyed(FeeRowSchema, required=True)


class PlateSchema(Strict):
    """A series of plates."""

    label = Wording(required=True)
    follows = fields.String(required=True, validate=one_of("vehicle", "owner"))
    max_vehicles = fields.Integer(strict=True, validate=POSITIVE, load_default=1)
    holder = fields.String(validate=one_of("vehicle", "party"), load_default="vehicle")
    hold_days = fields.Integer(strict=True, validate=NOT_NEGATIVE, load_default=0)
    pattern = fields.String(load_default=None, allow_none=True)
    alphabet = fields.String(load_default=None, allow_none=True)
    places = fields.Dict(
        keys=fields.String(validate=validate.Length(equal=1)), values=fields.String(), load_default=dict
    )
    max_length = fields.Integer(strict=True, validate=POSITIVE, load_default=8)
    personalised = yes_no(False)
    role = fields.String(validate=one_of(*PLATE_ROLES), load_default="primary")
    serves = names(load_default=list)
    quarantine_days = fields.Integer(strict=True, validate=NOT_NEGATIVE, load_default=3650)
    reserve_days = fields.Integer(strict=True, validate=POSITIVE, load_default=365)
    backdate_days = fields.Integer(strict=True, validate=NOT_NEGATIVE, load_default=30)
    appeal_days = fields.Integer(strict=True, validate=POSITIVE, load_default=30)
    refused = fields.List(fields.String(), load_default=list)
    source = fields.String(load_default="")

    @validates_schema
    def shared_plates_are_never_primary(self, data: dict[str, Any], **_: Any) -> None:
        """Only a plate of one vehicle is that vehicle's own."""
        if data["max_vehicles"] > 1 and data["role"] in ("primary", "temporary"):
            said = "is {} | A plate of several vehicles is interchangeable or of dealer_use"
            raise ValidationError(said.format(data["role"]), "role")


class RetentionSchema(Strict):
    """How long one class of record is kept."""

    label = Wording(required=True)
    trigger = fields.String(required=True, validate=one_of(*TRIGGERS))
    keep = fields.String(required=True, validate=period)
    disposition = fields.String(
        required=True, validate=one_of("destroy", "anonymise", "transfer", "review", "permanent")
    )
    source = fields.String(required=True)


class FigureSchema(Strict):
    """A number that transfers go by, from a day on."""

    of = fields.String(required=True, validate=one_of(*sorted(transfer_rules.NAMES)))
    since = Day(required=True)
    until = Day(load_default=None, allow_none=True)
    value = fields.Integer(strict=True, required=True, validate=NOT_NEGATIVE)
    source = fields.String(required=True)
    checked_on = Day(load_default=None, allow_none=True)


class SmogRuleSchema(Strict):
    """What is asked about emissions, and when."""

    outcome = fields.String(required=True, validate=one_of("required", "exempt", "fee_instead"))
    when = fields.String(required=True)
    source = fields.String(load_default="")


class TransferSchema(Strict):
    """The rules of transfer."""

    figures = keyed(FigureSchema, load_default=dict)
    smog = keyed(SmogRuleSchema, load_default=dict)
    and_or = fields.String(validate=one_of("any", "all"), load_default="any")


class CalendarSchema(Strict):
    """Working days and hours."""

    country = fields.String(required=True, validate=COUNTRY)
    part = fields.String(load_default=None, allow_none=True)
    opens = fields.String(required=True, validate=HOUR)
    closes = fields.String(required=True, validate=HOUR)
    weekdays = fields.List(
        fields.Integer(strict=True, validate=validate.Range(min=0, max=6)),
        load_default=lambda: [0, 1, 2, 3, 4],
    )


class FundSchema(Strict):
    """A fund that a charity starts with."""

    label = Wording(required=True)


class CategorySchema(Strict):
    """What kind of emergency it is."""

    label = Wording(required=True)


class NeedSchema(Strict):
    """How much of a record is needed."""

    label = Wording(required=True)
    classes = classes(required=True)
    sealed_cases = yes_no(False)


class EmergencySchema(Strict):
    """Emergency access."""

    minutes = fields.Integer(strict=True, required=True, validate=validate.Range(min=1, max=60))
    remind_days = fields.Integer(strict=True, required=True, validate=POSITIVE)
    categories = keyed(CategorySchema, required=True)
    needs = keyed(NeedSchema, required=True)


class FraudSchema(Strict):
    """From when on a rule of fraud speaks; what is left out is as `domain/fraud_rows.py` says."""

    hop_days = fields.Integer(strict=True, validate=POSITIVE)
    transfers = fields.Integer(strict=True, validate=POSITIVE)
    transfer_days = fields.Integer(strict=True, validate=POSITIVE)
    buys = fields.Integer(strict=True, validate=POSITIVE)
    buy_days = fields.Integer(strict=True, validate=POSITIVE)
    neighbours = fields.Integer(strict=True, validate=POSITIVE)
    neighbour_days = fields.Integer(strict=True, validate=POSITIVE)


class KindSchema(Strict):
    """tenant.toml, whole."""

    name = a_name(required=True)
    version = fields.Integer(strict=True, required=True, validate=POSITIVE)
    title = Wording(required=True)
    summary = Wording(required=True)
    country = fields.String(required=True, validate=COUNTRY)
    currency = fields.String(required=True, validate=CURRENCY)
    jurisdiction = fields.String(required=True)
    calendar = fields.Nested(CalendarSchema, required=True)
    duties = keyed(DutySchema, required=True)
    titles = keyed(TitleSchema, required=True)
    purposes = keyed(PurposeSchema, required=True, upper=True)
    workflows = names(required=True)
    fees = keyed(FeeTableSchema, load_default=dict)
    plates = keyed(PlateSchema, load_default=dict)
    transfers = fields.Nested(TransferSchema, load_default=None, allow_none=True)
    laws = keyed(LawSchema, load_default=dict)
    retention = keyed(RetentionSchema, load_default=dict)
    funds = keyed(FundSchema, load_default=dict)
    receipts = fields.Dict(keys=a_name(), values=fields.String(), load_default=dict)
    giving = fields.Nested(GivingSchema, load_default=None, allow_none=True)
    fraud = fields.Nested(FraudSchema, load_default=dict)
    imports = names(load_default=list)
    emergency = fields.Nested(EmergencySchema, load_default=None, allow_none=True)
    person_classes = keyed(PersonClassSchema, load_default=dict)
    sample = Wording()
    checked_on = Day(load_default=None, allow_none=True)
