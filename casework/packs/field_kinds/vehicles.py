"""VINs and plates, kept in the form they are compared in."""

from typing import Any

from casework.base.errors import InvalidInput
from casework.base.phrases import Coded, Sayable, phrase
from casework.domain import plate_text, vin
from casework.packs.field_kinds.asking import WHOLE, Asking, BadAnswer, Parts, fill, typed
from casework.packs.field_kinds.plain_text import clean, within
from casework.packs.model import Field

STANDS = "stands"  # the box that says: it stands exactly like this on the vehicle


class Vin:
    """A VIN; a short one is taken as a vehicle from before 1981.

    One whose check digit does not fit is taken from who says that it stands so on the vehicle: what becomes of it then
    is for the rules of the pack. A program that hands it over has said so.
    """

    parts = (WHOLE, STANDS)

    def read(self, given: Parts, field: Field, asking: Asking) -> str | None:
        text = within(clean(typed(given)), 40)
        if not text:
            return None
        check = vin.check_vin(text)
        if not check.ok and _may_be_old(check.vin):
            check = vin.check_vin(text, kind="assigned")
        wrong = [finding for finding in check.findings if finding.stops]
        if not wrong or (typed(given, STANDS) and vin.is_odd(check.vin)):
            return check.vin
        if check.suggestions:
            meant = phrase("Is it %(vin)s? A VIN has no I, O or Q", vin=check.suggestions[0])
            raise BadAnswer(Coded(meant, wrong[0].code))
        raise BadAnswer(Coded(wrong[0].said, wrong[0].code))

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        text = _text(value)
        return {**fill(text), **({STANDS: ["yes"]} if vin.is_odd(text) else {})}

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return str(value)


class Plate:
    """A plate as it is displayed: upper case, single spaces. Its identity key is made where it is looked up."""

    parts = (WHOLE,)

    def read(self, given: Parts, field: Field, asking: Asking) -> str | None:
        text = within(clean(typed(given)), 20)
        if not text:
            return None
        try:
            plate_text.canonical(text)
        except InvalidInput as wrong:
            raise BadAnswer(next(iter(wrong.sayings.values()))) from None
        return text.upper()

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        return fill(_text(value))

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return str(value)


def _may_be_old(number: str) -> bool:
    # Before 1981 makers numbered as they liked, but never in letters alone and hardly ever near 17 characters.
    return 5 <= len(number) <= 13 and any(character.isdigit() for character in number)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise BadAnswer(phrase("Give this as text"))
    return value
