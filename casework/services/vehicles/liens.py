"""Lenders' claims: open, released, and what a transfer does about them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Lien, Person
from casework.store.session import ViewerSession


class NewLien(Value):
    """The buyer's lender. `elt_id`: it is on the list of those that hold titles electronically."""

    holder_id: UUID
    elt_id: UUID | None = None

    def row(self, vehicle_id: UUID, since: date, *, case_id: UUID | None = None) -> Lien:
        """The lien to record."""
        return Lien(
            vehicle_id=vehicle_id,
            holder_id=self.holder_id,
            since=since,
            case_id=case_id,
            elt_id=self.elt_id,
        )


def settle_liens(
    session: ViewerSession, vehicle_id: UUID, on: date, *, released: bool, case_id: UUID | None
) -> int:
    """Release the open liens, or refuse with LIEN_OPEN when a lender has not agreed. How many were released."""
    rows = open_liens(session, vehicle_id)
    if rows and not released:
        raise Refused(
            "LIEN_OPEN", phrase("A lender still has a claim on record. Ask the buyer for the release")
        )
    for row in rows:
        row.released_on, row.release_case_id = on, case_id
        row.release_way = "form"
    session.flush()
    return len(rows)


def open_liens(session: ViewerSession, vehicle_id: UUID) -> list[Lien]:
    """The claims that still stand."""
    chosen = select(Lien).where(Lien.vehicle_id == vehicle_id, Lien.released_on.is_(None))
    return list(session.scalars(chosen))


class LienRow(Value):
    """A claim as the desk settles it. `electronic`: the lender holds the title."""

    id: UUID
    holder: str
    since: date
    released_on: date | None
    way: str | None
    number: str | None
    electronic: bool


def liens_at_desk(session: ViewerSession, vehicle_id: UUID) -> tuple[LienRow, ...]:
    """Every claim on a vehicle with its lender, the newest first."""
    names = ("id", "since", "released_on", "release_way", "release_number", "elt_id")
    chosen = (
        select(*(getattr(Lien, name) for name in names), Person.id.label("person"), Person.name)
        .join(Person, Person.id == Lien.holder_id)
        .where(Lien.vehicle_id == vehicle_id)
        .order_by(Lien.since.desc(), Lien.id)
    )
    return tuple(
        LienRow(
            row.id,
            row.name,
            row.since,
            row.released_on,
            row.release_way,
            row.release_number,
            row.elt_id is not None,
        )
        for row in session.execute(chosen)
    )
