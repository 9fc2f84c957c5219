"""The worked dates of a sale, by the figures of the agency in force on the day of the event."""

from datetime import date, timedelta

import pytest

from casework.domain.calendars import BusinessCalendar
from casework.domain.fees import last_free_day
from casework.domain.time_limits import due_after
from casework.packs import catalog

AGENCY = catalog().kind("motor_vehicle_agency")
RULES = AGENCY.transfers
SALE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("figure", "last"),
    [
        ("notice_days", date(2026, 11, 25)),
        ("dealer_notice_days", date(2026, 11, 25)),
        ("application_days", date(2026, 11, 30)),
        ("dealer_new_days", date(2026, 12, 10)),
        ("dealer_used_days", date(2026, 12, 20)),
    ],
)
def test_the_day_of_the_sale_is_not_counted(figure: str, last: date) -> None:
    days = RULES.figure(figure, SALE)
    assert days is not None
    assert due_after(SALE, days, received_on=last) == due_after(SALE, days, received_on=SALE)
    assert not due_after(SALE, days, received_on=last).late
    assert due_after(SALE, days, received_on=last + timedelta(days=1)).late


@pytest.mark.parametrize(
    ("died_on", "dollars"),
    [
        (date(2021, 12, 31), 166_250),
        (date(2022, 4, 1), 184_500),
        (date(2025, 3, 31), 184_500),
        (date(2025, 4, 1), 208_850),
        (date(2026, 10, 15), 208_850),
    ],
)
def test_the_limit_of_an_estate_is_that_of_the_day_of_death(died_on: date, dollars: int) -> None:
    assert RULES.figure("estate_limit", died_on) == dollars * 100


def test_before_every_row_there_is_no_figure() -> None:
    assert RULES.figure("estate_limit", date(1999, 1, 1)) is None


def test_an_office_has_figures_of_its_own_and_nothing_is_hard_wired() -> None:
    profile = {
        "transfers": {"and_or": "all", "figures": {"notice_days": 10, "unknown": 3}, "smog": "none"},
        "fees": {"vehicle_transfer": {"transfer": {"minor": 7500}, "use_tax": {"per_mille": 60}}},
    }
    other = AGENCY.with_profile(profile)
    assert (other.transfers.and_or, other.transfers.figure("notice_days", SALE)) == ("all", 10)
    assert other.transfers.smog == () and RULES.smog
    amounts = {row.code: (row.minor, row.per_mille) for row in other.fees["vehicle_transfer"].rows}
    assert (amounts["transfer"], amounts["use_tax"]) == ((7500, None), (None, 60))
    assert AGENCY.with_profile({}).fees == AGENCY.fees


@pytest.mark.parametrize("wrong", ["x", -1, True, None, {"minor": "7"}])
def test_a_profile_that_says_nonsense_changes_nothing(wrong: object) -> None:
    told = {"transfers": {"figures": {"notice_days": wrong if wrong != -1 else "ten"}, "and_or": wrong}}
    fees = {"vehicle_transfer": {"transfer": {"minor": wrong}}}
    assert AGENCY.with_profile({**told, "fees": fees}) == AGENCY


def test_the_last_day_without_a_penalty_moves_to_the_next_open_day() -> None:
    every_weekday = BusinessCalendar(tz="America/Los_Angeles", weekly={d: ((480, 1020),) for d in range(5)})
    days = RULES.figure("penalty_days", SALE)
    assert days == 30
    assert last_free_day(SALE, every_weekday, days=days) == date(2026, 12, 21)
