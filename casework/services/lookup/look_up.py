"""Whose plate it was on the day of the event, as far as the declared use opens it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, PurposeRequired
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Person, PersonIdentifier, PostalAddress
from casework.packs.kind import GIVEABLE
from casework.policy.why import Decision
from casework.services.office import office_of
from casework.services.vehicles.plate_then import CarriedThen, owner_of_plate
from casework.services.withheld import reasons
from casework.store.session import ViewerSession

_THINGS = {
    "name": "person.name",
    "address": "person.addresses",
    "birth_date": "person.birth",
    "numbers": "person.identifiers",
}


class OwnerFound(Value):
    """An owner on that day. What the use does not open is None; `numbers` are kinds of numbers on file."""

    person_id: UUID
    name: str | None
    address: str | None
    birth_date: date | None
    numbers: tuple[str, ...] | None


class Found(Value):
    """A vehicle that bore the plate on that day, with its owners then."""

    carried: CarriedThen
    owners: tuple[OwnerFound, ...]


class Answer(Value):
    """What the register says; `withheld`: what about owners the use does not open, each with why."""

    plate: str
    event_on: date
    found: tuple[Found, ...]
    withheld: dict[str, Decision]

    @property
    def people(self) -> list[UUID]:
        """Everybody it names."""
        return [owner.person_id for one in self.found for owner in one.owners]

    @property
    def open_fields(self) -> tuple[str, ...]:
        """What of an owner may be given."""
        return tuple(name for name in GIVEABLE if name not in self.withheld)


def look_up(session: ViewerSession, plate: str, event_on: date | None) -> Answer:
    """The answer for a plate on a day. A disclosure. InvalidInput under `plate` and `event`; PurposeRequired for a
    purpose that is none of the listed uses."""
    office = office_of(session)
    if not office.purpose(session.viewer.purpose).requires:
        raise PurposeRequired
    if event_on is None or event_on > today(office.tenant.timezone):
        raise InvalidInput({"event": phrase("Enter the day of the event, not in the future")})
    if not any(letter.isalnum() for letter in plate[:64]):
        raise InvalidInput({"plate": phrase("Enter the plate")})
    noon = datetime.combine(event_on, time(12), ZoneInfo(office.tenant.timezone)).astimezone(UTC)
    held = owner_of_plate(session, plate, noon)
    closed = reasons(session, _THINGS.values())
    withheld = {name: closed[thing] for name, thing in _THINGS.items() if thing in closed}
    people = _people(session, [owner.person_id for one in held for owner in one.owners], event_on, withheld)
    return Answer(
        plate=plate.strip(),
        event_on=event_on,
        found=tuple(
            Found(one.carried, tuple(people[o.person_id] for o in one.owners if o.person_id in people))
            for one in held
        ),
        withheld=withheld,
    )


def _people(
    session: ViewerSession, ids: list[UUID], day: date, withheld: dict[str, Decision]
) -> dict[UUID, OwnerFound]:
    """These people; under a use that needs consent only those who agreed."""
    if not ids:
        return {}
    columns: list[Any] = [Person.id]
    columns += [] if "name" in withheld else [Person.name]
    columns += [] if "birth_date" in withheld else [Person.birth_date]
    rows = session.execute(select(*columns).where(Person.id.in_(ids))).all()
    lives = {} if "address" in withheld else _addresses(session, ids, day)
    numbers = None if "numbers" in withheld else _numbers(session, ids)
    return {
        row.id: OwnerFound(
            row.id,
            getattr(row, "name", None),
            lives.get(row.id),
            getattr(row, "birth_date", None),
            None if numbers is None else tuple(sorted(numbers.get(row.id, ()))),
        )
        for row in rows
    }


def _addresses(session: ViewerSession, ids: list[UUID], day: date) -> dict[UUID, str]:
    """Where they lived on that day; where nothing is on record of then, where they live now."""
    chosen = select(
        PostalAddress.id,
        PostalAddress.person_id,
        PostalAddress.lines,
        PostalAddress.since,
        PostalAddress.until,
    ).where(PostalAddress.person_id.in_(ids))
    rows = session.execute(chosen.order_by(PostalAddress.since)).all()
    now = {row.person_id: row.lines for row in rows if row.until is None}
    then = {
        row.person_id: row.lines
        for row in rows
        if row.since <= day and (row.until is None or day < row.until)
    }
    return now | then


def _numbers(session: ViewerSession, ids: list[UUID]) -> dict[UUID, set[str]]:
    chosen = select(PersonIdentifier.id, PersonIdentifier.person_id, PersonIdentifier.kind)
    found: dict[UUID, set[str]] = {}
    for row in session.execute(chosen.where(PersonIdentifier.person_id.in_(ids))):
        found.setdefault(row.person_id, set()).add(row.kind)
    return found
