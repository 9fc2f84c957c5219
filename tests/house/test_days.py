"""A test asks for the day of an office, never for the machine's: a third of each day they are two days."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
_A_DAY_OF_NOBODY = re.compile(
    r"\bdate\.today\(\)|\bnow\(\)\.date\(\)|\butcnow\b|\bday = (clock\.)?now\(\)$", re.MULTILINE
)
_NO_OFFICE = ("benchmarks", "migrations", "house")
"""What lays rows out on many days needs no office's."""


def test_no_test_takes_the_day_of_the_machine_for_the_day_of_an_office() -> None:
    slips = [
        str(path.relative_to(TESTS))
        for path in TESTS.rglob("*.py")
        if path.relative_to(TESTS).parts[0] not in _NO_OFFICE and _A_DAY_OF_NOBODY.search(path.read_text())
    ]
    assert not slips, "write today(TIMEZONE): an office in America is a day behind UTC in the evening"
