"""The certificate of title: whose vehicle it is, with the brands and liens that it carries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from babel.numbers import format_decimal
from sqlalchemy import select

from casework.base.errors import NotFound, Refused
from casework.base.phrases import Phrase, counted, phrase
from casework.base.values import replace
from casework.domain import odometer
from casework.domain.vehicle_words import BRANDS, CERTIFIED, JOINED
from casework.models import (
    IssuedPaper,
    Lien,
    Ownership,
    OwnershipHolder,
    Person,
    PostalAddress,
    Vehicle,
    VehicleTitle,
)
from casework.models.issued_paper import TITLE
from casework.services.office import office_of
from casework.services.papers.issue_paper import NewPaper, issue_paper
from casework.services.typesetting.paper_words import long_day, say
from casework.services.vehicles.history import office_day
from casework.services.vehicles.on_record import brands_of, readings_of
from casework.services.vehicles.standing import ELECTRONIC
from casework.store.session import ViewerSession

_UNITS = {
    "mi": counted("%(count)s mile", "%(count)s miles", 0),
    "km": counted("%(count)s kilometer", "%(count)s kilometers", 0),
}


def issue_title_paper(session: ViewerSession, title_id: UUID) -> IssuedPaper:
    """The certificate, in the office's language. Raises Refused TITLE_NOT_CURRENT, TITLE_ELECTRONIC, NotFound."""
    title = _to_print(session, title_id)
    language = office_of(session).tenant.language
    vehicle = session.scalars(select(Vehicle).where(Vehicle.id == title.vehicle_id)).one()
    held = session.scalars(
        select(Ownership)
        .where(Ownership.title_id == title.id, Ownership.superseded_at.is_(None))
        .order_by(Ownership.valid_from.desc())
    ).first()
    owners = _owners(session, held) if held else []
    told = {
        "title": say(phrase("Certificate of title %(number)s", number=title.number), language),
        "rows": [*_vehicle_rows(session, vehicle, title, language)],
        "parts": [*_parts(session, vehicle, held, owners, language)],
        "statements": [
            say(
                phrase(
                    "This paper proves who owns the vehicle. Keep it in a safe place, not in the vehicle."
                ),
                language,
            )
        ],
    }
    return issue_paper(
        session,
        NewPaper(
            *(TITLE, "certificate", language, told, (vehicle.id, *(person for person, _lines in owners))),
            case_id=title.case_id,
            vehicle_id=vehicle.id,
            title_id=title.id,
            to_applicant=True,
        ),
    )


def _to_print(session: ViewerSession, title_id: UUID) -> VehicleTitle:
    """The title, if it is the newest and on paper."""
    title = session.scalar(select(VehicleTitle).where(VehicleTitle.id == title_id))
    if title is None:
        raise NotFound
    if title.superseded_at is not None:
        said = phrase("A newer title took the place of this one. Print that one")
        raise Refused("TITLE_NOT_CURRENT", said)
    if title.form == ELECTRONIC:
        said = phrase("The lender holds this title electronically. It is printed when the lender lets go")
        raise Refused("TITLE_ELECTRONIC", said)
    return title


def _vehicle_rows(
    session: ViewerSession, vehicle: Vehicle, title: VehicleTitle, language: str
) -> Iterator[tuple[str, str]]:
    zone = office_of(session).tenant.timezone
    rows: list[tuple[Phrase, str]] = [
        (phrase("Title number"), title.number),
        (phrase("VIN"), vehicle.vin),
        (phrase("Vehicle"), f"{vehicle.year} {vehicle.make} {vehicle.model}"),
        *([(phrase("Body"), vehicle.body)] if vehicle.body else []),
        (phrase("Odometer"), _odometer(session, vehicle, title, language)),
        (phrase("Title issued"), long_day(office_day(title.issued_at, zone), language)),
    ]
    for label, value in rows:
        yield say(label, language), value


def _odometer(session: ViewerSession, vehicle: Vehicle, title: VehicleTitle, language: str) -> str:
    """The last reading with what was certified of it, or that none is asked for."""
    readings = readings_of(session, vehicle.id)
    day = office_day(title.issued_at, office_of(session).tenant.timezone)
    if not readings:
        if odometer.is_exempt(odometer.Vehicle(vehicle.year, vehicle.gvwr_lb), day):
            return say(phrase("EXEMPT"), language)
        return say(phrase("No reading on record"), language)
    last = readings[-1]
    count = format_decimal(last.value, locale=language.replace("-", "_"))
    shown = say(replace(_UNITS[last.unit], values={"num": last.value, "count": count}), language)
    return f"{shown}, {long_day(last.on, language)}: {say(CERTIFIED[last.certified.value], language)}"


def _parts(
    session: ViewerSession,
    vehicle: Vehicle,
    held: Ownership | None,
    owners: Sequence[tuple[UUID, list[str]]],
    language: str,
) -> Iterator[dict[str, Any]]:
    lines = _joined(owners, held.conjunction if held else "", language)
    yield _part(phrase("Registered owners"), lines, phrase("None on record"), language)
    brands = [
        f"{say(BRANDS[one.name], language) if one.name in BRANDS else one.name}, {long_day(one.effective_on, language)}"
        for one in brands_of(session, vehicle.id)
        if not one.voided
    ]
    yield _part(
        phrase("Brands"),
        brands,
        phrase("None. A brand would stand here for the vehicle’s whole life."),
        language,
    )
    yield _part(phrase("Liens"), _liens(session, vehicle.id, language), phrase("None on record"), language)


def _joined(owners: Sequence[tuple[UUID, list[str]]], conjunction: str, language: str) -> list[str]:
    """The owners’ names and addresses as they are printed: joined as on record, or as lessor and lessee."""
    lines: list[str] = []
    lease = conjunction == "LEASE"
    joined = say(JOINED.get(conjunction, JOINED["AND"]), language)
    for at, (_person, (name, *address)) in enumerate(owners):
        mark = f", {'LSE' if at else 'LSR'}" if lease else f" {joined}" if at < len(owners) - 1 else ""
        lines += [f"{name}{mark}", *address]
    return lines


def _part(heading: Phrase, lines: Sequence[str], nothing: Phrase, language: str) -> dict[str, Any]:
    return {"heading": say(heading, language), "lines": list(lines) or [say(nothing, language)]}


def _owners(session: ViewerSession, held: Ownership) -> list[tuple[UUID, list[str]]]:
    """Each owner's name and address, in the order of the title."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(OwnershipHolder, OwnershipHolder.person_id == Person.id)
        .where(OwnershipHolder.ownership_id == held.id)
        .order_by(OwnershipHolder.position)
    ).all()
    chosen = (
        select(PostalAddress.id, PostalAddress.person_id, PostalAddress.lines)
        .where(PostalAddress.person_id.in_([row.id for row in rows]), PostalAddress.until.is_(None))
        .order_by(PostalAddress.since)
    )
    lives = {row.person_id: row.lines for row in session.execute(chosen)} if rows else {}
    return [(row.id, [row.name, *lives.get(row.id, "").splitlines()]) for row in rows]


def _liens(session: ViewerSession, vehicle_id: UUID, language: str) -> list[str]:
    rows = session.execute(
        select(Lien.since, Person.id, Person.name)
        .join(Person, Person.id == Lien.holder_id)
        .where(Lien.vehicle_id == vehicle_id, Lien.released_on.is_(None))
        .order_by(Lien.since)
    )
    since = phrase("%(lender)s, since %(day)s")
    return [
        say(Phrase(since.text, {"lender": row.name, "day": long_day(row.since, language)}), language)
        for row in rows
    ]
