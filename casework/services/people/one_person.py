"""Several records of one person, read as one: what belongs to any of them belongs to the one that was kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from casework.models import Person
from casework.store.columns import one_of
from casework.store.session import ViewerSession

Whom = UUID | tuple[UUID, ...]
"""A person by a record of theirs, or by all their records where those are known already."""


def of_one(column: Any, whom: Whom) -> ColumnElement[bool]:
    """That a column names this person, by whichever of their records."""
    return one_of(column, whom) if isinstance(whom, tuple) else of_any(column, [whom])


def records_of(session: ViewerSession, person_id: UUID) -> tuple[UUID, ...]:
    """All records of a person, for a page that asks for many things of theirs: looked up once, not in each statement.
    Empty where there is no such person here."""
    chosen = select(Person.id).where(or_(Person.id == person_id, Person.merged_into == person_id))
    return tuple(session.scalars(chosen))


def of_any(column: Any, people: Iterable[UUID]) -> ColumnElement[bool]:
    """That a column names one of these people, by whichever of their records."""
    wanted = list(people)
    records = select(Person.id).where(or_(one_of(Person.id, wanted), one_of(Person.merged_into, wanted)))
    return column.in_(records)  # type: ignore[no-any-return]  # a column's comparison


def record_kept() -> ColumnElement[UUID]:
    """Of a person that a statement reads, the record that stands for them."""
    return func.coalesce(Person.merged_into, Person.id)


def kept_records(session: ViewerSession, records: Iterable[UUID]) -> dict[UUID, UUID]:
    """Each of these records, and the one that stands for its person: itself unless it was merged into another."""
    wanted = set(records)
    if not wanted:
        return {}
    rows = session.execute(select(Person.id, record_kept().label("kept")).where(one_of(Person.id, wanted)))
    return {row.id: row.kept for row in rows}


def behind(session: ViewerSession, person_id: UUID) -> Sequence[UUID]:
    """The records that stand behind this one."""
    return session.scalars(select(Person.id).where(Person.merged_into == person_id).order_by(Person.id)).all()


def kept_record(session: ViewerSession, record: UUID) -> UUID:
    """The record that stands for the person of this one; the same again where it is not here."""
    return kept_records(session, [record]).get(record, record)


def are_one(session: ViewerSession, first: UUID, second: UUID) -> bool:
    """Whether two records stand for the same person."""
    if first == second:
        return True
    kept = kept_records(session, [first, second])
    return kept.get(first, first) == kept.get(second, second)
