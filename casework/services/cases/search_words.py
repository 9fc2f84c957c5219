"""The words a case is found by: one row for each word and class, seen only by viewers of that class."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from casework.base.ids import new_id
from casework.base.words import search_key, tokens
from casework.models import SearchWord
from casework.packs import Field
from casework.store.session import ViewerSession

_IN_WORDS = ("text", "long_text", "place", "choice", "name")
_IDENTIFIERS = ("vin", "plate")
_MISTAKEN = str.maketrans("oqi", "001")


def keep_words(session: ViewerSession, case_id: UUID, answers: Iterable[tuple[Field, Any]]) -> None:
    """Keep the words of these answers. A word that two answers of one class share is kept once."""
    found = {(field.cls, token) for field, value in answers for token in words_of(field, value)}
    if not found:
        return
    session.flush()
    of_case = {"tenant_id": session.viewer.tenant, "case_id": case_id}
    rows = [{**of_case, "id": new_id(), "label": label, "token": token} for label, token in sorted(found)]
    session.execute(insert(SearchWord).on_conflict_do_nothing(), rows)


def words_of(field: Field, value: Any) -> set[str]:
    """The words an answer is found by: none of a sealed one, and none of numbers and days."""
    said = value.get("text") if isinstance(value, dict) else value
    if field.cls == "sealed" or not isinstance(said, str):
        return set()
    if field.kind in _IDENTIFIERS:
        return {identifier_word(said)} - {""}
    return tokens(said) if field.kind in _IN_WORDS else set()


def identifier_word(text: str) -> str:
    """A plate or VIN as one word: letters and digits alone, and as digits what is mistaken for digits."""
    plain = "".join(c for c in search_key(text) if c.isalnum())
    return f"#{plain.translate(_MISTAKEN)}" if plain else ""
