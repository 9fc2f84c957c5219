"""A process that the supervisor keeps up: given up only when it never was of any use."""

import os
import time
from collections.abc import Iterator

import pytest

from casework.base.errors import SettingError
from casework.child import Child
from tests.faults.running import until

ENDS = "no-such-command"


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child(ENDS, env=dict(os.environ))
    made.start()
    yield made
    made.stop()


def test_what_never_was_of_use_is_given_up_after_five_starts(child: Child) -> None:
    def given_up() -> bool:
        try:
            child.revive()
        except SettingError as told:
            assert ENDS in str(told)
            return True
        return False

    until(given_up)


def test_what_was_of_use_is_started_again_however_often_it_ends(
    child: Child, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    child.served()
    monkeypatch.setattr("casework.child._LONGEST_PAUSE", 0.0)
    for _ in range(7):
        until(child.ended)
        child.revive()
    assert capsys.readouterr().err.count("is started again") == 7


def test_the_second_time_in_a_row_waits_a_little(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = time.monotonic()
    monkeypatch.setattr("casework.child.time.monotonic", lambda: moment)
    child.served()
    until_ended(child)
    child.revive()
    assert not child.ended(), "the first end is made good at once"
    until_ended(child)
    child.revive()
    assert child.ended(), "the second end is not, within the same second"
    moment += 16
    child.revive()
    assert not child.ended()


def until_ended(child: Child) -> None:
    while not child.ended():
        time.sleep(0.02)
