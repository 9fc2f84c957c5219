"""Pledges and recurring gifts on their way in and out."""

import marshmallow as ma
from marshmallow import fields, validate

from casework.api.v1.shapes.cases import MOST, NAME
from casework.api.v1.shapes.money import MoneyShape
from casework.api.v1.shapes.said import said
from casework.api.v1.shapes.withheld import withheld_parts
from casework.domain.schedules import LAST_DAY, MOST_EVERY, MOST_INSTALMENTS, UNITS
from casework.services.pledges.change_pledge import LONGEST_REASON
from casework.services.pledges.list_pledges import STATUSES
from casework.services.pledges.make_pledge import METHODS

DAY = said(f"Of the month; {LAST_DAY} is its last. Weeks keep the weekday of the first day")


def _money(text: str) -> fields.Nested:
    return fields.Nested(MoneyShape, required=True, allow_none=True, metadata=said(text))


class ScheduleShape(ma.Schema):
    """Every so many weeks, months or years from a day on."""

    unit = fields.String(required=True, validate=validate.OneOf(UNITS))
    every = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_EVERY))
    day = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, LAST_DAY), metadata=DAY)
    starts_on = fields.Date(required=True)


class PledgeShape(ma.Schema):
    """A pledge in parts, or a recurring gift without end. What is withheld is null."""

    id = fields.UUID(required=True)
    number = fields.String(required=True, metadata={"example": "P2026-00042"})
    kind = fields.String(required=True, metadata=said("pledge: so much in all; recurring: so much each time"))
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    donor_id = fields.UUID(required=True)
    donor = fields.String(required=True, allow_none=True)
    fund = fields.String(required=True, metadata=said("The fund's name"))
    amount = _money("In all of a pledge, each time of a recurring gift")
    yearly = _money("What a recurring gift comes to in a year")
    schedule = fields.Nested(ScheduleShape, required=True)
    instalments = fields.Integer(required=True, allow_none=True)
    method = fields.String(required=True, metadata=said("card, bank, or self where the donor pays"))
    next_on = fields.Date(required=True, allow_none=True)


class PledgesShape(ma.Schema):
    """One page of pledges."""

    pledges = fields.List(fields.Nested(PledgeShape), required=True)
    next = fields.String(required=True, allow_none=True, metadata=said("Address of the next page"))
    withheld = withheld_parts()


class PartShape(ma.Schema):
    """What falls due on one day."""

    id = fields.UUID(required=True)
    due_on = fields.Date(required=True)
    amount = _money("What is due")
    status = fields.String(required=True)
    try_on = fields.Date(required=True, allow_none=True, metadata=said("When it is tried next"))
    gift_id = fields.UUID(required=True, allow_none=True, metadata=said("The gift that paid it"))


class ChangeShape(ma.Schema):
    """What changed, why, and what it did to a year."""

    what = fields.String(required=True)
    at = fields.DateTime(required=True)
    effective_on = fields.Date(required=True)
    reason = fields.String(required=True, allow_none=True)
    before = _money("The worth of a year before")
    after = _money("The worth of a year after")


class WholePledgeShape(PledgeShape):
    """A pledge with its latest parts and all its changes."""

    left = _money("What is still to come of a pledge in parts")
    parts = fields.List(fields.Nested(PartShape), required=True)
    changes = fields.List(fields.Nested(ChangeShape), required=True)
    withheld = withheld_parts()


class PledgeQuery(ma.Schema):
    """Which pledges."""

    donor_id = fields.UUID(load_default=None)
    status = fields.String(load_default=None, validate=validate.OneOf(STATUSES))
    cursor = fields.UUID(load_default=None)
    limit = fields.Integer(load_default=25, validate=validate.Range(1, MOST))


class NewPledgeShape(ma.Schema):
    """A promise. With `instalments` it is a pledge that ends; without, `amount` comes each time."""

    donor_id = fields.UUID(required=True)
    fund = fields.String(required=True, validate=NAME, metadata={"example": "general"})
    amount = fields.Nested(MoneyShape, required=True)
    schedule = fields.Nested(ScheduleShape, required=True)
    method = fields.String(load_default="self", validate=validate.OneOf(METHODS))
    instalments = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, MOST_INSTALMENTS)
    )
    mandate = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 60),
        metadata=said("The processor's or the bank's word for it. Never a card or account number"),
    )


class ReasonShape(ma.Schema):
    """Why it changes: kept with the change."""

    reason = fields.String(load_default="", validate=validate.Length(max=LONGEST_REASON))


class TermsShape(ReasonShape):
    """What is different from now on. What is left out stays as it is."""

    amount = fields.Nested(MoneyShape, load_default=None, allow_none=True)
    schedule = fields.Nested(ScheduleShape, load_default=None, allow_none=True)
    fund = fields.String(load_default=None, allow_none=True, validate=NAME)
    method = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(METHODS))
    mandate = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 60))


class PledgeStateShape(ma.Schema):
    """The pledge after it was made or changed."""

    id = fields.UUID(required=True)
    number = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
