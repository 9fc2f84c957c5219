"""Titles: signatures by conjunction, owner sets, brands, holds, plates."""

from datetime import UTC, date, datetime
from itertools import combinations

import pytest

from casework.domain.holds import STOPS, Hold, blocking, check_holds
from casework.domain.plate_fate import PlateFate, PlateMove, check_move, on_transfer
from casework.domain.title_rules import (
    Brand,
    Conjunction,
    Owner,
    OwnerSet,
    Tenancy,
    brand_effect,
    check_brands,
    check_effective_date,
    check_owner_change,
    check_sellers,
    signatures,
)  # fmt: skip

A, B, C = Owner("a"), Owner("b"), Owner("c")
DEAD_B = Owner("b", date(2026, 10, 15))
DAY = date(2026, 11, 20)


@pytest.mark.parametrize("conjunction", list(Conjunction))
@pytest.mark.parametrize("and_or", ["any", "all"])
def test_signatures_follow_the_conjunction(conjunction: Conjunction, and_or: str) -> None:
    title = OwnerSet((A, B, C), conjunction)
    one = conjunction is Conjunction.OR or (conjunction is Conjunction.AND_OR and and_or == "any")
    for count in range(4):
        for signed in combinations("abc", count):
            state = signatures(title, signed, and_or=and_or)  # type: ignore[arg-type]  # both settings in turn
            needed = {"a"} if conjunction is Conjunction.LEASE else set("abc")  # the lessor, who stands first
            assert state.complete == (count >= 1 if one else needed <= set(signed))
            assert state.one_suffices == one
            assert set(state.missing) == (set() if state.complete else needed - set(signed))


def test_no_conjunction_stated_means_and() -> None:
    assert OwnerSet((A, B)).conjunction is Conjunction.AND


def test_a_survivor_signs_alone_for_joint_tenants_and_or() -> None:
    assert signatures(OwnerSet((A, DEAD_B), Conjunction.JTRS), {"a"}).complete
    assert signatures(OwnerSet((A, DEAD_B), Conjunction.OR), {"a"}).complete
    assert not signatures(OwnerSet((A, DEAD_B), Conjunction.OR), {"b"}).complete
    assert not signatures(OwnerSet((A, DEAD_B), Conjunction.AND), {"a"}).complete
    assert signatures(OwnerSet((A, DEAD_B), Conjunction.AND), {"a", "b"}).complete


def test_or_in_common_property_needs_everybody_once_one_has_died() -> None:
    alive = OwnerSet((A, B), Conjunction.OR, Tenancy.COMPRO)
    after = OwnerSet((A, DEAD_B), Conjunction.OR, Tenancy.TENCOM)
    assert signatures(alive, {"a"}).complete
    assert not signatures(after, {"a"}).complete
    assert signatures(after, {"a"}, on=date(2026, 10, 1)).complete


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        (OwnerSet((A,)), OwnerSet((B,)), []),
        (OwnerSet((A, B)), OwnerSet((B, A)), ["NO_CHANGE"]),
        (OwnerSet((A, B)), OwnerSet((A, B), Conjunction.OR), []),
        (OwnerSet((A,)), OwnerSet((A,), Conjunction.OR), ["NO_CHANGE"]),
        (OwnerSet((A,)), OwnerSet((DEAD_B,)), ["BUYER_DECEASED"]),
        (OwnerSet((A,)), OwnerSet(()), ["BUYER_MISSING"]),
        (OwnerSet((A,)), OwnerSet((B, B)), ["BUYER_TWICE"]),
    ],
)
def test_an_owner_set_that_cannot_follow_is_refused(
    before: OwnerSet, after: OwnerSet, codes: list[str]
) -> None:
    assert [finding.code for finding in check_owner_change(before, after)] == codes


def test_sellers_are_the_owners_of_record_or_act_by_authority() -> None:
    record = OwnerSet((A, B))
    assert check_sellers(record, ["b", "a"]) == ()
    assert [f.code for f in check_sellers(record, ["a"])] == ["SELLER_NOT_OWNER"]
    assert [f.code for f in check_sellers(record, ["a", "b", "c"])] == ["SELLER_NOT_OWNER"]
    assert [f.code for f in check_sellers(OwnerSet(()), [])] == ["SELLER_NOT_OWNER"]
    assert check_sellers(record, ["c"], by_authority=True) == ()


