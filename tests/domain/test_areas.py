"""Where a place lies, told by polygons and lists, and how exactly it is told to everybody."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.areas import Area, Polygon, area_of, street, words_of
from casework.domain.coarse import coarsened
from casework.domain.geojson import BadShape, read_shape, shape_document, shape_of
from casework.domain.requests import Place, metres

SQUARE = Polygon(((0, 0), (4, 0), (4, 4), (0, 4)))
RING = Polygon(SQUARE.outline, (((1, 1), (3, 1), (3, 3), (1, 3)),))
HOOK = Polygon(((0, 0), (4, 0), (4, 4), (3, 4), (3, 1), (0, 1)))


@pytest.mark.parametrize(
    ("shape", "lon", "lat", "inside"),
    [
        (SQUARE, 2, 2, True),
        (SQUARE, 5, 2, False),
        (SQUARE, -1e-9, 2, False),
        (RING, 2, 2, False),
        (RING, 0.5, 2, True),
        (HOOK, 3.5, 3, True),
        (HOOK, 1, 3, False),
        (HOOK, 1, 0.5, True),
        (HOOK, 3.5, 1, True),  # level with a corner
        (HOOK, -1, 1, False),
    ],
)
def test_a_place_is_inside_an_outline_and_outside_its_holes(shape, lon, lat, inside):
    assert shape.contains(Place(lat, lon)) is inside
    turned = Polygon(shape.outline[::-1], shape.holes)
    assert turned.contains(Place(lat, lon)) is inside


@given(st.integers(0, 10_000))
def test_neighbours_share_every_border_between_them_without_gap_or_overlap(seed):
    chance = random.Random(seed)
    corner = [(chance.uniform(0, 4), chance.uniform(0, 4)) for _ in range(3)]
    cut = [(0.0, corner[0][1]), *sorted(corner[1:]), (4.0, corner[2][1])]
    below = Polygon(((0, -1), (4, -1), *reversed(cut)))
    above = Polygon((*cut, (4, 5), (0, 5)))
    for lon, lat in [
        *cut[1:-1],
        *((chance.uniform(0.01, 3.99), chance.uniform(-0.9, 4.9)) for _ in range(30)),
    ]:
        place = Place(lat, lon)
        assert below.contains(place) + above.contains(place) == 1


def test_the_box_of_a_polygon_is_south_west_north_east():
    assert HOOK.box == (0, 0, 4, 4)


def test_the_first_area_that_claims_a_place_has_it():
    town = [Area("old", (RING,)), Area("all", (SQUARE,)), Area("list", streets=(street("Mill Lane"),))]
    assert area_of(town, Place(0.5, 0.5), "") == "old"
    assert area_of(town, Place(2, 2), "") == "all"
    assert area_of(town, None, "12 Mill Lane, by the bridge") == "list"
    assert area_of(town, Place(9, 9), "Mill Road") is None


def test_a_point_decides_before_words_where_an_area_has_a_shape():
    area = Area("north", (SQUARE,), (street("Mill Lane"),))
    assert area.takes(None, words_of("Mill Lane"))
    assert not area.takes(Place(9, 9), words_of("Mill Lane"))
    assert area.takes(Place(0, 0), words_of("Mill Lane")), "zero and zero is no point"


@pytest.mark.parametrize(
    ("entry", "told", "there"),
    [
        ("Mill Lane", "12 MILL LANE", True),
        ("Mill Lane", "Millers Lane", False),
        ("Đường Láng", "so 5 duong lang", True),
        ("53012", "Lakeshore 53012", True),
        ("Mill Lane 1-99", "Mill Lane 17", True),
        ("Mill Lane 1-99", "17 Mill Lane", True),
        ("Mill Lane 1-99", "Mill Lane 101", False),
        ("Mill Lane 1-99", "Mill Lane", False),
        ("Mill Lane 1-99 odd", "Mill Lane 18", False),
        ("Mill Lane 2-98 even", "Mill Lane 18", True),
        ("Mill Lane 99-1", "Mill Lane 50", True),
        ("5th Avenue", "5th Avenue 7", True),
    ],
)
def test_a_list_names_streets_postcodes_and_ranges_of_numbers(entry, told, there):
    assert street(entry).is_in(words_of(told)) is there


def test_an_empty_line_is_no_street():
    assert street("  ,, ") is None


def test_a_shape_is_read_from_geometry_feature_and_collection_and_kept_as_it_was():
    ring = [[0, 0], [4, 0], [4, 4], [0, 0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    read = read_shape(json.dumps(geometry))
    assert read == (Polygon(((0, 0), (4, 0), (4, 4))),)
    assert read_shape(json.dumps({"type": "FeatureCollection", "features": [feature]})) == read
    assert shape_of(shape_document((RING,))) == (RING,)
    assert shape_of(None) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"type": "Point", "coordinates": [0, 0]}',
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1]]]}',
        '{"type": "Polygon", "coordinates": [[[0,0],[1,1],[2,2],[0,0]]]}',
        '{"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,95],[0,0]]]}',
        '{"type": "Polygon", "coordinates": [[[0,0],[1,0],["1",1],[0,0]]]}',
        '{"type": "Polygon", "coordinates": [[[0,0],[1,0],[true,1],[0,0]]]}',
        '{"type": "Polygon", "coordinates": [[[0,0],[NaN,0],[1,1],[0,0]]]}',
        '{"type": "Polygon", "coordinates": [[[-179,0],[179,0],[179,1],[-179,0]]]}',
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "Feature", "geometry": null}',
    ],
)
def test_what_is_no_polygon_is_refused_in_words(text):
    with pytest.raises(BadShape) as bad:
        read_shape(text)
    assert len(str(bad.value.said)) > 20


@given(st.floats(-85, 85), st.floats(-179, 179), st.sampled_from([0, 100, 500, 2000]))
def test_a_coarse_place_is_near_always_the_same_and_the_same_for_all_its_neighbours(lat, lon, width):
    place = Place(lat, lon)
    told = coarsened(place, width)
    assert metres(place, told) <= max(width, 1) * 0.75
    assert coarsened(place, width) == told
    if width:
        again = coarsened(told, width)
        assert metres(told, again) < 0.5, "the middle of a square lies in it"
