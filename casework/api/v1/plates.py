"""Plates: which vehicle carried one, at which moment."""

from datetime import datetime
from typing import Any

from casework.api.looking import looking_off_case
from casework.api.operation import READS, Answers, Operations, operation
from casework.api.v1.moments import an_instant
from casework.api.v1.shapes.moments import OwnerQuery, OwnersThenShape
from casework.api.v1.shapes.vehicles import PlateQuery, PlatesShape
from casework.api.v1.withheld import withheld_faces
from casework.base.clock import now
from casework.base.errors import NotFound
from casework.services.vehicles.find_vehicle import find_plates
from casework.services.vehicles.plate_then import OwnedThen, owner_of_plate
from casework.services.vehicles.plate_view import Carried, PlateHistory
from casework.services.vehicles.read_plate import read_plate
from casework.services.withheld import reasons

plates = Operations("plates", "Plates, and the vehicles that carried them.")


@operation(
    plates,
    "GET /plates/<string(maxlength=32):text>",
    permission="plate.read",
    query=PlateQuery,
    headers=READS,
    answers=Answers(PlatesShape, problems=(404, 422)),
)
def read_the_plates(query: dict[str, Any], text: str) -> dict[str, Any]:
    """Which vehicle carried this plate, and when

    All lives of the number, with the `gaps` between them in which it was on no vehicle. With `valid_at`, only what was
    so at that moment: a fine is for who held the plate then. A day means its first moment at the office. Corrections
    are kept: `known_at` tells what was on record at another time.

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/plates/7ABC123?valid_at=2026-03-01"
    ```
    """
    at, known_at = an_instant(query, "valid_at"), an_instant(query, "known_at") or now()
    with looking_off_case() as session:
        found = find_plates(session, text, jurisdiction=query["jurisdiction"])
        histories = [read_plate(session, mark.id) for mark in found.exact]
        session.commit()
    if not histories and not found.similar:
        raise NotFound
    return {"plates": [_face(plate, at, known_at) for plate in histories], "similar": found.similar}


@operation(
    plates,
    "GET /plates/<string(maxlength=32):text>/owners",
    permission="plate.read",
    query=OwnerQuery,
    headers=READS,
    answers=Answers(OwnersThenShape, problems=(404, 422)),
)
def read_the_owners(query: dict[str, Any], text: str) -> dict[str, Any]:
    """Who was on record as the owner when the plate was seen

    Plate and owner at the same moment `valid_at`: what a fine, a toll or the police need. `known_at` gives the answer
    that was on record then, whatever was corrected since. `status_now` is what the plate is today, whatever it was
    then. The text must be exactly that of the plate.

    ```
    curl -H "Authorization: Bearer $TOKEN" -H 'Purpose-Facts: {"programme": "R-2026-14"}' \\
      "$CASEWORK/api/v1/plates/7ABC123/owners?valid_at=2026-03-01"
    ```
    """
    at, known_at = an_instant(query, "valid_at") or now(), an_instant(query, "known_at")
    place = query["jurisdiction"]
    with looking_off_case() as session:
        found = owner_of_plate(session, text, at, known_at=known_at, jurisdiction=place)
        known = found or find_plates(session, text, jurisdiction=place).exact
        closed = reasons(session, ["plate.numbers", "plate.owners"])
        session.commit()
    if not known:
        raise NotFound
    withheld = {name.removeprefix("plate."): why for name, why in closed.items()}
    rows = [_owned(row, names="owners" not in withheld) for row in found]
    return {
        "valid_at": at,
        "known_at": known_at or now(),
        "carried": rows,
        "withheld": withheld_faces(withheld),
    }


def _owned(row: OwnedThen, *, names: bool) -> dict[str, Any]:
    same = {name: getattr(row.carried, name) for name in _SAME_THEN}
    owners = row.owners if names else ()
    return {**same, "owners": owners, "conjunction": row.conjunction, "owned_since": row.owned_since}


_SAME_THEN = (
    *("vehicle_id", "vehicle", "vin", "life", "plate_class", "role", "since", "until", "recorded_at"),
    *("superseded_at", "case_number", "status_now", "status_since"),
)


def _face(plate: PlateHistory, at: datetime | None, known_at: datetime) -> dict[str, Any]:
    rows = plate.known_at(known_at) if at is None else plate.at(at, known_at)
    holes = plate.on_none(known_at) if at is None else ()
    now_is = {life.issue_id: {"status_now": life.status, "status_since": life.since} for life in plate.lives}
    return {
        "id": plate.mark_id,
        "display": plate.display,
        "jurisdiction": plate.jurisdiction,
        "plate_class": plate.plate_class,
        "carried": [_carried(row, names=plate.names_open) | now_is[row.issue_id] for row in rows],
        "gaps": [{"since": hole.since, "until": hole.until} for hole in holes],
        "withheld": withheld_faces(plate.withheld),
    }


_SAME = (
    *("vehicle_id", "vehicle", "vin", "life", "registrant", "since", "until", "recorded_at"),
    *("superseded_at", "case_number"),
)


def _carried(row: Carried, *, names: bool) -> dict[str, Any]:
    """Ids lead to people, so they go where the names go."""
    same = {name: getattr(row, name) for name in _SAME}
    return {**same, "registrant_id": row.registrant_id if names else None}
