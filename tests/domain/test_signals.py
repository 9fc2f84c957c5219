"""Each rule finds what it speaks about, and nothing that only looks like it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from casework.domain.signals import (
    BURST,
    COLLEAGUE,
    FISHING,
    NIGHT,
    NO_CASE,
    OWN_NAME,
    Look,
    Office,
    one_apart,
    signals,
)

MORNING = datetime(2026, 11, 18, 10, tzinfo=UTC)
ANA, BEN = uuid4(), uuid4()
NAMESAKE = uuid4()
PLATES = {uuid4(): text for text in ("7ABC123", "7ABC124", "7ABC125", "9XYZ000")}
MARKS = list(PLATES)
OFFICE = Office(
    day_of=lambda at: at.date(),
    is_open=lambda at: 8 <= at.hour < 18,
    same_name={NAMESAKE: frozenset({ANA})},
    plates=PLATES,
)


def look(number: int, subject: UUID, *, actor: UUID = ANA, at: datetime = MORNING, **more: bool) -> Look:
    told = {"shows_people": True, "in_case": True, "wants_case": True, **more}
    return Look(number, at + timedelta(minutes=number), actor, (subject,), **told)


def kinds(looks: list[Look]) -> list[str]:
    return [found.kind for found in signals(looks, OFFICE)]


def test_a_person_read_without_a_case_is_one_signal_a_day_with_its_entries():
    looks = [look(1, uuid4(), in_case=False), look(2, uuid4(), in_case=False), look(3, uuid4())]
    (found,) = signals(looks, OFFICE)
    assert (found.kind, found.actor, found.entries, found.looks) == (NO_CASE, ANA, (1, 2), 2)
    assert found.since < found.until


@pytest.mark.parametrize("more", [{"in_case": True}, {"wants_case": False}, {"shows_people": False}])
def test_work_in_a_case_and_reading_that_needs_none_is_no_signal(more):
    assert kinds([look(1, uuid4(), **{"in_case": False, **more})]) == []


def test_a_list_is_no_look_at_anybody():
    many = tuple(uuid4() for _ in range(6))
    whole = Look(1, MORNING, ANA, (*many, NAMESAKE), shows_people=True, in_case=False, wants_case=True)
    assert kinds([whole]) == []


def test_ones_own_name_and_a_colleagues_are_told_apart():
    assert kinds([look(1, NAMESAKE)]) == [OWN_NAME]
    assert kinds([look(1, NAMESAKE, actor=BEN)]) == [COLLEAGUE]


def test_three_plates_one_character_apart_within_half_an_hour_are_fishing():
    tried = [look(n, mark, shows_people=False, in_case=False) for n, mark in enumerate(MARKS[:3])]
    assert kinds(tried) == [FISHING]
    assert kinds(tried[:2]) == []
    assert kinds([*tried[:2], look(3, MARKS[3], shows_people=False, in_case=False)]) == []
    slow = [look(60 * n, mark, shows_people=False, in_case=False) for n, mark in enumerate(MARKS[:3])]
    assert kinds(slow) == []
    assert kinds([look(n, mark) for n, mark in enumerate(MARKS[:3])]) == []


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("7ABC123", "7ABC124", True),
        ("7ABC123", "7ABC12", True),
        ("7ABC123", "7AABC123", True),
        ("7ABC123", "7ABC123", False),
        ("7ABC123", "7ABC132", False),
        ("7ABC123", "7ABC1", False),
        ("", "A", True),
    ],
)
def test_one_character_changed_added_or_left_out_is_one_apart(one, other, apart):
    assert one_apart(one, other) is apart and one_apart(other, one) is apart


def test_a_burst_is_measured_against_the_own_days_and_the_offices():
    usual = [
        look(n, uuid4(), actor=actor, at=MORNING - timedelta(days=day))
        for actor in (ANA, BEN)
        for day in (1, 2, 3)
        for n in range(6)
    ]
    burst = [look(n, uuid4()) for n in range(30)]
    (found,) = signals([*usual, *burst], OFFICE)
    assert (found.kind, found.actor, found.looks) == (BURST, ANA, 30)
    assert kinds([*usual, *burst[:24]]) == []
    busy = [
        look(n, uuid4(), actor=actor, at=MORNING - timedelta(days=day))
        for actor in (ANA, BEN)
        for day in (1, 2, 3)
        for n in range(10)
    ]
    assert kinds([*busy, *burst]) == []


def test_outside_office_hours_lists_count_too():
    late = MORNING.replace(hour=22)
    assert kinds([look(1, uuid4(), at=late)]) == [NIGHT]
    assert kinds([Look(1, late, ANA, (), shows_people=False, in_case=True, wants_case=True)]) == [NIGHT]
