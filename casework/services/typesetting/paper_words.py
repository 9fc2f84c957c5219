"""Words of papers that have a language of their own, and what stands on each: whose it is, how to reach them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.support import NullTranslations, Translations

from casework.base.paths import shipped
from casework.base.phrases import Phrase
from casework.services.tenants.find_tenant import TenantFacts

_LETTER = ("US", "CA", "MX", "PH")


def say(phrase: Phrase, language: str) -> str:
    """The phrase in `language`; in English where it has not been translated."""
    catalogue = _catalogue(language)
    if phrase.many:
        said = catalogue.ngettext(phrase.text, phrase.many, phrase.number)
    else:
        said = catalogue.gettext(phrase.text)
    return str(said % phrase.values if phrase.values else said)


def frame(tenant: TenantFacts, language: str) -> dict[str, Any]:
    """What every paper of an office begins with."""
    return {
        "lang": language.partition("-")[0],
        "paper": "letter" if tenant.country in _LETTER else "a4",
        "office": tenant.name,
        "office_lines": office_lines(tenant, language),
    }


def office_lines(tenant: TenantFacts, language: str) -> list[str]:
    """How to reach the office, as its profile says it in this language."""
    told = tenant.profile.get("contact")
    if isinstance(told, Mapping):
        told = told.get(language) or told.get(tenant.language) or next(iter(told.values()), "")
    return [line.strip() for line in str(told or "").splitlines() if line.strip()]


def long_day(day: date, language: str) -> str:
    """A day in words."""
    return str(format_date(day, "long", locale=language.replace("-", "_")))


@lru_cache(maxsize=32)
def _catalogue(language: str) -> NullTranslations:
    try:
        folder = str(shipped("translations"))
    except FileNotFoundError:
        return NullTranslations()
    return Translations.load(folder, [language.replace("-", "_")])
