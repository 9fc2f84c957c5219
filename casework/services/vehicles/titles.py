"""Certificates of title: a new number for each owner, the old one superseded."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.ids import new_id
from casework.models import VehicleTitle
from casework.services.numbers import next_number
from casework.services.vehicles.standing import ELECTRONIC, PAPER
from casework.store.session import ViewerSession

SERIES = "title"


def issue_title(
    session: ViewerSession,
    vehicle_id: UUID,
    *,
    on: date,
    case_id: UUID | None = None,
    electronic: bool = False,
) -> VehicleTitle:
    """A new title for the vehicle, numbered by the year it is issued for; the one before is superseded.

    `electronic`: a lender holds it, and nothing is printed until the lender lets go.
    """
    moment = now()
    for old in session.scalars(
        select(VehicleTitle).where(
            VehicleTitle.vehicle_id == vehicle_id, VehicleTitle.superseded_at.is_(None)
        )
    ):
        old.superseded_at = moment
    serial = next_number(session, SERIES, on.year)
    title = VehicleTitle(
        id=new_id(),
        vehicle_id=vehicle_id,
        number=f"{on.year}-{serial:07d}",
        issued_at=moment,
        case_id=case_id,
        form=ELECTRONIC if electronic else PAPER,
    )
    session.add(title)
    session.flush()
    return title
