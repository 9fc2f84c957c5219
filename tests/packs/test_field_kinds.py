"""What is typed becomes a value, or a sentence that says what to type."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.packs.field_kinds import (
    KINDS,
    Asking,
    BadAnswer,
    accept_value,
    parts_of,
    read_answer,
    show_answer,
    split_answer,
)
from casework.packs.model import Field, Option
from casework.packs.text import Text

US = Asking("en", "US", "USD")
OPTIONS = (Option("a", Text({"en": "First", "vi": "Một"})), Option("b", Text({"en": "Second"})))


def field(kind: str, **more: Any) -> Field:
    options = OPTIONS if kind in ("choice", "choices") else ()
    label = Text({"en": "Label"})
    return Field("it", kind, label, "matter", label, ("handler",), "P1Y", options=options, **more)


def boxes(kind: str, typed: Any) -> dict[str, list[str]]:
    if isinstance(typed, dict):
        return {part: [value] for part, value in typed.items()}
    return {parts_of(field(kind))[0]: typed if isinstance(typed, list) else [typed]}


HOUSE = {"line1": "1 Oak St", "city": "Northport", "region": "CA", "postcode": "94590"}
ID = "0190b5a8-7d2e-7c31-9b0a-1f1f6f0c9a11"


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        ("text", "  two   words ", "two words", "two words"),
        ("long_text", "one\r\ntwo", "one\ntwo", "one\ntwo"),
        ("name", "Nguyễn Thị Ánh", "Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("name", "राजेश शर्मा", "राजेश शर्मा", "राजेश शर्मा"),
        ("email", "Ana@EXAMPLE.com", "Ana@example.com", "Ana@example.com"),
        ("phone", "(415) 555-2671", "+14155552671", "(415) 555-2671"),
        ("phone", "+84 912 345 678", "+84912345678", "+84 912 345 678"),
        ("date", {"day": "6", "month": "11", "year": "2026"}, "2026-11-06", "November 6, 2026"),
        ("date", {"day": "६", "month": "११", "year": "२०२६"}, "2026-11-06", "November 6, 2026"),
        ("money", "14,200.50", {"minor": 1420050, "currency": "USD"}, "$14,200.50"),
        ("integer", "1,204", 1204, "1,204"),
        ("odometer", "148,213", 148213, "148,213"),
        ("choice", "a", "a", "First"),
        ("choices", ["b", "a", "b"], ["a", "b"], "First, Second"),
        ("yes_no", "no", False, "No"),
        ("vin", "1m8-gdm9axkp042788", "1M8GDM9AXKP042788", "1M8GDM9AXKP042788"),
        ("vin", "CF-17243", "CF17243", "CF17243"),
        (
            *("vin", {"": "1HGCM82633A004353", "stands": "yes"}),
            *("1HGCM82633A004353", "1HGCM82633A004353"),
        ),
        ("plate", "8abc 123", "8ABC 123", "8ABC 123"),
        ("place", {"text": "4th and Main", "lat": "37.7712345678", "lon": "-122.2"}, None, "4th and Main"),
        ("file", [ID, ID], [ID], "1 file"),
        ("id_number", "D 123-4567", "D 123-4567", "D 123-4567"),
        ("address", HOUSE, {**HOUSE, "line2": "", "country": "US"}, "1 Oak St, Northport, CA 94590"),
    ],
)
def test_what_is_typed_becomes_a_value_and_words(kind: str, typed: Any, value: Any, shown: str) -> None:
    read = read_answer(field(kind), boxes(kind, typed), US)
    assert value is None or read == value
    assert str(show_answer(field(kind), read, US)) == shown
    assert accept_value(field(kind), read, US) == read


@pytest.mark.parametrize(
    ("kind", "typed", "part", "said"),
    [
        ("text", "\x00", "", "can’t be stored"),
        ("text", "a\ud800", "", "can’t be stored"),
        ("text", "x" * 201, "", "Use 200 characters or fewer"),
        ("name", "123", "", "in letters"),
        ("email", "ana@", "", "name@example.com"),
        ("phone", "12", "", "area code"),
        ("date", {"day": "6", "month": "11"}, "year", "needs a year"),
        ("date", {"day": "31", "month": "2", "year": "2026"}, "day", "fewer days"),
        ("date", {"day": "x", "month": "2", "year": "2026"}, "day", "1 to 31"),
        ("date", {"day": "1", "month": "13", "year": "2026"}, "month", "1 to 12"),
        ("date", {"day": "1", "month": "1", "year": "26"}, "year", "four digits"),
        ("money", "ten", "", "in figures"),
        ("money", "-5", "", "without a minus"),
        ("money", "5.005", "", "2 decimals"),
        ("integer", "1.5", "", "whole number"),
        ("odometer", "48213.6", "", "without tenths"),
        ("odometer", "99999999", "", "that many digits"),
        ("choice", "z", "", "Choose one of"),
        ("choices", ["a", "z"], "", "Choose one of"),
        ("yes_no", "perhaps", "", "yes or no"),
        ("vin", "1M8GDM9AXKPO42788", "", "Is it 1M8GDM9AXKP042788?"),
        ("vin", "1HGCM82633A004353", "", "Compare this VIN"),
        ("plate", "***", "", "Enter the plate"),
        ("place", {"text": "", "lat": "1"}, "text", "Say where it is"),
        ("place", {"text": "x", "lat": "north"}, "lat", "on the map"),
        ("file", ["../../etc/passwd"], "", "Add the file anew"),
        ("file", [ID, ID.replace("0190", "0191")], "", "Add one file"),
        ("id_number", "<script>", "", "letters and digits"),
        ("address", {"line1": "1 Oak St"}, "city", "Enter the town"),
        ("address", {**HOUSE, "postcode": "9459"}, "postcode", "5 digits"),
        ("address", {**HOUSE, "country": "United"}, "country", "two letters"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_box(kind: str, typed: Any, part: str, said: str) -> None:
    with pytest.raises(BadAnswer) as told:
        read_answer(field(kind), boxes(kind, typed), US)
    assert said in str(told.value.errors[part])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_typed_is_nothing_where_nothing_must_be(kind: str) -> None:
    assert read_answer(field(kind, required=False), {}, US) is None
    assert accept_value(field(kind, required=False), None, US) is None
    assert split_answer(field(kind), None, US) == {}
    assert show_answer(field(kind), None, US) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_what_must_be_answered_is_asked_for_in_its_first_box(kind: str) -> None:
    with pytest.raises(BadAnswer) as told:
        read_answer(field(kind), {}, US)
    assert list(told.value.errors) == [parts_of(field(kind))[0]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "value", [object(), 3.5, {"minor": "1"}, [1], "\ud800" * 3, {"text": 4}, True, 10**30]
)
def test_a_value_of_another_kind_is_refused_not_broken(kind: str, value: Any) -> None:
    try:
        accept_value(field(kind), value, US)
    except BadAnswer as told:
        assert told.errors
    else:
        assert (kind, value) in [("yes_no", True)]


def test_an_amount_follows_the_language_as_the_country_writes_it() -> None:
    here, spain = Asking("es", "US", "USD"), Asking("es", "ES", "USD")
    value = {"minor": 1420050, "currency": "USD"}
    for typed in ("14.200,50", "14,200.50"):
        assert read_answer(field("money"), {"": [typed]}, here) == value
        assert read_answer(field("money"), {"": [typed]}, spain) == value
    assert split_answer(field("money"), value, here) == {"": ["14200.50"]}
    assert split_answer(field("money"), value, spain) == {"": ["14200,50"]}
    assert show_answer(field("money"), value, here) == "$14,200.50"
    assert show_answer(field("money"), value, spain) == "14.200,50\N{NO-BREAK SPACE}US$"
    assert show_answer(field("money"), value, Asking("vi", "US", "USD")) == "14.200,50\N{NO-BREAK SPACE}US$"


def test_a_value_in_another_currency_is_refused() -> None:
    with pytest.raises(BadAnswer, match="USD"):
        accept_value(field("money"), {"minor": 1, "currency": "EUR"}, US)


def test_a_device_that_does_not_know_where_it_is_gives_no_point() -> None:
    assert read_answer(field("place"), boxes("place", {"text": "x", "lat": "0", "lon": "0"}), US) == {
        "text": "x"
    }


@given(st.sampled_from(KINDS), st.text(max_size=60))
def test_no_text_breaks_a_kind(kind: str, typed: str) -> None:
    given = {part: [typed] for part in parts_of(field(kind))}
    try:
        value = read_answer(field(kind), given, US)
    except BadAnswer:
        return
    assert value is None or accept_value(field(kind), value, US) == value
