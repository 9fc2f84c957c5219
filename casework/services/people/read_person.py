"""A person as one viewer may see them: each part under its own right and class, what is closed named with why."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.base.money import Money
from casework.models import (
    Case,
    CaseParty,
    ContactPoint,
    Gift,
    Ownership,
    OwnershipHolder,
    Person,
    PersonIdentifier,
    PostalAddress,
    Vehicle,
)
from casework.services.office import office_of
from casework.services.people.hidden_names import true_name
from casework.services.people.one_person import Whom, of_one
from casework.services.people.person_view import CaseLine, ContactView, GiftLine, PersonView, VehicleLine
from casework.services.withheld import reasons
from casework.store.session import ViewerSession

MOST_CASES, MOST_GIFTS = 50, 10
PARTS = ("name", "contacts", "addresses", "birth", "identifiers", "cases", "gifts", "vehicles")


def read_person(session: ViewerSession, person_id: UUID) -> PersonView:
    """The person; NotFound when they are not there for this viewer. A disclosure."""
    row = session.scalar(select(Person).where(Person.id == person_id))
    if row is None:
        raise NotFound
    parts = _parts(session)
    named = {f"person.{part}": part for part in parts}
    closed = {named[name]: why for name, why in reasons(session, named).items()}
    shown = tuple(part for part in parts if part not in closed)
    numbers = _identifiers(session, person_id) if "identifiers" in shown else ((), ())
    return PersonView(
        id=row.id,
        name=true_name(session, row.id, row.name) if "name" in shown else None,
        kind=row.kind,
        language=row.language,
        registered_at=row.registered_at,
        birth_date=row.birth_date if "birth" in shown else None,
        deceased_on=row.deceased_on if "birth" in shown else None,
        contacts=contacts_of(session, person_id) if "contacts" in shown else (),
        addresses=_addresses(session, person_id) if "addresses" in shown else (),
        identifiers=numbers[0],
        identifiers_destroyed=numbers[1],
        cases=cases_of(session, person_id) if "cases" in shown else (),
        gifts=_gifts(session, person_id) if "gifts" in shown else (),
        vehicles=_vehicles(session, person_id) if "vehicles" in shown else (),
        shown=shown,
        withheld=closed,
        anonymous=row.anonymous,
    )


def _parts(session: ViewerSession) -> list[str]:
    """The parts that mean something at this kind of office."""
    kind = office_of(session).kind
    absent = set()
    if not kind.plates:
        absent.add("vehicles")
    if not kind.funds:
        absent.add("gifts")
    return [part for part in PARTS if part not in absent]


def contacts_of(session: ViewerSession, whom: Whom) -> tuple[ContactView, ...]:
    """The phones and e-mails of somebody, those that hold and are preferred first."""
    told = (
        ContactPoint.kind,
        ContactPoint.value,
        ContactPoint.since,
        ContactPoint.until,
        ContactPoint.preferred,
    )
    rows = session.execute(
        select(ContactPoint.id, ContactPoint.person_id, *told)
        .where(of_one(ContactPoint.person_id, whom))
        .order_by(
            ContactPoint.until.desc().nulls_first(),
            ContactPoint.preferred.desc(),
            ContactPoint.since.desc(),
            ContactPoint.id,
        )
    )
    return tuple(
        ContactView(row.id, row.kind, row.value, row.since, row.until, row.preferred) for row in rows
    )


def _addresses(session: ViewerSession, person_id: UUID) -> tuple[ContactView, ...]:
    rows = session.scalars(
        select(PostalAddress)
        .where(PostalAddress.person_id == person_id)
        .order_by(PostalAddress.until.desc().nulls_first(), PostalAddress.since.desc(), PostalAddress.id)
    )
    return tuple(ContactView(row.id, row.kind, row.lines, row.since, row.until) for row in rows)


def _identifiers(session: ViewerSession, person_id: UUID) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds of numbers on file, and of those that were destroyed, whose index is gone. The numbers themselves stay
    sealed: no page needs to show one."""
    chosen = select(PersonIdentifier.id, PersonIdentifier.kind, PersonIdentifier.value_bidx)
    of_person = chosen.where(PersonIdentifier.person_id == person_id)
    rows = session.execute(of_person.order_by(PersonIdentifier.kind, PersonIdentifier.id)).all()
    held = tuple(row.kind for row in rows if row.value_bidx is not None)
    return held, tuple(row.kind for row in rows if row.value_bidx is None)


def cases_of(session: ViewerSession, whom: Whom) -> tuple[CaseLine, ...]:
    """The cases they have a part in, open ones first."""
    columns = (
        *(Case.id, Case.number, Case.workflow, Case.state, CaseParty.role),
        *(Case.opened_at, Case.due_at, Case.closed_at),
    )
    rows = session.execute(
        select(*columns)
        .join(CaseParty, CaseParty.case_id == Case.id)
        .where(of_one(CaseParty.person_id, whom))
        .order_by(Case.closed_at.desc().nulls_first(), Case.opened_at.desc())
        .limit(MOST_CASES)
    )
    return tuple(CaseLine(*row) for row in rows)


def _gifts(session: ViewerSession, person_id: UUID) -> tuple[GiftLine, ...]:
    rows = session.scalars(
        select(Gift)
        .where(Gift.donor_id == person_id)
        .order_by(Gift.received_on.desc(), Gift.id.desc())
        .limit(MOST_GIFTS)
    )
    return tuple(
        GiftLine(row.id, row.number, row.received_on, Money(row.amount, row.currency), row.kind, row.status)
        for row in rows
    )


def _vehicles(session: ViewerSession, person_id: UUID) -> tuple[VehicleLine, ...]:
    rows = session.execute(
        select(Vehicle, Ownership.valid_from, Ownership.valid_to)
        .join(Ownership, Ownership.vehicle_id == Vehicle.id)
        .join(OwnershipHolder, OwnershipHolder.ownership_id == Ownership.id)
        .where(
            OwnershipHolder.person_id == person_id,
            Ownership.superseded_at.is_(None),
        )
        .order_by(Ownership.valid_to.desc().nulls_first(), Ownership.valid_from.desc())
    )
    return tuple(
        VehicleLine(
            row.Vehicle.id,
            f"{row.Vehicle.year} {row.Vehicle.make} {row.Vehicle.model}",
            row.Vehicle.vin,
            row.valid_from,
            row.valid_to,
        )
        for row in rows
    )
