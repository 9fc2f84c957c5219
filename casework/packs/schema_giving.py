"""The marshmallow schema of a kind's rules of giving: the promise of thanks, dated figures of receipts and Gift Aid,
words for those who are told of a tribute."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from casework.packs.placeholders import PLACE
from casework.packs.schema import POSITIVE
from casework.packs.schema_parts import Day, Strict, Wording, one_of

NOT_NEGATIVE = validate.Range(min=0, error="is {input} | Write 0 or more")
NOTICE_PLACES = ("told", "donor", "name", "office")
SHARE = validate.Range(min=1, max=99, error="is {input} | Write a share from 1 to 99 of a hundred")


def _whole(check: validate.Validator = POSITIVE) -> fields.Integer:
    return fields.Integer(strict=True, required=True, validate=check)


class ThanksSchema(Strict):
    """What donors are promised."""

    within_days = _whole()
    forget_days = _whole()
    regular = fields.String(validate=one_of("first", "every"), load_default="first")
    source = fields.String(required=True)


class DatedRow(Strict):
    """A row of figures in force for a time, with where it was read and when."""

    valid_from = Day(required=True)
    valid_to = Day(load_default=None, allow_none=True)
    source = fields.String(required=True)
    checked_on = Day(required=True)


class ReceiptRowSchema(DatedRow):
    """What receipts go by; amounts in hundredths."""

    acknowledge_from = _whole()
    disclose_over = _whole()
    vehicle_over = fields.Integer(strict=True, load_default=None, allow_none=True, validate=NOT_NEGATIVE)
    vehicle_days = fields.Integer(strict=True, load_default=30, validate=POSITIVE)


class GiftAidRowSchema(DatedRow):
    """What Gift Aid goes by; amounts in pence, shares of a hundred."""

    basic_rate = _whole(SHARE)
    low_tier = _whole()
    low_share = _whole(SHARE)
    high_share = _whole(SHARE)
    benefits_a_year = _whole()
    small_gift = _whole()
    small_gifts_a_year = _whole()
    small_gifts_times = _whole()
    small_years = fields.Integer(strict=True, load_default=2, validate=POSITIVE)
    past_years = _whole()


def _places(words: dict[str, str]) -> None:
    for lang, said in words.items():
        for place in PLACE.findall(said):
            if place not in NOTICE_PLACES:
                cure = f"Use one of {', '.join(NOTICE_PLACES)}"
                raise ValidationError(f"has the unknown place {place!r} in {lang!r} | {cure}")


def _without_donor(words: dict[str, str]) -> None:
    _places(words)
    if any("donor" in PLACE.findall(said) for said in words.values()):
        raise ValidationError("names the donor | Write it without the place donor")


class NoticeSchema(Strict):
    """What is written to somebody who is told of a gift."""

    title = Wording(required=True, validate=_without_donor)
    named = Wording(required=True, validate=_places)
    unnamed = Wording(required=True, validate=_without_donor)


class TributeSchema(Strict):
    """The same for each kind of tribute."""

    honor = fields.Nested(NoticeSchema, required=True)
    memory = fields.Nested(NoticeSchema, required=True)


class GivingSchema(Strict):
    """The table `giving` of tenant.toml."""

    thanks = fields.Nested(ThanksSchema, load_default=None, allow_none=True)
    lapse_days = fields.Integer(strict=True, load_default=90, validate=POSITIVE)
    receipts = fields.List(fields.Nested(ReceiptRowSchema), load_default=list)
    gift_aid = fields.List(fields.Nested(GiftAidRowSchema), load_default=list)
    sybunt_includes_lybunt = fields.Boolean(load_default=False)
    tribute = fields.Nested(TributeSchema, load_default=None, allow_none=True)

    @validates_schema
    def one_row_a_day(self, data: dict[str, Any], **options: Any) -> None:
        """No two rows of one table hold on one day."""
        for name in ("receipts", "gift_aid"):
            rows = sorted(data.get(name, []), key=lambda row: row["valid_from"])
            for earlier, later in pairwise(rows):
                if earlier["valid_to"] is None or later["valid_from"] < earlier["valid_to"]:
                    raise ValidationError("has two rows for one day | End one before the other begins", name)
