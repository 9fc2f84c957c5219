"""Requests that may be one; emissions certificates."""

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.domain.emissions import Certificate, EmissionRule, check_certificate, requirement
from casework.domain.requests import Nearness, Place, Report, likeness, link_target, metres, root_of
from casework.domain.rules import VariableType, compile_rule

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HERE = Place(37.765240, -122.421204)
POTHOLE = Nearness(radius_m=25)


def north(of: Place, by_metres: float) -> Place:
    return Place(of.lat + by_metres / 111_195, of.lon)


def report(**changes: object) -> Report:
    given = {"group": "roads", "category": "pothole", "created_at": NOW, "place": HERE, **changes}
    return Report(**given)  # type: ignore[arg-type]  # a test table


def codes(other: Report, new: Report | None = None) -> set[str] | None:
    found = likeness(new or report(), other, POTHOLE)
    return None if found is None else {code for code, _ in found.reasons}


def test_distances_are_metres_on_the_globe() -> None:
    assert metres(HERE, HERE) == 0
    assert metres(Place(0, 0), Place(1e-5, 0)) == pytest.approx(1.11, abs=0.01)
    assert metres(Place(51.5074, -0.1278), Place(48.8566, 2.3522)) == pytest.approx(343_550, rel=0.001)


def test_near_reports_of_one_group_are_suggested() -> None:
    assert codes(report(place=north(HERE, 24.9))) == {"near"}
    assert codes(report(place=north(HERE, 25.1))) is None
    assert codes(report(group="waste")) is None
    near, far = (
        likeness(report(), report(), POTHOLE),
        likeness(report(), report(place=north(HERE, 20)), POTHOLE),
    )
    assert near is not None
    assert far is not None
    assert near.score > far.score


def test_a_missing_place_is_no_place_and_not_distance_zero() -> None:
    for nowhere in (None, Place(0, 0), Place(91, 0)):
        assert codes(report(place=nowhere), report(place=nowhere)) is None


def test_the_same_asset_or_the_same_reporter_is_enough() -> None:
    assert codes(report(place=None, asset="L-12"), report(place=None, asset="L-12")) == {"asset"}
    mine = frozenset({"ana@example.org"})
    assert codes(report(place=None, contacts=mine), report(contacts=mine)) == {"contact"}
    assert codes(report(place=None, contacts=mine, category="crack"), report(contacts=mine)) is None


def test_alike_words_count_only_nearby() -> None:
    words = {"text": "big pothole on main street"}
    assert codes(report(**words), report(**words)) == {"near", "text"}
    assert codes(report(place=None, **words), report(place=None, **words)) is None


def test_old_and_long_closed_reports_are_left_alone() -> None:
    assert codes(report(created_at=NOW - timedelta(days=31))) is None
    early = NOW - timedelta(days=20)
    assert codes(report(created_at=early, closed_at=NOW - timedelta(days=14))) == {"near"}
    assert codes(report(created_at=early, closed_at=NOW - timedelta(days=15))) is None


def test_duplicates_always_point_at_the_root() -> None:
    links = {"b": "a", "c": "b"}
    assert root_of("c", links) == "a"
    assert link_target("d", "c", links) == "a"
    assert link_target("a", "c", links) is None
    with pytest.raises(ValueError, match="circle"):
        root_of("x", {"x": "y", "y": "x"})


FIELDS: dict[str, VariableType] = {
    "fuel": str, "model_year": int, "this_year": int, "gvwr": int, "kind": str, "relationship": str
}  # fmt: skip
CALIFORNIA = [
    EmissionRule(compile_rule(text, FIELDS), outcome)  # type: ignore[arg-type]  # literals in a table
    for text, outcome in [
        ("fuel == 'electric' || kind in ['motorcycle', 'trailer']", "exempt"),
        ("fuel == 'gasoline' && model_year <= 1975", "exempt"),
        ("fuel == 'diesel' && (model_year <= 1997 || gvwr > 14000)", "exempt"),
        ("relationship in ['spouse', 'domestic_partner', 'parent', 'grandparent', 'sibling', 'child', 'grandchild']",
         "exempt"),
        ("fuel != 'diesel' && model_year >= this_year - 3", "fee_instead"),
    ]
]  # fmt: skip


@pytest.mark.parametrize(
    ("fuel", "model_year", "relationship", "outcome"),
    [
        ("gasoline", 2023, "none", "fee_instead"),
        ("gasoline", 2022, "none", "required"),
        ("diesel", 2024, "none", "required"),
        ("diesel", 1997, "none", "exempt"),
        ("gasoline", 1975, "none", "exempt"),
        ("electric", 2015, "none", "exempt"),
        ("gasoline", 2010, "sibling", "exempt"),
        ("gasoline", 2010, "cousin", "required"),
    ],
)
def test_the_first_rule_that_says_yes_decides(
    fuel: str, model_year: int, relationship: str, outcome: str
) -> None:
    values = {"fuel": fuel, "model_year": model_year, "this_year": 2026, "gvwr": 4000, "kind": "car",
              "relationship": relationship}  # fmt: skip
    assert requirement(CALIFORNIA, values) == outcome


@pytest.mark.parametrize(
    ("days_before", "passed", "codes"),
    [
        (0, True, []),
        (90, True, []),
        (91, True, ["SMOG_EXPIRED"]),
        (-1, True, ["SMOG_EXPIRED"]),
        (5, False, ["SMOG_FAILED"]),
    ],
)
def test_a_certificate_holds_for_ninety_days(days_before: int, passed: bool, codes: list[str]) -> None:
    on = date(2026, 11, 20)
    certificate = Certificate(on - timedelta(days=days_before), passed)
    assert [finding.code for finding in check_certificate(certificate, on)] == codes


def test_no_certificate_is_missing() -> None:
    assert [finding.code for finding in check_certificate(None, date(2026, 11, 20))] == ["SMOG_MISSING"]
