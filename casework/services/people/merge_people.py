"""Say that two records are one person, and take that back at any time, also after new gifts, cases and wishes.

Nothing is moved: the one record points to the other, and whatever reads a donor reads both. So parting them is ending
the link; what was entered since stays with the record it was entered on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.base.words import search_key, sort_key
from casework.models import Person, PersonMerge
from casework.policy.rulebook import require
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

FIELDS = ("name", "language")
"""What may be taken from the record that goes; everything else is read from both."""


class MergeView(Value):
    """A link that stands: the record that went, under the name it has there."""

    id: UUID
    gone_id: UUID
    name: str
    merged_at: datetime


def merge_people(session: ViewerSession, kept_id: UUID, gone_id: UUID, take: Collection[str] = ()) -> UUID:
    """From now on the two are one; of the fields in `take` the other record's values hold. NotFound; InvalidInput;
    Refused MERGED, HIDDEN_NAME, OTHER_KIND."""
    _may(session)
    people = {row.id: row for row in _locked(session, kept_id, gone_id)}
    if not {kept_id, gone_id} <= people.keys():
        raise NotFound
    if kept_id == gone_id:
        raise InvalidInput({"with": phrase("Choose another record")})
    kept, gone = people[kept_id], people[gone_id]
    _check(kept, gone)
    taken = [name for name in FIELDS if name in take]
    before = {name: getattr(kept, name) for name in taken}
    after = {name: getattr(gone, name) for name in taken}
    _put(session, kept, after)
    behind = session.scalars(select(Person).where(Person.merged_into == gone_id)).all()
    for one in (gone, *behind):
        one.merged_into = kept_id
    followed = [one.id for one in behind]
    row = PersonMerge(id=new_id(), kept_id=kept_id, gone_id=gone_id, followed=followed, merged_at=now())
    row.before, row.after, row.merged_by = before, after, session.viewer.actor
    session.add(row)
    session.flush()
    ledger_chain.record(session, "people.merged", subjects=[kept_id, gone_id], fields=taken)
    return row.id


def part_people(session: ViewerSession, merge_id: UUID) -> UUID:
    """They are two after all; the record that was kept. What was taken goes back, unless it was changed since."""
    _may(session)
    row = session.scalar(select(PersonMerge).where(PersonMerge.id == merge_id).with_for_update())
    if row is None:
        raise NotFound
    if row.parted_at is not None:
        raise Refused("PARTED", phrase("These records stand apart already"))
    people = {one.id: one for one in _locked(session, row.kept_id, row.gone_id)}
    kept, gone = people[row.kept_id], people[row.gone_id]
    same = {name: value for name, value in row.before.items() if getattr(kept, name) == row.after[name]}
    _put(session, kept, same)
    gone.merged_into = None
    for one in session.scalars(select(Person).where(Person.id.in_(row.followed))):
        if one.merged_into == kept.id:
            one.merged_into = gone.id
    row.parted_at, row.parted_by = now(), session.viewer.actor
    session.flush()
    ledger_chain.record(session, "people.parted", subjects=[kept.id, gone.id], fields=sorted(same))
    return kept.id


def merges_of(session: ViewerSession, kept_id: UUID) -> tuple[MergeView, ...]:
    """The records that stand behind this one, as they were linked to it."""
    chosen = (
        select(PersonMerge.id, PersonMerge.kept_id, PersonMerge.gone_id, PersonMerge.merged_at)
        .add_columns(Person.id.label("person"), Person.name)
        .join(Person, Person.id == PersonMerge.gone_id)
        .where(PersonMerge.kept_id == kept_id, PersonMerge.parted_at.is_(None))
    )
    rows = session.execute(chosen.order_by(PersonMerge.merged_at))
    return tuple(MergeView(row.id, row.gone_id, row.name, row.merged_at) for row in rows)


def _check(kept: Person, gone: Person) -> None:
    if kept.merged_into is not None or gone.merged_into is not None:
        raise Refused("MERGED", phrase("One of these records stands behind another already. Part them first"))
    if kept.anonymous or gone.anonymous:
        raise Refused(
            "HIDDEN_NAME", phrase("Show the hidden name first, and hide it again when they are one")
        )
    if kept.kind != gone.kind:
        raise Refused("OTHER_KIND", phrase("A person and an organization are never one"))


def _put(session: ViewerSession, person: Person, values: dict[str, Any]) -> None:
    """Give the kept record these values, with the keys that names are found and sorted by."""
    for name, value in values.items():
        setattr(person, name, value)
    if "name" in values:
        person.name_key = search_key(person.name)
        person.name_sort = sort_key(person.name, office_of(session).tenant.language)


def _locked(session: ViewerSession, *ids: UUID) -> list[Person]:
    """The records, locked in the order of their ids, so that two who merge at once wait for each other."""
    return list(
        session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id).with_for_update())
    )


def _may(session: ViewerSession) -> None:
    require("donor.merge", session.viewer)
    if not session.viewer.access.may_write("contact"):
        raise PurposeRequired
