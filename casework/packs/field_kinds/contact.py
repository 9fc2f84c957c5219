"""E-mail addresses and phone numbers, kept in one form so that they can be compared."""

from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from casework.base.phrases import Sayable, phrase
from casework.packs.field_kinds.asking import WHOLE, Asking, BadAnswer, Parts, fill, typed
from casework.packs.field_kinds.plain_text import clean, within
from casework.packs.model import Field


class Email:
    """An e-mail address; its domain in lower case."""

    parts = (WHOLE,)

    def read(self, given: Parts, field: Field, asking: Asking) -> str | None:
        text = within(clean(typed(given)), 254)
        if not text:
            return None
        try:
            return str(validate_email(text, check_deliverability=False).normalized)
        except EmailNotValidError:
            said = phrase("Enter an e-mail address like name@example.com")
            raise BadAnswer(said) from None

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        return fill(_text(value))

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return str(value)


class Phone:
    """A phone number, kept as +14155550142."""

    parts = (WHOLE,)

    def read(self, given: Parts, field: Field, asking: Asking) -> str | None:
        text = within(clean(typed(given)), 40)
        if not text:
            return None
        try:
            number = phonenumbers.parse(text, asking.country)
        except phonenumbers.NumberParseException:
            raise BadAnswer(_phone_hint()) from None
        if not phonenumbers.is_possible_number(number):
            raise BadAnswer(_phone_hint())
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        return fill(_readable(_text(value), asking.country))

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return _readable(str(value), asking.country)


def _phone_hint() -> Sayable:
    return phrase("Enter a phone number with its area code, or with + and the country code")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise BadAnswer(phrase("Give this as text"))
    return value


def _readable(e164: str, country: str) -> str:
    try:
        number = phonenumbers.parse(e164, country)
    except phonenumbers.NumberParseException:
        return e164
    home = phonenumbers.region_code_for_number(number) == country
    form = phonenumbers.PhoneNumberFormat
    return str(phonenumbers.format_number(number, form.NATIONAL if home else form.INTERNATIONAL))
