"""Holidays in the reader's language. The tables name them in English, and each office has its own."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

_OBSERVED = " (observed)"
_NAMES = {
    "New Year's Day": _l("New Year’s Day"),
    "Martin Luther King Jr. Day": _l("Martin Luther King Jr. Day"),
    "Washington's Birthday": _l("Presidents’ Day"),
    "Presidents' Day": _l("Presidents’ Day"),
    "Cesar Chavez Day": _l("Cesar Chavez Day"),
    "Susan B. Anthony Day": _l("Susan B. Anthony Day"),
    "Memorial Day": _l("Memorial Day"),
    "Juneteenth National Independence Day": _l("Juneteenth"),
    "Independence Day": _l("Independence Day"),
    "Labor Day": _l("Labor Day"),
    "Columbus Day": _l("Columbus Day"),
    "Diwali": _l("Diwali"),
    "Veterans Day": _l("Veterans Day"),
    "Election Day": _l("Election Day"),
    "Thanksgiving Day": _l("Thanksgiving"),
    "Day After Thanksgiving": _l("Day after Thanksgiving"),
    "Christmas Eve": _l("Christmas Eve"),
    "Christmas Day": _l("Christmas"),
}


def holiday_words(name: str) -> str:
    """What a holiday is called in the reader's language; as the table has it where nobody translated it."""
    told = [_one(each) for each in name.split("; ")]
    return "; ".join(told)


def _one(name: str) -> str:
    plain = name.removesuffix(_OBSERVED)
    said = str(_NAMES.get(plain, plain))
    return said if plain == name else _("%(holiday)s (observed)", holiday=said)
