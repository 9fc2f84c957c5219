"""Plates: which vehicle carried one, at which moment."""

from datetime import UTC, date, datetime
from typing import Any

from casework.api.looking import current_office, looking_off_case
from casework.api.operation import READS, Answers, Operations, operation
from casework.api.v1.shapes.vehicles import PlateQuery, PlatesShape
from casework.api.v1.withheld import withheld_faces
from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound
from casework.base.phrases import phrase
from casework.services.vehicles.find_vehicle import find_plates
from casework.services.vehicles.history import midnight
from casework.services.vehicles.read_plate import Carried, PlateHistory, read_plate

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

    With `at`, only what was so at that moment: a fine is for who held the plate then. A day means its first moment at
    the office. Corrections are kept: `known_at` tells what was on record at another time.

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/plates/7ABC123?at=2026-03-01"
    ```
    """
    at, known_at = _instant(query, "at"), _instant(query, "known_at") or now()
    with looking_off_case() as session:
        found = find_plates(session, text)
        histories = [read_plate(session, mark.id) for mark in found.exact]
        session.commit()
    if not histories and not found.similar:
        raise NotFound
    return {"plates": [_face(plate, at, known_at) for plate in histories], "similar": found.similar}


def _face(plate: PlateHistory, at: datetime | None, known_at: datetime) -> dict[str, Any]:
    rows = plate.known_at(known_at) if at is None else plate.at(at, known_at)
    return {
        "id": plate.mark_id,
        "display": plate.display,
        "jurisdiction": plate.jurisdiction,
        "plate_class": plate.plate_class,
        "carried": [_carried(row, names=plate.names_open) for row in rows],
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


def _instant(query: dict[str, Any], name: str) -> datetime | None:
    """A day's first moment at the office, or an instant; a plus in an address often arrives as a space."""
    text = query[name]
    if text is None:
        return None
    try:
        if len(text) == len("2026-03-01"):
            return midnight(date.fromisoformat(text), current_office().tenant.timezone)
        instant = datetime.fromisoformat(text.replace(" ", "+"))
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    said = phrase("Give a day like 2026-03-01, or an instant with its offset like 2026-03-01T09:00:00Z.")
    raise InvalidInput({name: said})
