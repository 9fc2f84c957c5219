"""Keep the areas of the office: add, redraw, rename, put in order, retire."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound
from casework.base.ids import new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.base.words import search_key
from casework.domain.areas import Polygon, street
from casework.domain.geojson import BadShape, read_shape, shape_document
from casework.models import Area
from casework.policy.rulebook import require
from casework.services.requests.areas import AreaView, area_view
from casework.store import ledger_chain
from casework.store.session import ViewerSession

MOST_AREAS, MOST_STREETS, LONGEST = 200, 2000, 80
_CODE = re.compile(r"[^a-z0-9]+")


class AreaWish(Value):
    """What an administrator typed. An empty shape means none; `streets` are lines."""

    name: str
    shape: str = ""
    streets: str = ""
    position: int = 0


def keep_area(session: ViewerSession, wish: AreaWish, area_id: UUID | None = None) -> UUID:
    """Add an area, or change one; requests of before stay where they were. Raises InvalidInput, NotFound."""
    require("unit.manage", session.viewer)
    errors: dict[str, Sayable] = {}
    name = " ".join(wish.name.split())
    if not search_key(name) or len(name) > LONGEST:
        errors["name"] = phrase("Enter a name of 80 characters at most")
    polygons = _shape(wish.shape, errors)
    streets = [line.strip() for line in wish.streets.splitlines() if line.strip()]
    if len(streets) > MOST_STREETS or any(street(line) is None or len(line) > LONGEST for line in streets):
        errors["streets"] = phrase("Write one street or postcode a line, 2,000 lines at most")
    if not errors and not polygons and not streets:
        errors["shape"] = phrase("Give a shape, or streets, or both: else nothing lies in this area")
    if errors:
        raise InvalidInput(errors)
    row = _row(session, area_id) if area_id else _new(session, name)
    row.name, row.position, row.streets = name, wish.position, streets
    row.shape = shape_document(polygons) if polygons else None
    boxes = [polygon.box for polygon in polygons]
    row.south, row.west = (
        (min(box[0] for box in boxes), min(box[1] for box in boxes)) if boxes else (None, None)
    )
    row.north, row.east = (
        (max(box[2] for box in boxes), max(box[3] for box in boxes)) if boxes else (None, None)
    )
    session.flush()
    ledger_chain.record(session, "area.changed" if area_id else "area.added", detail={"area": row.code})
    return row.id


def read_area(session: ViewerSession, area_id: UUID) -> AreaView:
    """One area; NotFound."""
    return area_view(_row(session, area_id))


def retire_area(session: ViewerSession, area_id: UUID, *, retired: bool) -> None:
    """Nothing new lies in it any more, or again."""
    require("unit.manage", session.viewer)
    row = _row(session, area_id)
    row.retired_at = now() if retired else None
    session.flush()
    ledger_chain.record(session, "area.retired" if retired else "area.back", detail={"area": row.code})


def _new(session: ViewerSession, name: str) -> Area:
    if (session.scalar(select(func.count(Area.id))) or 0) >= MOST_AREAS:
        raise InvalidInput({"name": phrase("There are 200 areas already. Retire or change one")})
    code = _CODE.sub("-", search_key(name)).strip("-")[:40] or "area"
    row_id = new_id()
    if session.scalar(select(Area.id).where(Area.code == code)) is not None:
        code = f"{code}-{row_id.hex[-6:]}"
    row = Area(id=row_id, code=code)
    session.add(row)
    return row


def _shape(text: str, errors: dict[str, Sayable]) -> tuple[Polygon, ...]:
    if not text.strip():
        return ()
    try:
        return read_shape(text)
    except BadShape as bad:
        errors["shape"] = bad.said
        return ()


def _row(session: ViewerSession, area_id: UUID) -> Area:
    row = session.scalar(select(Area).where(Area.id == area_id))
    if row is None:
        raise NotFound
    return row
