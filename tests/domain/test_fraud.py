"""Each rule finds what it speaks about, and nothing that only looks like it."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from casework.domain.fraud import (
    EXCEEDS,
    many_buys,
    many_transfers,
    odometer_falls,
    plate_hops,
    same_vin,
    shared_addresses,
    title_hops,
)
from casework.domain.fraud_rows import Carrying, Holding, Limits, Read

DAY = date(2026, 11, 21)
LONG_AGO = DAY - timedelta(days=365)
CAR, OTHER = uuid4(), uuid4()
ANA, BEN, CAI, DOT = (uuid4() for _ in range(4))
LIMITS = Limits()


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def held(days: int, *owners: UUID, vehicle: UUID = CAR, by: UUID | None = None) -> Holding:
    return Holding(vehicle, frozenset(owners), ago(days), by)


def test_one_vin_on_two_records_is_one_sign_with_both():
    (found,) = same_vin([(CAR, "V1"), (OTHER, "V1"), (uuid4(), "V2")])
    assert {one.vehicle for one in found.evidence} == {CAR, OTHER}
    assert found.subject == min(CAR, OTHER)


@pytest.mark.parametrize(
    ("chain", "found"),
    [
        ([held(900, ANA), held(70, BEN), held(31, ANA)], True),
        ([held(900, ANA), held(281, BEN), held(100, ANA)], False),  # more than the days between
        ([held(900, ANA), held(280, BEN), held(100, ANA)], True),  # just those days
        ([held(900, ANA), held(70, BEN), held(31, CAI)], False),  # to a third one
        ([held(900, ANA), held(70, ANA, BEN), held(31, ANA)], True),  # an owner who is added and leaves
        ([held(900, ANA), held(70, ANA), held(31, ANA)], False),  # the same one, recorded anew
        ([held(900, ANA), held(500, BEN), held(400, ANA)], False),  # too long ago to ask
    ],
)
def test_a_title_that_comes_back_soon_is_a_sign(chain, found):
    assert bool(list(title_hops(chain, LIMITS, LONG_AGO))) is found


def test_a_sign_names_the_members_whose_entries_are_behind_it():
    chain = [held(900, ANA, by=DOT), held(70, BEN, by=CAI), held(31, ANA, by=CAI)]
    (found,) = title_hops(chain, LIMITS, LONG_AGO)
    assert found.members == {CAI, DOT}
    assert (found.since, found.until) == (ago(900), ago(31))


def test_a_plate_that_comes_back_soon_is_a_sign():
    mark = uuid4()
    rows = [Carrying(mark, CAR, ago(400)), Carrying(mark, OTHER, ago(60)), Carrying(mark, CAR, ago(20))]
    (found,) = plate_hops(rows, LIMITS, LONG_AGO)
    assert (found.subject, [one.vehicle for one in found.evidence]) == (mark, [CAR, OTHER, CAR])
    assert not list(plate_hops(rows[:2], LIMITS, LONG_AGO))


def test_four_transfers_in_a_year_are_a_sign_and_three_are_none():
    people = [uuid4() for _ in range(6)]
    chain = [held(2000, people[0])]
    chain += [held(days, one) for days, one in zip((300, 200, 100, 10), people[1:5], strict=True)]
    (found,) = many_transfers(chain, LIMITS, LONG_AGO)
    assert len(found.evidence) == 4
    assert not list(many_transfers(chain[:4], LIMITS, LONG_AGO))
    assert not list(
        many_transfers([held(360, ANA), *chain[1:4]], LIMITS, LONG_AGO)
    )  # the first is no transfer


def test_transfers_that_go_on_are_one_sign():
    chain = [held(2000, uuid4()), *(held(days, uuid4()) for days in (360, 300, 200, 100, 50, 10))]
    (found,) = many_transfers(chain, LIMITS, LONG_AGO)
    assert len(found.evidence) == 6


def test_two_crowds_far_apart_are_two_signs():
    chain = [held(3000, uuid4())]
    chain += [held(days, uuid4()) for days in (1900, 1800, 1700, 1600, 300, 200, 100, 10)]
    assert len(list(many_transfers(chain, LIMITS, date(2000, 1, 1)))) == 2
    assert len(list(many_transfers(chain, LIMITS, LONG_AGO))) == 1


def test_six_vehicles_in_a_year_are_a_sign_and_one_vehicle_six_times_is_not():
    many = [(ANA, held(30 * n, ANA, vehicle=uuid4())) for n in range(6)]
    (found,) = many_buys(many, LIMITS, LONG_AGO)
    assert (found.subject, len(found.evidence)) == (ANA, 6)
    assert not list(many_buys(many[:5], LIMITS, LONG_AGO))
    assert not list(many_buys([(ANA, held(30 * n, ANA)) for n in range(6)], LIMITS, LONG_AGO))


def test_a_lower_reading_is_a_sign_in_any_unit_unless_the_counter_began_anew():
    def reads(*told):
        return list(odometer_falls(Read(CAR, ago(days), *rest) for days, *rest in told))

    (found,) = reads((400, 91_400, "mi", "ACTUAL"), (45, 48_200, "mi", "NOT_ACTUAL"))
    assert [one.reading[0] for one in found.evidence] == [91_400, 48_200]
    assert not reads((400, 91_400, "mi", "ACTUAL"), (45, 91_400, "mi", "ACTUAL"))
    assert not reads((400, 91_400, "mi", "ACTUAL"), (45, 147_100, "km", "ACTUAL"))
    assert reads((400, 91_400, "mi", "ACTUAL"), (45, 147_000, "km", "ACTUAL"))
    assert not reads((400, 99_999, "mi", "ACTUAL"), (45, 12, "mi", EXCEEDS))


def test_four_buyers_at_one_address_are_a_sign_and_those_who_bought_nothing_do_not_count():
    people = [uuid4() for _ in range(4)]
    lives = [(uuid4(), one, "19 cannery lane") for one in people]
    bought = {one: [held(30, one, vehicle=uuid4())] for one in people}
    (found,) = shared_addresses(lives, bought, LIMITS)
    assert {person for one in found.evidence for person in one.people} == set(people)
    assert not list(shared_addresses(lives, dict(list(bought.items())[:3]), LIMITS))
    assert not list(
        shared_addresses([(r, p, f"{n} lane") for n, (r, p, _) in enumerate(lives)], bought, LIMITS)
    )


def test_a_kind_of_office_may_set_its_own_limits():
    assert Limits.of({"buys": 3}).buys == 3
    assert Limits.of({}).longest == 365
