"""Several records of one person, read as one: what belongs to any of them belongs to the one that was kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from casework.models import Person


def of_one(column: Any, person_id: UUID) -> ColumnElement[bool]:
    """That a column names this person, by whichever of their records."""
    records = select(Person.id).where(or_(Person.id == person_id, Person.merged_into == person_id))
    return column.in_(records)  # type: ignore[no-any-return]  # a column's comparison


def record_kept() -> ColumnElement[UUID]:
    """Of a person that a statement reads, the record that stands for them."""
    return func.coalesce(Person.merged_into, Person.id)
