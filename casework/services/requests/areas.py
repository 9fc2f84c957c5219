"""The areas of an office: read for a place, listed, kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from casework.base.values import Value
from casework.base.words import search_key
from casework.domain.areas import Area as Shape
from casework.domain.areas import Polygon, area_of, street
from casework.domain.geojson import shape_of
from casework.domain.requests import Place
from casework.models import Area
from casework.store.session import ViewerSession


class AreaView(Value):
    """An area, frozen. `streets` as somebody wrote them."""

    id: UUID
    code: str
    name: str
    position: int
    polygons: tuple[Polygon, ...]
    streets: tuple[str, ...]
    retired: bool


def point_of(place: Any) -> Place | None:
    """Where the answer to a question of kind place lies, if it says so."""
    if not isinstance(place, Mapping) or place.get("lat") is None or place.get("lon") is None:
        return None
    point = Place(float(place["lat"]), float(place["lon"]))
    return point if point.known else None


def area_for(session: ViewerSession, place: Any) -> str | None:
    """The code of the area that an answered place lies in; None when it lies in none."""
    if not isinstance(place, Mapping):
        return None
    point = point_of(place)
    near = select(Area.code, Area.name, Area.shape, Area.streets).where(Area.retired_at.is_(None))
    if point is not None:  # shapes are large: those whose box is elsewhere stay where they are
        near = near.where(
            or_(
                Area.south.is_(None),
                (Area.south <= point.lat)
                & (Area.north >= point.lat)
                & (Area.west <= point.lon)
                & (Area.east >= point.lon),
            )
        )
    rows = session.execute(near.order_by(Area.position, Area.code)).all()
    shapes = (Shape(row.code, shape_of(row.shape), _streets(row.streets)) for row in rows)
    words = str(place.get("text", ""))
    # Whoever knows no street may have said the area itself.
    named = (row.code for row in rows if search_key(row.name) == search_key(words))
    return area_of(shapes, point, words) or next(named, None)


def list_areas(session: ViewerSession, *, retired: bool = False) -> list[AreaView]:
    """The areas in the order in which they are asked."""
    chosen = select(Area).order_by(Area.position, Area.code)
    if not retired:
        chosen = chosen.where(Area.retired_at.is_(None))
    return [area_view(row) for row in session.scalars(chosen)]


def area_view(row: Area) -> AreaView:
    """The frozen face of an area."""
    return AreaView(
        row.id,
        row.code,
        row.name,
        row.position,
        shape_of(row.shape),
        tuple(row.streets),
        row.retired_at is not None,
    )


def area_names(session: ViewerSession) -> dict[str, str]:
    """Every area's name by its code, those that are gone too: old requests lie in them."""
    return {code: name for code, name in session.execute(select(Area.code, Area.name))}


def _streets(entries: list[str]) -> tuple[Any, ...]:
    return tuple(found for entry in entries if (found := street(entry)) is not None)
