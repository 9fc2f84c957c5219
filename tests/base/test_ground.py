"""The clock, the errors, the shipped folders."""

from datetime import UTC, date, datetime

import pytest

from casework.base import clock, errors
from casework.base.paths import shipped
from casework.base.phrases import phrase


def test_the_day_depends_on_the_place() -> None:
    with clock.freeze(datetime(2026, 11, 21, 23, 30, tzinfo=UTC)):
        assert clock.today("America/Los_Angeles") == date(2026, 11, 21)
        assert clock.today("Asia/Ho_Chi_Minh") == date(2026, 11, 22)


def test_a_frozen_clock_runs_again_afterwards() -> None:
    instant = datetime(2000, 1, 1, tzinfo=UTC)
    with clock.freeze(instant), clock.freeze(datetime(2001, 1, 1, tzinfo=UTC)):
        assert clock.now().year == 2001
    assert clock.now() > instant
    with pytest.raises(ValueError, match="time zone"), clock.freeze(datetime(2000, 1, 1)):
        pass


def test_every_error_says_something_and_has_a_status() -> None:
    made = [
        errors.NotFound(), errors.NotAllowed(), errors.Refused("NO_CHANGE"),
        errors.Stale(), errors.InvalidInput({"vin": phrase("Enter %(count)s characters", count=17)}),
        errors.PurposeRequired(), errors.Withheld(), errors.WallError("x"), errors.KeyMissing(),
        errors.SettingError("Set CASEWORK_DATA."),
    ]  # fmt: skip
    assert [e.status for e in made] == [404, 403, 409, 409, 422, 403, 403, 500, 503, 500]
    assert all(e.message == str(e) and e.message for e in made)
    assert made[4].errors == {"vin": "Enter 17 characters"}  # type: ignore[attr-defined]


def test_a_withheld_value_is_like_an_attribute_that_is_not_there() -> None:
    assert issubclass(errors.Withheld, AttributeError)


def test_shipped_folders_are_found_or_missed_loudly() -> None:
    with pytest.raises(FileNotFoundError, match="Install it anew"):
        shipped("nowhere")  # type: ignore[arg-type]  # the point of the test
