"""What lower floors say, said in the reader's language: phrases and pack wording."""

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _

from casework.base.phrases import Coded, Phrase, Sayable
from casework.packs import Text


def speak(said: Sayable) -> str:
    """A sentence of a lower floor, in the reader's language."""
    if isinstance(said, Phrase):
        values = {name: _inner(value) for name, value in said.values.items()}
        return _(said.text, **values) if values else _(said.text)
    if isinstance(said, Coded):
        return speak(said.said)
    wording = getattr(said, "text", None)
    return pack_text(wording) if isinstance(wording, Text) else str(said)


def pack_text(wording: Text) -> str:
    """A pack's wording in the reader's language."""
    return wording.text((get_locale() or Locale("en")).language)


def _inner(value: object) -> object:
    return speak(value) if isinstance(value, Phrase) else value
