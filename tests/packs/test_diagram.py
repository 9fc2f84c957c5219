"""The drawing of a workflow: nothing covers anything, and it says in words what it shows."""

import re
from xml.etree import ElementTree

import pytest

from casework.packs import catalog
from casework.packs.diagram import described, diagram, wrapped
from casework.packs.diagram_places import places, usual_way
from casework.packs.diagram_routes import GAP, NODE_W

WORKFLOWS = sorted(catalog().workflows)
SVG = "{http://www.w3.org/2000/svg}"


def parsed(workflow: str, **more: str) -> ElementTree.Element:
    drawn = diagram(catalog().workflow(workflow), "en", **more)
    return ElementTree.fromstring(drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_the_usual_way_runs_along_the_middle() -> None:
    way = usual_way(catalog().workflow("vehicle_transfer"))
    assert way == ["submitted", "in_review", "fees_due", "approved", "completed"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_two_states_stand_in_one_place(name: str) -> None:
    workflow = catalog().workflow(name)
    spots = places(workflow)
    assert set(spots) == {state.name for state in workflow.states}
    assert len(set(spots.values())) == len(spots)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_boxes_stand_in_the_picture_with_room_for_names_between(name: str) -> None:
    svg = parsed(name)
    left, top, width, height = map(float, svg.attrib["viewBox"].split())
    boxes = [(float(box.attrib["x"]), float(box.attrib["y"])) for box in svg.iter(f"{SVG}rect")]
    for x, y in boxes:
        assert left <= 0 <= x <= left + width - NODE_W
        assert top <= y <= top + height
    rows: dict[float, list[float]] = {}
    for x, y in boxes:
        rows.setdefault(y, []).append(x)
    for row in rows.values():
        assert all(b - a >= NODE_W + GAP for a, b in zip(sorted(row), sorted(row)[1:], strict=False))


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_line_and_no_name_runs_off_the_picture(name: str) -> None:
    svg = parsed(name)
    left, _, width, _ = map(float, svg.attrib["viewBox"].split())
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}
    for text in svg.iter(f"{SVG}text"):
        begins = float(text.attrib["x"]) - 6 * len(text.text or "") * share[text.attrib["text-anchor"]]
        assert left <= begins and begins + 6 * len(text.text or "") <= left + width, text.text
    for line in svg.iter(f"{SVG}path"):
        if line.attrib.get("class") == "edge":
            drawn = [float(x) for x in re.findall(r"(-?[\d.]+) -?[\d.]+", line.attrib["d"])]
            assert left <= min(drawn) and max(drawn) <= left + width


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_move_has_a_line_and_every_name_is_there(name: str) -> None:
    workflow, svg = catalog().workflow(name), parsed(name)
    edges = [path for path in svg.iter(f"{SVG}path") if path.attrib.get("class") == "edge"]
    pairs = {(source, move.target) for move in workflow.moves for source in move.sources}
    assert len(edges) >= len(pairs)
    words = " ".join(text.text or "" for text in svg.iter(f"{SVG}text"))
    for move in workflow.moves:
        assert move.label.text("en").split()[0] in words


def test_title_and_description_are_named_by_the_picture() -> None:
    svg = parsed("data_change", name="one")
    assert svg.attrib["role"] == "img"
    ids = svg.attrib["aria-labelledby"].split()
    assert ids == [part.attrib["id"] for part in svg if part.tag in (f"{SVG}title", f"{SVG}desc")]
    assert "Refuse: Being checked → Refused." in described(catalog().workflow("data_change"), "en")


def test_the_present_state_is_marked() -> None:
    marked = [box for box in parsed("data_change", here="checking").iter(f"{SVG}rect")]
    assert [box.attrib["class"] for box in marked].count("bar-soft") == 1


def test_words_wrap_and_what_is_too_long_is_cut() -> None:
    assert wrapped("Papers are in order", 14, most=3) == ["Papers are in", "order"]
    assert wrapped("one two three four", 5, most=2) == ["one", "two …"]
