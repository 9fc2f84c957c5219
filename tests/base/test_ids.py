"""Case numbers people can say, receipt codes nobody can guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base import ids

KNOWN = "T-482-915-06"


def _whole(start: str) -> str:
    """The one number of ten that carries the right check digit."""
    (found,) = [f"{start}{d}" for d in range(10) if ids.parse_case_number(f"{start}{d}")]
    return found


def test_a_case_number_reads_back_however_it_was_typed() -> None:
    number = _whole(KNOWN)
    digits = number.replace("-", "")
    for typed in (number, number.lower(), digits, f" t {digits[1:]} ", number.replace("-", "–"), f"{digits}.",
                  "T " + "".join("०१२३४५६७८९"[int(d)] for d in digits[1:])):  # fmt: skip
        assert ids.parse_case_number(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "T", "482915067", "T-48", "T-482-915-0677", "\ud800", "T" * 500, "²-482-915"]
)
def test_what_is_no_case_number_is_none(typed: str) -> None:
    assert ids.parse_case_number(typed) is None


@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, by: int) -> None:
    number = ids.case_number("T").replace("-", "")
    wrong = list(number)
    wrong[1 + place] = str((int(wrong[1 + place]) + by) % 10)
    assert ids.parse_case_number("".join(wrong)) is None


@given(st.integers(1, 8))
def test_two_swapped_neighbours_are_always_found(place: int) -> None:
    number = list(ids.case_number("T").replace("-", ""))
    if number[place] != number[place + 1]:
        number[place], number[place + 1] = number[place + 1], number[place]
        assert ids.parse_case_number("".join(number)) is None


def test_case_numbers_are_not_sequential_and_parse() -> None:
    numbers = [ids.case_number("r") for _ in range(300)]
    assert len(set(numbers)) == 300
    assert all(ids.parse_case_number(number) == number for number in numbers)


def test_a_receipt_code_has_at_least_eighty_bits_and_forgives_its_reader() -> None:
    code = ids.spoken_code()
    assert len(code.replace("-", "")) * 5 >= 80
    assert ids.normalise_code(code.lower().replace("-", " ")) == code
    assert ids.normalise_code(code.replace("1", "l").replace("0", "o")) == code


def test_row_ids_are_ordered_by_time() -> None:
    made = [ids.new_id() for _ in range(100)]
    assert made == sorted(made)
    assert {one.version for one in made} == {7}


def test_only_a_hash_of_a_secret_is_kept() -> None:
    secret = ids.new_secret()
    assert len(secret) >= 22
    assert len(ids.secret_hash(secret)) == 32
    assert ids.secret_hash(secret) != ids.secret_hash(ids.new_secret())
