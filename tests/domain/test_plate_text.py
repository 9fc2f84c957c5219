"""Plate texts: identity, lookup, look-alikes, repairs."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.errors import InvalidInput
from casework.domain.plate_text import (
    PlateStyle,
    canonical,
    confusable_with,
    nearness,
    search_key,
    suggestions,
)

CALIFORNIA = PlateStyle(
    patterns=("dLMLddd",),
    max_length=7,
    classes={"L": "ABCDEFGHJKLMNPRSTUVWXYZ", "M": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
)
GERMANY = PlateStyle(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ0123456789", max_length=8)
VIETNAM = PlateStyle(
    alphabet="ABCDEFGHKLMNPSTUVXYZĐ0123456789", patterns=("ddLddddd", "ddLdddd"), max_length=9
)


@pytest.mark.parametrize(
    ("display", "key"),
    [
        ("abc-1234", "ABC1234"),
        ("A.B.C·1234", "ABC1234"),
        ("51F-123.45", "51F12345"),
        ("51f 12345", "51F12345"),
        ("WÜ-AB 123", "WÜAB123"),
        ("WU\u0308-AB 123", "WÜAB123"),
        ("８ABC１２３", "8ABC123"),
        ("8ABC١٢٣", "8ABC123"),
        ("8\u200bABC\u00a0123", "8ABC123"),
        ("ß1", "SS1"),
        ("x²", "X2"),
    ],
)
def test_a_plate_has_one_identity_however_it_is_written(display: str, key: str) -> None:
    assert canonical(display) == key


@pytest.mark.parametrize(
    ("display", "key"),
    [
        ("WÜ-AB 123", "WUAB123"),
        ("А123ВС77", "A123BC77"),
        ("A123BC77", "A123BC77"),
        ("BOB", "B0B"),
        ("B0B", "B0B"),
        ("LÖ-A 1", "L0A1"),
        ("29Đ-1", "29D1"),
        ("ΑΒΕ 1", "ABE1"),
    ],
)
def test_the_lookup_key_joins_what_looks_alike(display: str, key: str) -> None:
    assert search_key(canonical(display)) == key


def test_diacritics_pass_only_where_the_alphabet_has_them() -> None:
    assert canonical("WÜ-AB 123", GERMANY) == "WÜAB123"
    assert canonical("29Đ-1234", VIETNAM) == "29Đ1234"
    with pytest.raises(InvalidInput) as refused:
        canonical("WÜ-AB 12", CALIFORNIA)
    assert "Ü" in refused.value.errors["plate"]


@pytest.mark.parametrize("typed", ["", " - . ", "\u200b", "ABCDEFGH1", "A123ВС7", "!"])
def test_empty_too_long_and_foreign_plates_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        canonical(typed, CALIFORNIA)


def test_i_o_and_q_stand_only_in_the_middle_in_california() -> None:
    assert CALIFORNIA.fits("7KOT402")
    assert not CALIFORNIA.fits("7OKT402")
    assert not CALIFORNIA.fits("KRT4021")


def test_a_new_mark_that_looks_like_one_in_use_is_found() -> None:
    in_use = [("B0B", "B0B"), ("BAB", "BAB")]
    assert confusable_with("BOB", in_use) == ("B0B",)
    assert confusable_with("BIB", in_use) == ()


def test_lookup_tells_exact_from_similar_from_possible() -> None:
    assert nearness("B0B", "B0B") == "exact"
    assert nearness("BOB", "B0B") == "similar"
    assert nearness("8OB", "B08") == "possible"
    assert nearness("BOB", "BAB") is None


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("7KRTO23", ("7KRT023",)),
        ("IKRT123", ("1KRT123",)),
        ("7K0T123", ("7KOT123", "7KQT123", "7KDT123")),
        ("75RT123", ("7SRT123",)),
        ("7KRT023", ()),
        ("7KRTX23", ()),
    ],
)
def test_a_letter_in_a_digits_place_is_offered_as_the_digit(typed: str, offered: tuple[str, ...]) -> None:
    assert suggestions(typed, CALIFORNIA) == offered


@given(st.text(max_size=30))
def test_the_identity_of_an_identity_is_itself(typed: str) -> None:
    try:
        once = canonical(typed)
    except InvalidInput:
        return
    assert canonical(once) == once


@given(st.text(alphabet="ABCDILOQSUZ0123456789ÜĐА", min_size=1, max_size=9))
def test_the_lookup_key_of_a_lookup_key_is_itself(typed: str) -> None:
    levels: tuple[Literal[1, 2], ...] = (1, 2)
    for level in levels:
        key = search_key(canonical(typed), level)
        assert search_key(key, level) == key


@given(st.text(alphabet="ABCDILOQSUZ0123456789", min_size=7, max_size=7))
def test_every_suggestion_fits_a_pattern_and_looks_like_what_was_typed(typed: str) -> None:
    for offered in suggestions(typed, CALIFORNIA):
        assert CALIFORNIA.fits(offered)
        assert search_key(offered, 2) == search_key(typed, 2)
