"""The words of names, so that a person is found by any of them: by prefix, in whatever order they are typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from casework.base.words import tokens
from casework.models import Person, PersonWord
from casework.store.session import ViewerSession

MOST_WORDS = 8
_END = "\U0010ffff"


def index_name(session: ViewerSession, person_id: UUID, name: str) -> None:
    """Keep the words of a new name."""
    session.add_all(PersonWord(**values) for values in word_values(person_id, name))
    session.flush()


def word_values(person_id: UUID, name: str) -> list[dict[str, Any]]:
    """What the rows hold that keep the words of a name."""
    return [{"person_id": person_id, "token": word} for word in sorted(tokens(name))]


def bears_words(text: str) -> list[ColumnElement[bool]]:
    """One criterion for each word typed: some word of the person's name begins with it."""
    found: list[ColumnElement[bool]] = []
    for word in sorted(tokens(text), key=len, reverse=True)[:MOST_WORDS]:
        held = aliased(PersonWord)
        same = held.tenant_id == Person.tenant_id
        begins = (held.token >= word) & (held.token < word + _END)
        found.append(select(1).where(same, held.person_id == Person.id, begins).exists())
    return found
