"""Sentences of ours in a given language, for papers that have a language of their own."""

from __future__ import annotations

from functools import lru_cache

from babel.support import NullTranslations, Translations

from casework.base.paths import shipped
from casework.base.phrases import Phrase


def say(phrase: Phrase, language: str) -> str:
    """The phrase in `language`; in English where it has not been translated."""
    said = _catalogue(language).gettext(phrase.text)
    return str(said % phrase.values if phrase.values else said)


@lru_cache(maxsize=32)
def _catalogue(language: str) -> NullTranslations:
    try:
        folder = str(shipped("translations"))
    except FileNotFoundError:
        return NullTranslations()
    return Translations.load(folder, [language.replace("-", "_")])
