"""Vehicle identification numbers: cleaning, check digit, model year, findings by severity (49 CFR 565.15)."""

from typing import Literal

from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.findings import Finding, warning

_VALUES = dict(
    zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "012345678912345678123457923456789"), strict=True)
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_LENGTH = 17
_YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"  # A is 1980, and again 2010
_FIRST_STANDARD_YEAR = 1981
_UPPER = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", " -\u2010\u2011\u2013\t\n\r\u00a0"
)
_MISREAD = str.maketrans("IOQ", "100")
_NORTH_AMERICA = "12345"

Kind = Literal["standard", "assigned"]


class VinCheck(Value):
    """A VIN as typed, cleaned, with what was found, the repairs to offer and the years it may mean."""

    vin: str
    findings: tuple[Finding, ...]
    suggestions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    @property
    def ok(self) -> bool:
        """No error was found. It is plausible, never proven: compare it with the title."""
        return not any(finding.stops for finding in self.findings)

    @property
    def needs_inspection(self) -> bool:
        """Somebody has to read the number on the vehicle."""
        return any(finding.code == "VIN_CHECK_DIGIT" for finding in self.findings)


def clean(text: str) -> str:
    """`text` upper-cased in ASCII only, without spaces and hyphens. Foreign digits stay, to be refused."""
    return text.translate(_UPPER)


def check_digit(vin: str) -> str:
    """The digit that position 9 must hold. `vin` has 17 characters, none of them I, O or Q."""
    return "0123456789X"[sum(_VALUES[c] * w for c, w in zip(vin, _WEIGHTS, strict=True)) % 11]


def has_right_check_digit(vin: str) -> bool:
    """Whether a well-formed VIN carries its check digit."""
    return _is_well_formed(vin) and check_digit(vin) == vin[8]


def decode_years(vin: str, *, light: bool = True) -> tuple[int, ...]:
    """The model years position 10 may mean, none for a letter never used.

    In light vehicles (cars, vans, trucks up to 10,000 lb) position 7 tells which 30-year cycle it is.
    """
    if len(vin) != _LENGTH or vin[9] not in _YEAR_CODES:
        return ()
    early = 1980 + _YEAR_CODES.index(vin[9])
    if not light:
        return (early, early + 30)
    return (early,) if vin[6].isdigit() else (early + 30,)


def check_vin(
    text: str, *, year: int | None = None, kind: Kind = "standard", light: bool = True, taken: bool = False
) -> VinCheck:
    """The verdict on a typed VIN. `year` is the declared model year, `taken`: another vehicle here has it."""
    vin = clean(text)
    old = kind == "assigned" or (year is not None and year < _FIRST_STANDARD_YEAR)
    found = _check_old(vin) if old else _check_standard(vin, year, light)
    if taken:
        found.append(
            Finding(
                "VIN_DUPLICATE",
                phrase("Another vehicle here already has this VIN. Compare it with the title"),
            )
        )
    years = () if old else decode_years(vin, light=light)
    return VinCheck(vin, tuple(found), () if old else suggestions(vin), years)


def is_odd(vin: str, year: int | None = None) -> bool:
    """Whether everything about a North American number is right but its check digit.

    Its maker may have made the error, or it came grey over a border: somebody has to see where it stands, and say so.
    """
    found = [finding.code for finding in check_vin(vin, year=year).findings if finding.stops]
    return found == ["VIN_CHECK_DIGIT"]


def entry_findings(vin: str, year: int, *, assigned: bool, inspected: bool) -> tuple[Finding, ...]:
    """What stands against entering a vehicle under a number of another make, for the question that each is about.

    Since 1981 a number has 17 characters, unless a state assigned one; where nothing in it can be checked, somebody has
    to have read it on the vehicle. Older numbers are as their makers wrote them.
    """
    if year < _FIRST_STANDARD_YEAR:
        return ()
    short = len(vin) != _LENGTH
    if short and not assigned:
        said = phrase(
            "A vehicle of 1981 or later has a VIN of 17 characters. Compare it with the title, or say that a state"
            " assigned this number"
        )
        return (Finding("VIN_LENGTH", said, field="vin_assigned"),)
    if inspected:
        return ()
    if is_odd(vin, year):
        said = phrase(
            "One character of this VIN is wrong, or two changed places. Compare it with the title. If it stands there"
            " exactly like this, add the report of an inspector who read it on the vehicle"
        )
        return (Finding("VIN_CHECK_DIGIT", said, field="vin"),)
    if not (short or check_vin(vin, year=year).needs_inspection):
        return ()
    said = phrase(
        "Nothing in this VIN can be checked. Add the report of an inspector who read it on the vehicle"
    )
    return (Finding("INSPECTION_REQUIRED", said, field="inspection"),)


def suggestions(vin: str) -> tuple[str, ...]:
    """What was probably meant where I, O or Q was typed: offered only if the check digit then fits."""
    repaired = vin.translate(_MISREAD)
    return (repaired,) if repaired != vin and has_right_check_digit(repaired) else ()


def _is_well_formed(vin: str) -> bool:
    return len(vin) == _LENGTH and all(c in _VALUES for c in vin)


def _check_old(vin: str) -> list[Finding]:
    """Before 1981, and numbers a state assigned: no format, I, O and Q allowed, nothing is padded."""
    if 5 <= len(vin) <= _LENGTH and vin.isascii() and vin.isalnum():
        return []
    said = phrase("Enter 5 to 17 letters and digits, as they stand on the title")
    return [Finding("VIN_LENGTH" if vin.isascii() and vin.isalnum() else "VIN_CHARS", said)]


def _check_standard(vin: str, year: int | None, light: bool) -> list[Finding]:
    found = []
    if len(vin) != _LENGTH:
        said = phrase("Enter all 17 characters of the VIN. This has %(count)s", count=len(vin))
        found.append(Finding("VIN_LENGTH", said))
    wrong = "".join(dict.fromkeys(c for c in vin if c not in _VALUES))
    if wrong:
        said = phrase(
            "A VIN has the letters A to Z without I, O and Q, and digits. Check %(wrong)s", wrong=wrong
        )
        found.append(Finding("VIN_CHARS", said))
    return found or [*_check_digit_of(vin), *_check_year(vin, year, light)]


def _check_digit_of(vin: str) -> list[Finding]:
    if check_digit(vin) == vin[8]:
        return []
    if vin[0] in _NORTH_AMERICA:
        said = phrase("Compare this VIN with the title: one character is wrong, or two changed places")
        return [Finding("VIN_CHECK_DIGIT", said)]
    # Outside North America position 9 need not be a check digit.
    return [warning("VIN_CHECK_DIGIT", phrase("This VIN has no check digit. Compare it with the title"))]


def _check_year(vin: str, year: int | None, light: bool) -> list[Finding]:
    years = decode_years(vin, light=light)
    if not years and vin[0] in _NORTH_AMERICA:
        said = phrase("Check the 10th character, %(code)s: no model year has it", code=vin[9])
        return [Finding("VIN_YEAR_CODE", said)]
    if years and year is not None and year not in years:
        meant = ", ".join(map(str, years))
        said = phrase(
            "The VIN says model year %(meant)s, the application %(year)s. Compare both with the title",
            meant=meant,
            year=year,
        )
        return [warning("VIN_YEAR_MISMATCH", said)]
    return []
