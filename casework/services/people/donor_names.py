"""Who a list is about: the name of each donor, as far as the viewer may know it.

One piece for all lists, files and answers: merged records go by the name of the one that was kept, anonymous donors by
their own name for those few who may know it, and by the one that stands in its place for everybody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.models import Person
from casework.services.people.hidden_names import true_names
from casework.services.withheld import shows
from casework.store.columns import one_of
from casework.store.session import ViewerSession


def donor_names(session: ViewerSession, records: Iterable[UUID | None]) -> dict[UUID, str]:
    """The name to each of these records. A disclosure; nothing where names are withheld."""
    wanted = {record for record in records if record is not None}
    if not wanted or not shows(session, "gift.donor"):
        return {}
    rows = _named(session, wanted)
    beyond = {row.merged_into for row in rows if row.merged_into} - wanted
    names = {row.id: row.name for row in (*rows, *(_named(session, beyond) if beyond else ()))}
    names = true_names(session, names)
    return {row.id: names[row.merged_into or row.id] for row in rows}


def _named(session: ViewerSession, people: Iterable[UUID]) -> Sequence[Any]:
    chosen = select(Person.id, Person.merged_into, Person.name).where(one_of(Person.id, people))
    return session.execute(chosen).all()
