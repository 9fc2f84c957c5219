"""Phone numbers: read from what people type, written as their country writes them."""

import phonenumbers as numbers


def parsed(text: str, country: str) -> numbers.PhoneNumber | None:
    """The number in `text`, read as from `country`; None when it cannot be one."""
    try:
        number = numbers.parse(text, country)
    except numbers.NumberParseException:
        return None
    return number if numbers.is_possible_number(number) else None


def written(text: str, country: str) -> str:
    """As people write it: national at home, international from abroad; unchanged when it is no number."""
    number = parsed(text, country)
    if number is None:
        return text
    home = numbers.country_code_for_region(country) == number.country_code
    style = numbers.PhoneNumberFormat.NATIONAL if home else numbers.PhoneNumberFormat.INTERNATIONAL
    return str(numbers.format_number(number, style))


def dialled(text: str, country: str) -> str:
    """For a `tel:` address, and for storing: +15550142."""
    number = parsed(text, country)
    return str(numbers.format_number(number, numbers.PhoneNumberFormat.E164)) if number else text
