"""Polygons out of GeoJSON (RFC 7946), read with suspicion: every fault is said in words, nothing is repaired."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from casework.base.phrases import Phrase, phrase
from casework.domain.areas import Point, Polygon, Ring

MOST_BYTES = 2_000_000
MOST_POINTS = 20_000
_HOLDS = {"FeatureCollection": "features", "GeometryCollection": "geometries"}


class BadShape(ValueError):
    """What was given is no shape; `said` tells why."""

    def __init__(self, said: Phrase) -> None:
        super().__init__(str(said))
        self.said = said


def read_shape(text: str) -> tuple[Polygon, ...]:
    """Every polygon of a geometry, a feature or a collection. Raises BadShape."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise BadShape(phrase("The shape is larger than 2 MB. Simplify it"))
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise BadShape(phrase("This is no GeoJSON. Paste a Polygon, a MultiPolygon or a Feature")) from None
    polygons = tuple(_polygons(given))
    if not polygons:
        raise BadShape(phrase("No polygon is in it. Paste a Polygon, a MultiPolygon or a Feature"))
    if sum(len(ring) for polygon in polygons for ring in (polygon.outline, *polygon.holes)) > MOST_POINTS:
        raise BadShape(phrase("The shape has more than 20,000 points. Simplify it"))
    return polygons


def shape_document(polygons: tuple[Polygon, ...]) -> dict[str, Any]:
    """Polygons as one GeoJSON MultiPolygon."""
    rings = [
        [[[*point] for point in (*ring, ring[0])] for ring in (polygon.outline, *polygon.holes)]
        for polygon in polygons
    ]
    return {"type": "MultiPolygon", "coordinates": rings}


def shape_of(document: Mapping[str, Any] | None) -> tuple[Polygon, ...]:
    """The polygons of a stored shape."""
    return tuple(_polygons(document)) if document else ()


def _polygons(given: Any) -> Iterator[Polygon]:
    kind = given.get("type") if isinstance(given, Mapping) else None
    if kind == "Feature":
        yield from _polygons(given.get("geometry"))
    elif kind in _HOLDS:
        for part in _listed(given.get(_HOLDS[kind])):
            yield from _polygons(part)
    elif kind == "Polygon":
        yield _polygon(given.get("coordinates"))
    elif kind == "MultiPolygon":
        for rings in _listed(given.get("coordinates")):
            yield _polygon(rings)
    else:
        raise BadShape(phrase("Only polygons can be areas. Paste a Polygon, a MultiPolygon or a Feature"))


def _polygon(rings: Any) -> Polygon:
    read = [_ring(ring) for ring in _listed(rings)]
    if not read:
        raise BadShape(phrase("A polygon without a line is in it"))
    return Polygon(read[0], tuple(read[1:]))


def _ring(given: Any) -> Ring:
    points = [_point(point) for point in _listed(given)]
    if len(points) < 4 or points[0] != points[-1]:
        raise BadShape(phrase("A line of the shape is not closed: its last point must be its first"))
    ring = tuple(points[:-1])
    if len(set(ring)) < 3 or _is_flat(ring):
        raise BadShape(phrase("A line of the shape encloses nothing"))
    if max(point[0] for point in ring) - min(point[0] for point in ring) > 180:
        raise BadShape(phrase("A shape across the date line must be cut there in two"))
    return ring


def _point(given: Any) -> Point:
    pair = given[:2] if isinstance(given, list) else ()
    if len(pair) != 2 or not all(type(part) in (int, float) for part in pair):
        raise BadShape(phrase("A point of the shape is not longitude and latitude"))
    lon, lat = float(pair[0]), float(pair[1])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadShape(
            phrase("A point of the shape is not on the globe. Longitude comes first, then latitude")
        )
    return lon, lat


def _is_flat(ring: Ring) -> bool:
    turned = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in turned) == 0


def _listed(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise BadShape(phrase("This is no GeoJSON. Paste a Polygon, a MultiPolygon or a Feature"))
    return given
