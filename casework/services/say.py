"""What lower floors say, said in the reader's language: phrases and pack wording."""

from babel import Locale, lists
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from casework.base.phrases import AnyOf, Coded, Phrase, Sayable
from casework.packs import Text


def speak(said: Sayable) -> str:
    """A sentence of a lower floor, in the reader's language."""
    if isinstance(said, Phrase):
        values = {name: _inner(value) for name, value in said.values.items()}
        if said.many:
            values.pop("num", None)  # which ngettext puts in itself
            return ngettext(said.text, said.many, said.number, **values)
        return _(said.text, **values) if values else _(said.text)
    if isinstance(said, Coded):
        return with_code(said.said, said.code)
    if isinstance(said, AnyOf):
        told = [speak(one) for one in said.said]
        return lists.format_list(told, style="or", locale=get_locale() or Locale("en"))
    wording = getattr(said, "text", None)
    return pack_text(wording) if isinstance(wording, Text) else str(said)


def with_code(said: Sayable, code: str) -> str:
    """A refusal as people read it: the sentence with its cure, and the code by which programs know it."""
    return f"{speak(said)} ({code})"


def pack_text(wording: Text) -> str:
    """A pack's wording in the reader's language."""
    return wording.text((get_locale() or Locale("en")).language)


def _inner(value: object) -> object:
    said = isinstance(value, Phrase | AnyOf) or isinstance(getattr(value, "text", None), Text)
    return speak(value) if said else value
