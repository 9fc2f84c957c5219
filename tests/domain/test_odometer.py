"""Odometer disclosure: exemptions by the figures, rollback, signatures."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.errors import InvalidInput
from casework.domain.odometer import (
    Certified,
    Reading,
    Vehicle,
    check_reading,
    check_signers,
    exempt_from,
    is_exempt,
    parse_reading,
)  # fmt: skip

ON = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("model_year", "on", "exempt"),
    [
        (2010, date(2020, 1, 1), True),
        (2010, date(2019, 12, 31), False),
        (2011, date(2030, 12, 31), False),
        (2011, date(2031, 1, 1), True),
        (2010, date(2026, 6, 1), True),
        (2011, date(2026, 6, 1), False),
        (2026, date(2026, 6, 1), False),
        (1995, date(2004, 12, 31), False),
    ],
)
def test_age_exempts_from_the_first_of_january(model_year: int, on: date, exempt: bool) -> None:
    assert is_exempt(Vehicle(model_year), on) is exempt


def test_in_2026_model_years_to_2010_are_exempt_and_all_later_ones_required() -> None:
    exempt = [year for year in range(1980, 2027) if is_exempt(Vehicle(year), date(2026, 11, 21))]
    assert exempt == list(range(1980, 2011))
    assert exempt_from(2011) == date(2031, 1, 1)


def test_exactly_sixteen_thousand_pounds_is_not_exempt() -> None:
    assert not is_exempt(Vehicle(2024, gvwr_lb=16_000), ON)
    assert is_exempt(Vehicle(2024, gvwr_lb=16_001), ON)


def test_trailers_new_vehicles_and_agency_sales_are_exempt() -> None:
    assert is_exempt(Vehicle(2024, self_propelled=False), ON)
    assert is_exempt(Vehicle(2026, new_before_first_use=True), ON)
    assert is_exempt(Vehicle(2026, sold_by_maker_to_agency=True), ON)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("84200", 84200),
        ("84,200", 84200),
        ("84.200", 84200),
        ("0", 0),
        ("1 234 567", 1234567),
        ("८४२००", 84200),
    ],
)
def test_a_reading_is_a_whole_number(typed: str, value: int) -> None:
    assert parse_reading(typed) == value


@pytest.mark.parametrize("typed", ["84200.5", "84,200.5", "84200,1", "84.2"])
def test_tenths_are_refused_in_words(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_reading(typed)
    assert "tenths" in refused.value.errors["odometer"]


@pytest.mark.parametrize("typed", ["", "-5", "many", "123456789012", "1e5", "\ud800"])
def test_what_is_no_reading_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        parse_reading(typed)


def reading(value: int, certified: Certified = Certified.ACTUAL, unit: str = "mi", on: date = ON) -> Reading:
    return Reading(value, unit, certified, on)  # type: ignore[arg-type]  # a test table


BEFORE = reading(90_000, on=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("now", "history", "codes", "brand"),
    [
        (reading(90_001), [BEFORE], [], None),
        (reading(90_000), [BEFORE], [], None),
        (reading(89_999), [BEFORE], ["ODO_ROLLBACK"], None),
        (reading(89_999, Certified.NOT_ACTUAL), [BEFORE], [], "ODO_NOT_ACTUAL"),
        (reading(5, Certified.EXCEEDS), [BEFORE], [], "ODO_EXCEEDS"),
        (reading(144_840, unit="km"), [BEFORE], [], None),
        (reading(144_000, unit="km"), [BEFORE], ["ODO_ROLLBACK"], None),
        (reading(89_999), [reading(95_000, on=date(2027, 1, 1))], [], None),
        (reading(91_000), [reading(99_000, Certified.NOT_ACTUAL, on=date(2024, 1, 1))],
         ["ODO_NOT_ACTUAL_BEFORE"], None),
    ],
)  # fmt: skip
def test_a_reading_never_goes_back_unless_certified(
    now: Reading, history: list[Reading], codes: list[str], brand: str | None
) -> None:
    checked = check_reading(now, history)
    assert [finding.code for finding in checked.findings] == codes
    assert checked.brand == brand


def test_a_supervisor_with_evidence_may_accept_actual_again() -> None:
    tainted = [reading(99_000, Certified.NOT_ACTUAL, on=date(2024, 1, 1))]
    assert check_reading(reading(100_000), tainted, proven=True).findings == ()


def test_one_seller_signs_and_nobody_for_both_sides() -> None:
    assert check_signers({"a"}, {"c"}) == ()
    assert [f.code for f in check_signers({"a"}, {"a"})] == ["ODO_SAME_PERSON"]
    assert check_signers({"a"}, {"a"}, secure_power_of_attorney=True) == ()
    assert [f.code for f in check_signers(set(), {"a"})] == ["ODO_UNSIGNED"]


@given(st.integers(0, 9_999_999))
def test_a_mile_reading_turned_to_kilometres_is_no_rollback(miles: int) -> None:
    km = round(miles * 1.609344)
    assert check_reading(reading(km, unit="km"), [reading(miles, on=date(2020, 1, 1))]).findings == ()
