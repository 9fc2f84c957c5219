"""Days, typed into three boxes; the error names the box that is wrong."""

import unicodedata
from datetime import date
from typing import Any

from babel.dates import format_date

from casework.base.phrases import Sayable, phrase
from casework.packs.field_kinds.asking import Asking, BadAnswer, Parts, typed
from casework.packs.model import Field

_PARTS = ("day", "month", "year")


class Day:
    """A day, kept as ISO text."""

    parts = _PARTS

    def read(self, given: Parts, field: Field, asking: Asking) -> str | None:
        boxes = {part: typed(given, part) for part in _PARTS}
        if not any(boxes.values()):
            return None
        numbers = {part: _number(text) for part, text in boxes.items()}
        wrong = _missing(boxes) or _misshapen(numbers)
        if wrong:
            first, *others = wrong.items()
            raise BadAnswer(first[1], first[0], **dict(others))
        try:
            return date(numbers["year"], numbers["month"], numbers["day"]).isoformat()
        except ValueError:
            raise BadAnswer(phrase("Check the day: this month has fewer days"), "day") from None

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        day = _day(value)
        return {"day": [str(day.day)], "month": [str(day.month)], "year": [str(day.year)]}

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return str(format_date(_day(value), format="long", locale=asking.locale))


def _missing(boxes: dict[str, str]) -> dict[str, Sayable]:
    said: dict[str, Sayable] = {
        "day": phrase("The date needs a day"),
        "month": phrase("The date needs a month"),
        "year": phrase("The date needs a year"),
    }
    return {part: said[part] for part, text in boxes.items() if not text}


def _misshapen(numbers: dict[str, int]) -> dict[str, Sayable]:
    wrong: dict[str, Sayable] = {}
    if not 1 <= numbers["day"] <= 31:
        wrong["day"] = phrase("Enter the day as a number from 1 to 31")
    if not 1 <= numbers["month"] <= 12:
        wrong["month"] = phrase("Enter the month as a number from 1 to 12")
    if not 1886 <= numbers["year"] <= 2200:
        wrong["year"] = phrase("Enter the year with four digits")
    return wrong


def _number(text: str) -> int:
    digits = "".join(str(unicodedata.decimal(character, "x")) for character in text[:6])
    return int(digits) if digits.isdigit() and digits.isascii() and len(text) <= 6 else -1


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadAnswer(phrase("Give this as a day like 2026-01-31"), "day") from None
