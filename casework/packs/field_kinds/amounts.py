"""Money, whole numbers and odometer readings."""

import re
from typing import Any

from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from casework.base import money
from casework.base.errors import InvalidInput
from casework.base.phrases import Coded, Sayable, phrase
from casework.packs.field_kinds.asking import WHOLE, Asking, BadAnswer, Parts, fill, typed
from casework.packs.model import Field

_LARGEST = 10**12
_TENTHS = Coded(phrase("Enter whole miles, without tenths. If it showed 48213.6, enter 48213"), "ODO_TENTHS")
UNITS = {"mi": "length-mile", "km": "length-kilometer"}
"""Units that a language has its own word for, by their names in CLDR."""


CURRENCY = "currency"


def taken(field: Field, asking: Asking) -> tuple[str, ...]:
    """The currencies that an amount may be in: the office's own, and where `multiple` says so all it takes."""
    return tuple(dict.fromkeys((asking.currency, *(asking.currencies if field.multiple else ()))))


class Amount:
    """Money, kept as `{"minor": 1420000, "currency": "USD"}`."""

    parts = (WHOLE, CURRENCY)

    def read(self, given: Parts, field: Field, asking: Asking) -> dict[str, Any] | None:
        text = typed(given)
        if not text:
            return None
        currency = (typed(given, CURRENCY) if field.multiple else "") or asking.currency
        if currency not in taken(field, asking):
            raise BadAnswer(phrase("Choose a currency that we take"))
        try:
            amount = money.parse(text, currency, asking.locale)
        except InvalidInput as wrong:
            raise BadAnswer(next(iter(wrong.sayings.values()))) from None
        if amount.minor < 0:
            raise BadAnswer(phrase("Enter the amount without a minus sign"))
        return {"minor": amount.minor, "currency": amount.currency}

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        amount = _money(value)
        if amount.currency not in taken(field, asking):
            raise BadAnswer(phrase("Give this in %(currency)s", currency=asking.currency))
        plain = format_decimal(
            amount.decimal, format=_plain(amount.currency), locale=asking.locale, decimal_quantization=False
        )
        return fill(plain) | ({CURRENCY: [amount.currency]} if field.multiple else {})

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        amount = _money(value)
        return str(format_currency(amount.decimal, amount.currency, locale=asking.locale))


class Whole:
    """A whole number, 0 or more; an odometer reading says so when tenths are given."""

    parts = (WHOLE,)

    def read(self, given: Parts, field: Field, asking: Asking) -> int | None:
        text = typed(given)
        if not text:
            return None
        digits = re.sub(r"[\s,.'’](?=\d{3}(?!\d))", "", text)
        if field.kind == "odometer" and re.fullmatch(r"\d+[.,]\d{1,2}", digits):
            raise BadAnswer(_TENTHS)
        if not re.fullmatch(r"[0-9]{1,13}", digits) or int(digits) >= _LARGEST:
            raise BadAnswer(phrase("Enter a whole number in figures, 0 or more"))
        return _plausible(int(digits), field.kind)

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        if field.kind == "odometer" and isinstance(value, float):
            raise BadAnswer(_TENTHS)
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadAnswer(phrase("Give this as a whole number"))
        return fill(str(value))

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        if field.unit in UNITS:
            return str(format_unit(value, UNITS[field.unit], "short", locale=asking.locale))
        number = str(format_decimal(value, locale=asking.locale))
        return f"{number} {field.unit}" if field.unit else number


def _plausible(number: int, kind: str) -> int:
    if kind == "odometer" and number > 9_999_999:
        raise BadAnswer(phrase("Enter what the odometer showed. No odometer has that many digits"))
    return number


def _money(value: Any) -> money.Money:
    try:
        minor, currency = value["minor"], value["currency"]
        if isinstance(minor, int) and not isinstance(minor, bool):
            return money.Money(minor, currency)
    except (KeyError, TypeError, ValueError):
        pass
    raise BadAnswer(phrase("Give this as an amount with minor and currency"))


def _plain(currency: str) -> str:
    decimals = money.exponent(currency)
    return "0." + "0" * decimals if decimals else "0"
