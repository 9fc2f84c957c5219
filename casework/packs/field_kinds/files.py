"""Uploads: an answer holds the ids of documents that are already stored with the draft or the case."""

from typing import Any
from uuid import UUID

from casework.base.phrases import Sayable, counted, phrase
from casework.packs.field_kinds.asking import WHOLE, Asking, BadAnswer, Parts
from casework.packs.model import Field


class Files:
    """The documents given for a field, by id."""

    parts = (WHOLE,)

    def read(self, given: Parts, field: Field, asking: Asking) -> list[str] | None:
        ids = list(dict.fromkeys(_document(text) for text in given.get(WHOLE) or () if text.strip()))
        if len(ids) > 1 and not field.multiple:
            raise BadAnswer(phrase("Add one file here. Remove the others"))
        return ids or None

    def split(self, value: Any, field: Field, asking: Asking) -> dict[str, list[str]]:
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise BadAnswer(phrase("Give this as a list of document ids"))
        return {WHOLE: list(value)}

    def show(self, value: Any, field: Field, asking: Asking) -> Sayable:
        return counted("%(num)s file", "%(num)s files", len(value))


def _document(text: str) -> str:
    try:
        return str(UUID(text.strip()))
    except ValueError:
        raise BadAnswer(phrase("Add the file anew")) from None
