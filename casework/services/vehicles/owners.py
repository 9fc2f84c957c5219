"""Who owns a vehicle at an instant, and the owners of a row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value
from casework.domain.title_rules import Conjunction, Owner, OwnerSet, Tenancy
from casework.models import Ownership, OwnershipHolder, Person
from casework.services.vehicles.history import covering, current
from casework.services.withheld import shows
from casework.store.session import ViewerSession


class Holder(Value):
    """One owner in a set, in the order of the title. The name is None where it is withheld."""

    person_id: UUID
    name: str | None


def holder_ids(session: ViewerSession, ownership_id: UUID) -> tuple[UUID, ...]:
    """The persons of one ownership, in order."""
    chosen = (
        select(OwnershipHolder.person_id)
        .where(OwnershipHolder.ownership_id == ownership_id)
        .order_by(OwnershipHolder.position)
    )
    return tuple(session.scalars(chosen))


def holders_of(session: ViewerSession, ownerships: Iterable[UUID]) -> dict[UUID, tuple[Holder, ...]]:
    """The owners of each of these ownerships, with their names where contact data is open to the viewer."""
    named = shows(session, "vehicle.owners")
    columns = [OwnershipHolder.ownership_id, OwnershipHolder.person_id]
    chosen = select(*columns, Person.id, Person.name) if named else select(*columns)
    if named:
        chosen = chosen.join(Person, Person.id == OwnershipHolder.person_id)
    chosen = chosen.where(OwnershipHolder.ownership_id.in_(list(ownerships))).order_by(
        OwnershipHolder.position
    )
    found: dict[UUID, tuple[Holder, ...]] = {}
    for row in session.execute(chosen):
        holder = Holder(row.person_id, row.name if named else None)
        found[row.ownership_id] = (*found.get(row.ownership_id, ()), holder)
    return found


def set_holders(session: ViewerSession, ownership: Ownership, persons: Iterable[UUID]) -> None:
    """Name the owners of a new ownership."""
    for position, person in enumerate(persons, start=1):
        session.add(OwnershipHolder(ownership_id=ownership.id, person_id=person, position=position))
    session.flush()


def ownership_at(session: ViewerSession, vehicle_id: UUID, instant: datetime) -> Ownership | None:
    """The ownership in force at `instant`, as we know it now."""
    return covering(current(session, Ownership, vehicle_id=vehicle_id), instant)


def owner_set(
    session: ViewerSession, persons: Iterable[UUID], conjunction: str, tenancy: str | None = None
) -> OwnerSet:
    """Owners as the rules of titles see them; a death is known only where identity data is open."""
    wanted = tuple(persons)
    deaths: dict[UUID, date | None] = {}
    if session.viewer.access.may_read("identity"):
        rows = session.execute(select(Person.id, Person.deceased_on).where(Person.id.in_(wanted)))
        deaths = {row.id: row.deceased_on for row in rows}
    owners = tuple(Owner(str(person), deaths.get(person)) for person in wanted)
    return OwnerSet(owners, Conjunction(conjunction), Tenancy(tenancy) if tenancy else None)
