"""VINs: every figure and example of the specification, and what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain import vin
from casework.domain.findings import Severity

GOOD = [
    ("1M8GDM9AXKP042788", 1989), ("11111111111111111", 2001), ("5GZCZ43D13S812715", 2003),
    ("1HGCM82633A004352", 2003), ("1G4AH59H45G118341", 2005), ("1FTEX1EM9EFD29979", 2014),
    ("WBA3A5G59DNP26082", 2013), ("KNDCE3LG2L5073161", 2020), ("5FNYF5H59HB011946", 2017),
    ("WDBEA30D3HA391172", 1987), ("JHMCM56557C404453", 2007), ("1GYFK63878R248711", 2008),
    ("5N1NJ01CXST000001", 1995), ("1GNEK13ZX3R298984", 2003), ("1J9RP1A36A1644345", 2010),
    ("YT9NN1U14KA007175", 2019),
]  # fmt: skip
WRONG_DIGIT = [
    ("1HGCM82633A004353", "5"), ("1M8GDM9A1KP042788", "X"), ("1M8GDM9AXKP042789", "1"),
    ("1FTFW1ET5DFC10312", "9"), ("2T1BURHE0JC034461", "5"), ("5YJSA1E26HF000337", "7"),
    ("4T1BF1FK5CU100001", "9"), ("1G1YY22G965104385", "8"),
]  # fmt: skip
FOREIGN = ["WP0ZZZ99ZTS392124", "WAUZZZ8K9BA123456", "VF1LM1B0H36666155", "XTAGFK330JY144213"]


def codes(text: str, **given_: object) -> list[str]:
    return [finding.code for finding in vin.check_vin(text, **given_).findings]  # type: ignore[arg-type]  # a test table


@pytest.mark.parametrize(("number", "year"), GOOD)
def test_a_good_vin_passes_and_tells_its_year(number: str, year: int) -> None:
    checked = vin.check_vin(number, year=year)
    assert checked.ok
    assert checked.findings == ()
    assert checked.years == (year,)


@pytest.mark.parametrize(("number", "right"), WRONG_DIGIT)
def test_a_wrong_check_digit_stops_a_north_american_vin(number: str, right: str) -> None:
    checked = vin.check_vin(number)
    assert vin.check_digit(number) == right
    assert codes(number) == ["VIN_CHECK_DIGIT"]
    assert not checked.ok
    assert checked.needs_inspection


@pytest.mark.parametrize("number", FOREIGN)
def test_a_foreign_vin_without_check_digit_is_a_warning(number: str) -> None:
    checked = vin.check_vin(number)
    assert checked.ok
    assert [f.severity for f in checked.findings] == [Severity.WARNING]
    assert checked.needs_inspection


def test_the_official_sample_has_check_digit_four() -> None:
    assert vin.check_digit("1G4AH59H?5G118341".replace("?", "0")) == "4"


@pytest.mark.parametrize(
    "number",
    ["1M8GDM9AXKP042788", "1M8GDM9AXSP042788", "1M8GDM9AXBP042788", "1HGCM82363A004352", "00000000000000000"],
)
def test_the_check_digit_lets_some_errors_through(number: str) -> None:
    assert vin.has_right_check_digit(number)


@pytest.mark.parametrize(
    ("typed", "found", "offered"),
    [
        ("1M8GDM9AXKP04278", ["VIN_LENGTH"], ()),
        ("IM8GDM9AXKP042788", ["VIN_CHARS"], ("1M8GDM9AXKP042788",)),
        ("1M8GDM9AXKPO42788", ["VIN_CHARS"], ("1M8GDM9AXKP042788",)),
        ("1M8GDM9AXKQ042788", ["VIN_CHARS"], ()),
        ("1M8-GDM9AXKP042788", [], ()),
        ("1m8gdm9axkp042788", [], ()),
        (" 1M8 GDM9A XKP 042788 ", [], ()),
        ("１M8GDM9AXKP042788", ["VIN_CHARS"], ()),
        ("1M8GDM9AXKP04278٨", ["VIN_CHARS"], ()),
        ("ıM8GDM9AXKP042788", ["VIN_CHARS"], ()),
        ("", ["VIN_LENGTH"], ()),
    ],
)
def test_a_malformed_vin_is_refused_and_a_repair_offered_only_if_it_fits(
    typed: str, found: list[str], offered: tuple[str, ...]
) -> None:
    assert codes(typed) == found
    assert vin.check_vin(typed).suggestions == offered


def test_a_year_letter_never_used_stops_a_north_american_vin() -> None:
    number = "1M8GDM9A0UP042788"
    number = number[:8] + vin.check_digit(number) + number[9:]
    assert codes(number) == ["VIN_YEAR_CODE"]


def test_a_declared_year_the_vin_does_not_mean_is_a_warning() -> None:
    assert codes("1HGCM82633A004352", year=2004) == ["VIN_YEAR_MISMATCH"]
    assert vin.check_vin("1HGCM82633A004352", year=2004).ok


def test_heavy_vehicles_leave_the_cycle_open() -> None:
    assert vin.decode_years("1M8GDM9AXKP042788", light=False) == (1989, 2019)
    assert codes("1M8GDM9AXKP042788", year=2019, light=False) == []


def test_a_vin_of_another_vehicle_is_an_error() -> None:
    assert codes("1HGCM82633A004352", taken=True) == ["VIN_DUPLICATE"]


@pytest.mark.parametrize("typed", ["12345", "IOQ-194756", "ABCDEFGHIJKLMNOPQ"])
def test_before_1981_any_number_of_five_to_seventeen_characters_will_do(typed: str) -> None:
    assert codes(typed, year=1967) == []
    assert codes(typed, kind="assigned") == []


@pytest.mark.parametrize(
    ("typed", "code"), [("1234", "VIN_LENGTH"), ("A" * 18, "VIN_LENGTH"), ("12é45", "VIN_CHARS")]
)
def test_before_1981_too_short_too_long_and_foreign_letters_are_refused(typed: str, code: str) -> None:
    assert codes(typed, year=1967) == [code]


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPRSTUVWXYZ", min_size=17, max_size=17))
def test_exactly_one_check_digit_fits_any_number(number: str) -> None:
    fitting = [d for d in "0123456789X" if vin.has_right_check_digit(number[:8] + d + number[9:])]
    assert len(fitting) == 1


@given(st.text(max_size=40))
def test_any_text_gets_a_verdict_and_cleaning_twice_is_cleaning_once(typed: str) -> None:
    checked = vin.check_vin(typed)
    assert checked.ok == (not [f for f in checked.findings if f.stops])
    assert vin.clean(checked.vin) == checked.vin
    assert all(vin.check_vin(offer).ok for offer in checked.suggestions if vin.decode_years(offer))


# number, model year, assigned by a state, read by an inspector, what stands against it (C.4)
ENTRIES = [
    ("1HGCM82633A004352", 2003, False, False, []),
    ("WP0ZZZ99ZTS392124", 1996, False, False, [("INSPECTION_REQUIRED", "inspection")]),  # no check digit
    ("WP0ZZZ99ZTS392124", 1996, False, True, []),
    ("CA123456", 2019, False, True, [("VIN_LENGTH", "vin_assigned")]),
    ("CA123456", 2019, True, False, [("INSPECTION_REQUIRED", "inspection")]),
    ("CA123456", 2019, True, True, []),
    ("CA123456", 1981, False, False, [("VIN_LENGTH", "vin_assigned")]),
    ("CA123456", 1980, False, False, []),  # before 1981 makers wrote what they liked
    ("O9Q1I234", 1967, False, False, []),
]


@pytest.mark.parametrize(("number", "year", "assigned", "inspected", "found"), ENTRIES)
def test_a_number_of_another_make_is_entered_only_when_somebody_read_it(
    number: str, year: int, assigned: bool, inspected: bool, found: list[tuple[str, str]]
) -> None:
    told = vin.entry_findings(number, year, assigned=assigned, inspected=inspected)
    assert [(one.code, one.field) for one in told] == found
