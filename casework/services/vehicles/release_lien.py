"""A legal owner lets go: the claim is satisfied, and the title is printed without it (DOMAIN A.2, A.3)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.base.words import search_key
from casework.models import Lien, Person, VehicleTitle
from casework.models.vehicle import RELEASE_WAYS
from casework.services.office import office_of
from casework.services.vehicles.find_vehicle import vehicle_by_id
from casework.services.vehicles.liens import open_liens
from casework.services.vehicles.standing import PAPER
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST = 120
MESSAGE = "electronic"


class LienRelease(Value):
    """What a lender sent: by which way, from when, under which name and number."""

    way: str
    on: date | None
    by: str = ""
    number: str = ""


def release_lien(session: ViewerSession, lien_id: UUID, told: LienRelease) -> VehicleTitle | None:
    """End a claim; the title that goes to the owners without it, None where another claim still stands on it.

    Raises InvalidInput by field; Refused LIEN_RELEASED, LIEN_RELEASE_WRONG_PARTY, LIEN_NOT_ELECTRONIC.
    """
    return end_claim(session, lien_id, told, by_name=True)


def end_claim(
    session: ViewerSession, lien_id: UUID, told: LienRelease, *, by_name: bool = False
) -> VehicleTitle | None:
    """The same where who lets go is known by a token. `by_name`: the name on the paper has to be the lender's."""
    found = session.scalar(select(Lien).where(Lien.id == lien_id))
    if found is None:
        raise NotFound
    vehicle = vehicle_by_id(session, found.vehicle_id, lock=True)
    lien = session.scalars(
        select(Lien).where(Lien.id == lien_id).execution_options(populate_existing=True)
    ).one()
    day = today(office_of(session).tenant.timezone)
    _check(session, lien, told, day, by_name=by_name)
    lien.released_on, lien.release_way = told.on, told.way
    lien.release_number = " ".join(told.number.split())[:LONGEST] or None
    lien.released_by = session.viewer.actor
    session.flush()
    ledger_chain.record(
        session,
        "lien.released",
        subjects=[vehicle.id, lien.holder_id],
        fields=["lien"],
        detail={"on": told.on, "way": told.way},
    )
    return None if open_liens(session, vehicle.id) else _to_paper(session, vehicle.id)


def _check(session: ViewerSession, lien: Lien, told: LienRelease, day: date, *, by_name: bool) -> None:
    if lien.released_on is not None:
        raise Refused("LIEN_RELEASED", phrase("This claim has ended already. Reload the page"))
    wrong = _wrong(lien, told, day)
    if by_name and not told.by.strip():
        wrong["by"] = phrase("Enter the name under which it was released")
    if wrong:
        raise InvalidInput(wrong)
    if by_name:
        _must_be_lender(session, lien, told.by)
    if told.way == MESSAGE and lien.elt_id is None:
        said = phrase("This lender does not hold the title electronically. Ask for the release on paper")
        raise Refused("LIEN_NOT_ELECTRONIC", said)


def _must_be_lender(session: ViewerSession, lien: Lien, name: str) -> None:
    lender = session.execute(select(Person.id, Person.name).where(Person.id == lien.holder_id)).one()
    if search_key(name) != search_key(lender.name):
        said = phrase("The release is not by the lender on record. Ask that lender for it")
        raise Refused("LIEN_RELEASE_WRONG_PARTY", said)


def _wrong(lien: Lien, told: LienRelease, day: date) -> dict[str, Sayable]:
    checks: tuple[tuple[bool, str, Sayable], ...] = (
        (told.way not in RELEASE_WAYS, "way", phrase("Choose how the lender released it")),
        (
            told.on is None or not lien.since <= told.on <= day,
            "on",
            phrase("Enter a day between the beginning of the claim and today"),
        ),
        (
            told.way == MESSAGE and not told.number.strip(),
            "number",
            phrase("Enter the number of the lender’s message"),
        ),
    )
    return {name: said for bad, name, said in checks if bad}


def _to_paper(session: ViewerSession, vehicle_id: UUID) -> VehicleTitle | None:
    """The title goes from the lender to its owners: on paper from now on, to be printed without the claim."""
    chosen = select(VehicleTitle).where(
        VehicleTitle.vehicle_id == vehicle_id, VehicleTitle.superseded_at.is_(None)
    )
    title = session.scalars(chosen.order_by(VehicleTitle.issued_at.desc()).limit(1)).first()
    if title is not None:
        title.form = PAPER
        session.flush()
    return title
