"""Is this somebody we know: reasons, order, and never a name alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.email import email_key, normal_email
from casework.domain.likeness import address_likeness, name_likeness, text_likeness
from casework.domain.matching import Traits, match, matches

BORN = date(1984, 5, 2)
MINH = Traits(
    "Nguyễn Thị Minh Khai", BORN, frozenset({"minh@example.org"}), frozenset({"+14155550142"}),
    frozenset({"12 oak street northport"}), {"tax": 42},
)  # fmt: skip


def found(**traits: object) -> tuple[str, set[str]] | None:
    result = match(Traits(**{"name": "Minh Khai Nguyen", **traits}), "x", MINH)  # type: ignore[arg-type]  # a test table
    return None if result is None else (result.band, {reason.code for reason in result.reasons})


def test_a_name_alone_is_never_offered() -> None:
    assert found() is None
    assert found(name="Nguyễn Thị Minh Khai") is None


@pytest.mark.parametrize(
    ("traits", "band", "codes"),
    [
        ({"identifiers": {"tax": 42}}, "exact", {"identifier", "name"}),
        ({"emails": frozenset({"minh@example.org"})}, "likely", {"email", "name"}),
        ({"phones": frozenset({"+14155550142"})}, "possible", {"phone", "name"}),
        ({"addresses": frozenset({"12 Oak Street, Northport"})}, "possible", {"address", "name"}),
        ({"birth_date": BORN}, "possible", {"birth_date", "name"}),
        ({"birth_date": BORN, "addresses": frozenset({"12 Oak Street, Northport"})}, "likely",
         {"birth_date", "address", "name"}),
    ],
)  # fmt: skip
def test_identifiers_come_first_then_contacts_then_name_with_address(
    traits: dict[str, object], band: str, codes: set[str]
) -> None:
    assert found(**traits) == (band, codes)


def test_what_speaks_against_is_said_and_lowers_the_band() -> None:
    assert found(identifiers={"tax": 42}, birth_date=date(1950, 1, 1)) == (
        "likely", {"identifier", "name", "other_birth_date"},
    )  # fmt: skip
    assert found(identifiers={"tax": 7}, emails=frozenset({"minh@example.org"})) is None
    assert found(name="Peter Smith", emails=frozenset({"minh@example.org"})) is None
    shared = found(name="Peter Smith", emails=MINH.emails, phones=MINH.phones)
    assert shared == ("possible", {"email", "phone", "other_name"})


def test_the_likeliest_comes_first_and_only_a_few() -> None:
    known = [("phone", Traits("Minh Khai Nguyen", phones=MINH.phones)), ("id", Traits("X Y", identifiers={"tax": 42})),
             ("both", Traits("Minh Khai Nguyen", phones=MINH.phones, emails=MINH.emails)),
             ("name", Traits("Nguyễn Thị Minh Khai"))]  # fmt: skip
    assert [one.person for one in matches(MINH, known)] == ["id", "both", "phone"]
    assert len(matches(MINH, known * 5)) == 5


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Nguyễn Thị Minh Khai", "minh khai nguyen thi", 1.0, 1.0),
        ("José García Márquez", "Jose Garcia", 0.9, 0.97),
        ("J. Garcia", "José García", 0.9, 0.99),
        ("Jon Smith", "John Smith", 0.9, 0.99),
        ("Maria da Silva", "Mario da Silva", 0.85, 0.99),
        ("Peter Smith", "Nguyen Minh", 0.0, 0.59),
        ("Smith", "Peter Smith", 0.0, 0.7),
        ("", "Peter", 0.0, 0.0),
        ("अमित शर्मा", "अमित शर्मा", 1.0, 1.0),
    ],
)
def test_names_are_as_alike_as_people_find_them(one: str, other: str, least: float, most: float) -> None:
    assert least <= name_likeness(one, other) <= most


def test_another_house_number_is_another_address() -> None:
    assert address_likeness("12 Oak Street Northport", "Oak Street 12, Northport") == 1
    assert address_likeness("12 Oak Street Northport", "14 Oak Street Northport") == 0


def test_a_short_text_inside_a_long_one_is_alike() -> None:
    assert text_likeness("big pothole Main Street", "there is a big pothole in Main Street since May") == 1
    assert text_likeness("pothole", "graffiti") == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ana@EXAMPLE.org ", "Ana@example.org"),
        ("no", None),
        ("", None),
        ("a" * 250 + "@example.org", None),
        ("\ud800@example.org", None),
    ],
)
def test_an_address_is_kept_in_its_normal_form(typed: str, kept: str | None) -> None:
    assert normal_email(typed) == kept


def test_two_spellings_of_an_address_have_one_key() -> None:
    assert email_key(" Ana@Example.ORG") == email_key("ana@example.org") == email_key("ＡNA@example.org")


PEOPLE = st.builds(
    Traits,
    name=st.sampled_from(["Ana Silva", "Ana da Silva", "Peter Smith", "Minh Khai", ""]),
    birth_date=st.none() | st.sampled_from([BORN, date(1990, 1, 1)]),
    emails=st.frozensets(st.sampled_from("ab"), max_size=1),
    phones=st.frozensets(st.sampled_from("12"), max_size=1),
    addresses=st.frozensets(st.sampled_from(["1 oak st", "2 elm st"]), max_size=1),
    identifiers=st.dictionaries(st.just("tax"), st.integers(1, 2), max_size=1),
)


@given(PEOPLE, PEOPLE)
def test_matching_is_the_same_both_ways_and_never_by_name_alone(a: Traits, b: Traits) -> None:
    one, other = match(a, "x", b), match(b, "x", a)
    assert (one and one.score) == (other and other.score)
    if one is not None:
        assert {reason.code for reason in one.reasons if reason.points > 0} - {"name"}
        assert 1 <= one.score <= 100


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_a_share_and_the_same_both_ways(a: str, b: str) -> None:
    for measure in (name_likeness, text_likeness, address_likeness):
        assert 0 <= measure(a, b) <= 1.0000001
    assert text_likeness(a, b) == text_likeness(b, a)
