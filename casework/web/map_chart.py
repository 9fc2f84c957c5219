"""A map without tiles: the outlines of areas and circles where something lies, as geometry for a template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import cos, radians, sqrt

from casework.base.values import Value
from casework.domain.areas import Polygon, Ring

Box = tuple[float, float, float, float]  # south, west, north, east
Spot = tuple[float, float, bool]  # latitude, longitude, open

WIDTH, LOWEST, HIGHEST = 960, 360, 820
COLUMNS = 14
SMALLEST = 0.0008
"""Degrees: a part of the map that is no larger is not split any more (some 90 m)."""


class Outline(Value):
    """An area: its path, and where its name stands."""

    name: str
    path: str
    x: float
    y: float


class Circle(Value):
    """Some spots that lie close together; `box` is the part of the map that they came from."""

    x: float
    y: float
    radius: float
    count: int
    open: int
    box: Box


class MapDrawing(Value):
    """A map, ready to draw."""

    width: int
    height: int
    outlines: tuple[Outline, ...]
    circles: tuple[Circle, ...]
    box: Box
    edges: Box  # of the whole drawing, which is wider or taller than what is shown


def map_chart(
    areas: Iterable[tuple[str, Sequence[Polygon]]], spots: Sequence[Spot], *, within: Box | None = None
) -> MapDrawing | None:
    """A map of areas by name and of spots; None when there is nothing to draw. `within` shows a part of it."""
    shapes = [(name, polygons) for name, polygons in areas if polygons]
    box = within or _around(shapes, spots)
    if box is None:
        return None
    frame = _Frame(box)
    outlines = tuple(frame.outline(name, polygons) for name, polygons in shapes)
    return MapDrawing(WIDTH, frame.height, outlines, tuple(_circles(frame, spots)), box, frame.edges)


class _Frame:
    """Turns degrees into places on the drawing; a degree east is narrower the farther from the equator."""

    def __init__(self, box: Box) -> None:
        self.south, self.west, self.north, self.east = box
        narrow = max(cos(radians((self.south + self.north) / 2)), 0.01)
        tall = WIDTH * (self.north - self.south) / ((self.east - self.west) * narrow)
        self.height = round(min(max(tall, LOWEST), HIGHEST))
        self.scale = min(WIDTH / ((self.east - self.west) * narrow), self.height / (self.north - self.south))
        self.narrow = narrow
        self.left = (WIDTH - (self.east - self.west) * narrow * self.scale) / 2
        self.top = (self.height - (self.north - self.south) * self.scale) / 2

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point stands on the drawing."""
        x = self.left + (lon - self.west) * self.narrow * self.scale
        y = self.top + (self.north - lat) * self.scale
        return round(x, 1), round(y, 1)

    @property
    def edges(self) -> Box:
        """What part of the world the whole drawing covers."""
        wide, tall = self.left / (self.narrow * self.scale), self.top / self.scale
        return self.south - tall, self.west - wide, self.north + tall, self.east + wide

    def outline(self, name: str, polygons: Sequence[Polygon]) -> Outline:
        """An area's path, with its name in the middle of its largest part."""
        rings = [ring for polygon in polygons for ring in (polygon.outline, *polygon.holes)]
        largest = max(polygons, key=_extent)
        south, west, north, east = largest.box
        x, y = self.place((south + north) / 2, (west + east) / 2)
        return Outline(name, " ".join(self._path(ring) for ring in rings), x, y)

    def _path(self, ring: Ring) -> str:
        points = (self.place(lat, lon) for lon, lat in ring)
        return "M" + " L".join(f"{x:g} {y:g}" for x, y in points) + " Z"


def _circles(frame: _Frame, spots: Sequence[Spot]) -> Iterable[Circle]:
    side = max((frame.east - frame.west) / COLUMNS, SMALLEST / COLUMNS)
    cells: defaultdict[tuple[int, int], list[Spot]] = defaultdict(list)
    for spot in spots:
        lat, lon, _ = spot
        if frame.south <= lat <= frame.north and frame.west <= lon <= frame.east:
            cells[int((lat - frame.south) / side), int((lon - frame.west) / side)].append(spot)
    most = max((len(held) for held in cells.values()), default=1)
    for (row, column), held in sorted(cells.items()):
        x, y = frame.place(
            sum(spot[0] for spot in held) / len(held), sum(spot[1] for spot in held) / len(held)
        )
        south, west = frame.south + row * side, frame.west + column * side
        radius = round(9 + 17 * sqrt((len(held) - 1) / max(most - 1, 1)), 1)
        box = (south, west, south + side, west + side)
        yield Circle(x, y, radius, len(held), sum(spot[2] for spot in held), box)


def _around(shapes: Sequence[tuple[str, Sequence[Polygon]]], spots: Sequence[Spot]) -> Box | None:
    boxes = [polygon.box for _, polygons in shapes for polygon in polygons]
    boxes += [(lat, lon, lat, lon) for lat, lon, _ in spots] if not boxes else []
    if not boxes:
        return None
    south, north = min(box[0] for box in boxes), max(box[2] for box in boxes)
    west, east = min(box[1] for box in boxes), max(box[3] for box in boxes)
    edge = max((north - south) * 0.03, (east - west) * 0.03, SMALLEST)
    return south - edge, west - edge, north + edge, east + edge


def _extent(polygon: Polygon) -> float:
    south, west, north, east = polygon.box
    return (north - south) * (east - west)
