"""The life of a plate as a table: every state against every event, what each event demands, when a number rests."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.values import replace
from casework.domain import plate_life as life
from casework.domain.plate_fate import PlateMove, check_move, vehicle_class

# From the specification's table of events, by hand: event, where it may come from, where it leads.
LEGAL: dict[str, tuple[str, str]] = {
    "reserved": ("-", "RESERVED"),
    "stocked": ("- RESERVED", "IN_STOCK"),
    "issued": ("- RESERVED IN_STOCK", "ISSUED"),
    "assigned": ("ISSUED HELD_BY_OWNER", "ASSIGNED"),
    "moved": ("ASSIGNED", "ASSIGNED"),
    "held": ("ASSIGNED", "HELD_BY_OWNER"),
    "surrendered": ("ISSUED ASSIGNED HELD_BY_OWNER", "SURRENDERED"),
    "lost": ("RESERVED IN_STOCK ISSUED ASSIGNED HELD_BY_OWNER", "LOST"),
    "stolen": ("RESERVED IN_STOCK ISSUED ASSIGNED HELD_BY_OWNER", "STOLEN"),
    "damaged": ("ISSUED ASSIGNED HELD_BY_OWNER", "DAMAGED_REPLACED"),
    "lapsed": ("RESERVED HELD_BY_OWNER", "EXPIRED"),
    "revoked": (
        "RESERVED IN_STOCK ISSUED ASSIGNED HELD_BY_OWNER SURRENDERED LOST STOLEN DAMAGED_REPLACED EXPIRED",
        "REVOKED",
    ),
    "found": ("LOST STOLEN", "SURRENDERED"),
    "retired": ("SURRENDERED LOST STOLEN DAMAGED_REPLACED EXPIRED REVOKED", "RETIRED"),
    "released": ("RETIRED", "AVAILABLE"),
}
CELLS = [(status, event) for status in ("-", *life.STATUSES) for event in life.EVENTS]
IN_FORCE = [cell for cell in CELLS if cell[0] in LEGAL[cell[1]][0].split()]


def test_the_table_names_every_event_and_state() -> None:
    assert set(LEGAL) == set(get_args(life.Event)) == set(life.CHANGES)
    assert {to for _, to in LEGAL.values()} == set(life.STATUSES)
    assert len(CELLS) == 14 * 15


@pytest.mark.parametrize(("status", "event"), IN_FORCE)
def test_a_legal_step_leads_where_the_table_says(status: str, event: life.Event) -> None:
    assert life.check_event(None if status == "-" else status, event) is None
    assert life.CHANGES[event].to == LEGAL[event][1]


@pytest.mark.parametrize(("status", "event"), [cell for cell in CELLS if cell not in IN_FORCE])
def test_an_illegal_step_is_refused_under_its_own_code(status: str, event: life.Event) -> None:
    finding = life.check_event(None if status == "-" else status, event)
    assert finding is not None and finding.stops and str(finding.said)
    expected = f"PLATE_{status.replace('-', 'UNKNOWN')}_CANNOT_BE_{event.upper()}"
    assert finding.code == (
        "PLATE_ON_ANOTHER_VEHICLE" if (status, event) == ("ASSIGNED", "assigned") else expected
    )


def test_no_two_illegal_steps_share_a_code() -> None:
    codes = [
        finding.code
        for status, event in CELLS
        if (finding := life.check_event(None if status == "-" else status, event)) is not None
    ]
    assert len(codes) == len(set(codes)) == len(CELLS) - len(IN_FORCE)


def test_a_plate_for_several_vehicles_goes_on_the_next_one_while_it_is_on_another() -> None:
    assert life.check_event("ASSIGNED", "assigned", shared=True) is None
    assert life.check_event("STOLEN", "assigned", shared=True) is not None


@given(st.lists(st.sampled_from(life.EVENTS), max_size=30))
def test_whatever_happens_a_stolen_plate_is_never_on_a_vehicle_again_in_that_life(
    events: list[life.Event],
) -> None:
    status: str | None = None
    gone = False
    for event in events:
        if life.check_event(status, event) is None:
            status = life.CHANGES[event].to
            gone = gone or status in life.GONE
            assert not (gone and status in life.ACTIVE)


DAY = date(2026, 11, 20)
GIVEN = {
    "number": "P-7",
    "reason": "wrongly issued",
    "reporter": "a",
    "witness": "b",
}


@pytest.mark.parametrize(
    ("event", "more", "codes"),
    [
        ("lost", {}, []),
        ("lost", {"number": ""}, ["POLICE_REPORT_MISSING"]),
        ("lost", {"number": "", "pieces_left": 1}, []),
        ("stolen", {"number": "", "pieces_left": 1}, ["POLICE_REPORT_MISSING"]),
        ("found", {"number": ""}, ["POLICE_REPORT_MISSING"]),
        ("surrendered", {"number": ""}, []),
        ("surrendered", {"on": date(2026, 11, 21)}, ["FUTURE_DATE"]),
        ("surrendered", {"on": date(2019, 12, 31)}, ["BEFORE_ISSUE"]),
        ("retired", {"number": ""}, ["CERTIFICATE_MISSING"]),
        ("retired", {"witness": ""}, ["WITNESS_MISSING"]),
        ("retired", {"witness": "a"}, ["SAME_PERSON"]),
        ("revoked", {"reason": ""}, ["REASON_MISSING"]),
    ],
)
def test_what_an_event_demands_is_asked_for_by_code(
    event: life.Event, more: dict[str, object], codes: list[str]
) -> None:
    told = {"event": event, "on": DAY, "today": DAY, "since": date(2020, 1, 1), **GIVEN} | more
    assert [finding.code for finding in life.check_told(life.Told(**told))] == codes  # type: ignore[arg-type]  # told by name


@pytest.mark.parametrize(
    ("statuses", "personalised", "expected"),
    [
        ("ISSUED ASSIGNED SURRENDERED", False, date(2036, 11, 17)),
        ("ISSUED STOLEN", False, None),
        ("ISSUED STOLEN SURRENDERED", False, date(2036, 11, 17)),
        ("ISSUED LOST", False, date(2036, 11, 17)),
        ("ISSUED LOST", True, None),
        ("ISSUED LOST SURRENDERED", True, date(2036, 11, 17)),
        ("ISSUED STOLEN REVOKED", False, None),
    ],
)
def test_a_retired_number_rests_and_one_that_was_stolen_never_comes_back(
    statuses: str, personalised: bool, expected: date | None
) -> None:
    found = life.reissue_from(statuses.split(), DAY, quarantine_days=3650, personalised=personalised)
    assert found == expected


@pytest.mark.parametrize(
    ("status", "on", "code"),
    [
        ("AVAILABLE", None, None),
        ("RETIRED", DAY, None),
        ("RETIRED", date(2026, 11, 21), "PLATE_QUARANTINE"),
        ("RETIRED", None, "PLATE_NEVER_AGAIN"),
        ("ASSIGNED", None, "PLATE_IN_USE"),
        ("RESERVED", None, "PLATE_IN_USE"),
        ("STOLEN", None, "PLATE_STOLEN_CANNOT_BE_REISSUED"),
        ("SURRENDERED", None, "PLATE_SURRENDERED_CANNOT_BE_REISSUED"),
    ],
)
def test_a_number_is_issued_anew_only_after_its_rest(status: str, on: date | None, code: str | None) -> None:
    finding = life.check_reissue(status, on, DAY)
    assert (finding.code if finding else None) == code


@pytest.mark.parametrize(
    ("on", "supervisor", "code"),
    [
        (date(2026, 10, 21), False, None),
        (date(2026, 10, 20), False, "BACKDATE_SUPERVISOR"),
        (date(2020, 1, 1), True, None),
    ],
)
def test_what_lies_far_back_is_entered_by_a_supervisor(on: date, supervisor: bool, code: str | None) -> None:
    finding = life.check_entry(on, DAY, backdate_days=30, supervisor=supervisor)
    assert (finding.code if finding else None) == code


FITS = PlateMove(
    frozenset({"a", "b"}),
    frozenset({"a", "b"}),
    "ASSIGNED",
    "passenger",
    frozenset({"passenger"}),
    target_has_plate=False,
)


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, []),
        ({"registrants_then": frozenset({"a"})}, ["PLATE_OTHER_OWNER"]),
        ({"registrants_then": frozenset({"c"}), "personalised": True}, ["PLATE_OTHER_OWNER"]),
        ({"registrants_then": frozenset({"c"}), "personalised": True, "relinquished": True}, []),
        ({"registrants_then": frozenset({"c"}), "relinquished": True}, ["PLATE_OTHER_OWNER"]),
        ({"same_vehicle": True}, ["SAME_VEHICLE"]),
        ({"state": "STOLEN"}, ["PLATE_NOT_VALID"]),
        ({"registration_expired": True}, ["REGISTRATION_EXPIRED"]),
        ({"vehicle_class": "commercial"}, ["PLATE_CLASS"]),
        ({"vehicle_class": "commercial", "plate_serves": frozenset()}, []),
        ({"target_has_plate": True}, ["VEHICLE_HAS_PLATE"]),
    ],
)
def test_a_plate_moves_only_within_its_rules(more: dict[str, object], codes: list[str]) -> None:
    assert [finding.code for finding in check_move(replace(FITS, **more))] == codes  # type: ignore[arg-type]  # told by name


@pytest.mark.parametrize(
    ("body", "weight", "expected"),
    [
        (None, None, "passenger"),
        ("Sedan", 4_000, "passenger"),
        ("pickup", 10_000, "passenger"),
        ("pickup", 10_001, "commercial"),
        ("Truck", None, "commercial"),
        ("motorcycle", 800, "motorcycle"),
        ("Trailer ", 20_000, "trailer"),
    ],
)
def test_a_vehicles_class_follows_from_its_body_and_weight(
    body: str | None, weight: int | None, expected: str
) -> None:
    assert vehicle_class(body, weight) == expected
