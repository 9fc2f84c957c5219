"""Who a list is about: the name of each donor, as far as the viewer may know it.

One piece for all lists, files and answers: merged records go by the name of the one that was kept, anonymous donors by
their own name for those few who may know it, and by the one that stands in its place for everybody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

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
    record, kept = aliased(Person), aliased(Person)
    rows = session.execute(
        select(record.id.label("record"), kept.id, kept.name)
        .join(kept, kept.id == func.coalesce(record.merged_into, record.id))
        .where(one_of(record.id, wanted))
    ).all()
    names = true_names(session, {row.id: row.name for row in rows})
    return {row.record: names[row.id] for row in rows}
