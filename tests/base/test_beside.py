"""A check made in a copy of this process: what it says, and what it leaves."""

import os

import pytest

from casework.base.beside import at_once, beside


def test_what_holds_there_holds_here_and_leaves_no_trace() -> None:
    seen: list[int] = []
    verdict = beside(lambda: seen.append(os.getpid()))
    verdict()
    assert seen == []


def test_what_fails_there_is_told_here() -> None:
    verdict = beside(lambda: int("no number"))
    with pytest.raises(ValueError, match="no number"):
        verdict()


def test_a_check_that_ends_its_process_is_made_again_here() -> None:
    here, seen = os.getpid(), []

    def check() -> None:
        seen.append(os.getpid())
        if os.getpid() != here:
            raise SystemExit(0)

    beside(check)()
    assert seen == [here]


def test_where_nothing_is_copied_it_fails_at_once() -> None:
    with pytest.raises(ZeroDivisionError):
        at_once(lambda: 1 // 0)


def test_where_processes_are_not_copied_it_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    seen: list[int] = []
    beside(lambda: seen.append(os.getpid()))()
    assert seen == [os.getpid()]
