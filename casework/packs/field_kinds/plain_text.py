"""Text in one line or several, names, and numbers of documents."""

import re
import unicodedata
from typing import Any

from casework.base.phrases import Sayable, phrase
from casework.packs.field_kinds.asking import WHOLE, Asking, BadAnswer, Parts, fill, typed
from casework.packs.model import Field

_LONGEST = {"text": 200, "long_text": 4000, "name": 120, "id_number": 40}
_NAME_HAS_LETTER = re.compile(r"[^\W\d_]")
_DOCUMENT = re.compile(r"[A-Za-z0-9 .\-/]+")


def longest(field: Field) -> int:
    """How many characters an answer in words may have."""
    return field.max_length or _LONGEST.get(field.kind, 200)


def clean(text: str, *, lines: bool = False) -> str:
    """The text in composed form. Raises BadAnswer for characters that no keyboard makes."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for character in composed:
        if unicodedata.category(character) in ("Cc", "Cs", "Co") and not (lines and character in "\n\t"):
            raise BadAnswer(phrase("Type this anew: it holds characters that can’t be stored"))
    return composed if lines else " ".join(composed.split())


def within(text: str, most: int) -> str:
    """The text, if it is no longer than that."""
    if len(text) > most:
        raise BadAnswer(
            phrase("Use %(most)s characters or fewer. This has %(count)s", most=most, count=len(text))
        )
    return text


class PlainText:
    """A sentence, a text, a name or the number of a document."""

    parts = (WHOLE,)

    def read(self, given: Parts, field: Field, asking: Asking) -> str | None:
        text = clean(typed(given), lines=field.kind == "long_text")
        if not text:
            return None
        return _checked(within(text, longest(field)), field.kind)

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        if not isinstance(value, str):
            raise BadAnswer(phrase("Give this as text"))
        return fill(value)

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return str(value)


def _checked(text: str, kind: str) -> str:
    if kind == "name" and not _NAME_HAS_LETTER.search(text):
        raise BadAnswer(phrase("Enter the name in letters"))
    if kind == "id_number" and not _DOCUMENT.fullmatch(text):
        raise BadAnswer(phrase("Enter the number as it stands on the document: letters and digits"))
    return text
