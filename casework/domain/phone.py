"""Phone numbers: one key for a number however it was typed."""

import unicodedata

import phonenumbers as numbers

_LONGEST = 40


def phone_key(text: str, country: str) -> str:
    """E.164 for a number read as from `country` (ISO 3166): +15550142; only its digits when it is no number."""
    try:
        number = numbers.parse(text[:_LONGEST], country)
    except numbers.NumberParseException:
        return _digits(text)
    if not numbers.is_possible_number(number):
        return _digits(text)
    return str(numbers.format_number(number, numbers.PhoneNumberFormat.E164))


def is_phone(text: str, country: str) -> bool:
    """Whether this can be a number at all."""
    return phone_key(text, country).startswith("+")


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c, "")) for c in text[:_LONGEST])