@pytest.mark.parametrize(
    ("on", "acquired", "model_year", "codes"),
    [
        (DAY, date(2020, 1, 1), 2019, []),
        (date(2026, 11, 22), None, None, ["FUTURE_DATE"]),
        (date(2019, 12, 31), date(2020, 1, 1), 2019, ["BEFORE_ACQUISITION"]),
        (date(2016, 12, 31), None, 2019, ["DATE_IMPLAUSIBLE"]),
        (date(2017, 1, 1), None, 2019, []),
    ],
)
def test_a_day_of_transfer_that_cannot_be_is_refused(
    on: date, acquired: date | None, model_year: int | None, codes: list[str]
) -> None:
    found = check_effective_date(on, today=date(2026, 11, 21), acquired_on=acquired, model_year=model_year)
    assert [finding.code for finding in found] == codes


def brand(name: str, year: int, voided: bool = False) -> Brand:
    return Brand(name, date(year, 1, 1), voided)


def test_brands_stop_what_they_stop() -> None:
    assert brand_effect([brand("HAIL", 2020), brand("PRIOR_TAXI", 2021)]) == "clear"
    assert brand_effect([brand("JUNK", 2020), brand("REBUILT", 2021)]) == "blocked"
    assert brand_effect([brand("PARTS_ONLY", 2020, voided=True)]) == "clear"
    assert brand_effect([brand("SALVAGE", 2020)]) == "salvage_only"
    assert brand_effect([brand("SALVAGE", 2020), brand("REBUILT", 2021)]) == "clear"
    assert (
        brand_effect([brand("SALVAGE", 2020), brand("REBUILT", 2021), brand("SALVAGE", 2023)])
        == "salvage_only"
    )
    assert [f.code for f in check_brands([brand("SALVAGE", 2020)])] == ["BRAND_BLOCKS"]
    assert check_brands([brand("SALVAGE", 2020)], salvage_certificate=True) == ()
    assert [f.code for f in check_brands([brand("JUNK", 2020)], salvage_certificate=True)] == ["BRAND_BLOCKS"]


def at(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


def test_a_hold_is_in_force_from_its_start_until_before_its_end() -> None:
    hold = Hold("COURT", at(10), at(20))
    assert [hold.is_active(at(d)) for d in (9, 10, 19, 20)] == [False, True, True, False]


def test_releasing_one_hold_never_releases_another() -> None:
    holds = [
        Hold("COURT", at(1), at(10)),
        Hold("LIEN", at(1)),
        Hold("EMISSIONS", at(1)),
        Hold("LEGAL_HOLD", at(1)),
    ]
    assert [h.code for h in blocking(holds, "transfer", at(5))] == ["COURT", "LIEN"]
    assert [h.code for h in blocking(holds, "transfer", at(10))] == ["LIEN"]
    assert [h.code for h in blocking(holds, "disposition", at(10))] == ["LEGAL_HOLD"]
    assert Hold("LEGAL_HOLD", at(1)).code in STOPS


def test_a_clerk_is_not_told_that_a_vehicle_is_stolen() -> None:
    (found,) = check_holds([Hold("STOLEN", at(1))], "transfer", at(5))
    assert "STOLEN" not in found.code
    assert str(found.said) == "Refer this to a supervisor"


def test_plates_stay_with_the_vehicle_or_go_with_the_owner() -> None:
    assert on_transfer("vehicle", DAY, hold_days=90) == PlateFate("ASSIGNED")
    assert on_transfer("owner", DAY, hold_days=90) == PlateFate("HELD_BY_OWNER", date(2027, 2, 18))
    assert on_transfer("owner", DAY, hold_days=0) == PlateFate("HELD_BY_OWNER", None), "no days, no limit"
    assert on_transfer("owner", DAY, hold_days=90, surrendered=True) == PlateFate("SURRENDERED")
    assert not on_transfer("vehicle", DAY, hold_days=90).closes_assignment


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"registrants_then": frozenset("ab")}, ["PLATE_OTHER_OWNER"]),
        ({"registrants_then": frozenset("b"), "personalised": True, "relinquished": True}, []),
        ({"state": "STOLEN"}, ["PLATE_NOT_VALID"]),
        ({"vehicle_class": "commercial"}, ["PLATE_CLASS"]),
        ({"target_has_plate": True}, ["VEHICLE_HAS_PLATE"]),
        ({"registration_expired": True}, ["REGISTRATION_EXPIRED"]),
    ],
)
def test_a_plate_moves_only_where_it_may(changes: dict[str, object], codes: list[str]) -> None:
    given = {
        "registrants_now": frozenset("a"), "registrants_then": frozenset("a"), "state": "ASSIGNED",
        "vehicle_class": "car", "plate_serves": frozenset({"car"}), "target_has_plate": False,
    }  # fmt: skip
    found = check_move(PlateMove(**{**given, **changes}))  # type: ignore[arg-type]  # a test table
    assert [finding.code for finding in found] == codes
