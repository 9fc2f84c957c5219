"""Lenders' claims: open, released, and what a transfer does about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.models import Lien
from casework.store.session import ViewerSession


@dataclass(frozen=True, slots=True)
class NewLien:
    """The buyer's lender."""

    holder_id: UUID

    def row(self, vehicle_id: UUID, since: date, *, case_id: UUID | None = None) -> Lien:
        """The lien to record."""
        return Lien(vehicle_id=vehicle_id, holder_id=self.holder_id, since=since, case_id=case_id)


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
    session.flush()
    return len(rows)


def open_liens(session: ViewerSession, vehicle_id: UUID) -> list[Lien]:
    """The claims that still stand."""
    chosen = select(Lien).where(Lien.vehicle_id == vehicle_id, Lien.released_on.is_(None))
    return list(session.scalars(chosen))
