"""Odometer disclosure (49 CFR Part 580): who is exempt, what a reading must be, when it went backwards."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.findings import Finding

_MILE_IN_KM = Fraction(1609344, 1000000)
_MOST = 9_999_999

Unit = Literal["mi", "km"]


class Certified(StrEnum):
    """What the seller certifies about the reading: exactly one of three."""

    ACTUAL = "ACTUAL"
    EXCEEDS = "EXCEEDS_MECHANICAL_LIMITS"
    NOT_ACTUAL = "NOT_ACTUAL"


class Exemptions(Value):
    """The figures of 580.17, as data: the rule in force on the date of transfer."""

    gvwr_over_lb: int = 16_000
    last_ten_year_model: int = 2010
    years_until: int = 10
    years_after: int = 20


class Vehicle(Value):
    """What of a vehicle decides whether its odometer must be disclosed."""

    model_year: int
    gvwr_lb: int | None = None
    self_propelled: bool = True
    sold_by_maker_to_agency: bool = False
    new_before_first_use: bool = False


class Reading(Value):
    """One recorded reading, in whole units as they stood on the instrument."""

    value: int
    unit: Unit
    certified: Certified
    on: date


class ReadingCheck(Value):
    """What was found about a reading, and the brand the title must carry from now on."""

    findings: tuple[Finding, ...]
    brand: str | None


FEDERAL = Exemptions()


def exempt_from(model_year: int, rules: Exemptions = FEDERAL) -> date:
    """The first day a vehicle of this model year is exempt by age."""
    by_ten = model_year <= rules.last_ten_year_model
    return date(model_year + (rules.years_until if by_ten else rules.years_after), 1, 1)


def is_exempt(vehicle: Vehicle, transferred_on: date, rules: Exemptions = FEDERAL) -> bool:
    """Whether no disclosure is due: by weight, kind, age on the day of transfer, or first sale."""
    return (
        (vehicle.gvwr_lb is not None and vehicle.gvwr_lb > rules.gvwr_over_lb)
        or not vehicle.self_propelled
        or transferred_on >= exempt_from(vehicle.model_year, rules)
        or vehicle.sold_by_maker_to_agency
        or vehicle.new_before_first_use
    )


def parse_reading(text: str) -> int:
    """The whole reading somebody typed, thousands marked or not. Raises InvalidInput under `odometer`."""
    plain = "".join(str(unicodedata.decimal(c, c)) for c in text[:40].strip())
    if re.fullmatch(r"\d{1,3}(?:([., \u00a0\u202f'])\d{3}(?:\1\d{3})*)|\d{1,12}", plain):
        value = int(re.sub(r"\D", "", plain))
        if value <= _MOST:
            return value
        raise InvalidInput({"odometer": phrase("Check the odometer: it has too many digits")})
    if re.fullmatch(r"[\d., ]*\d[.,]\d{1,2}|\d+[.,]\d{4,}", plain):
        raise InvalidInput({"odometer": phrase("Enter the odometer in whole miles, without tenths")})
    raise InvalidInput({"odometer": phrase("Enter the odometer in figures, for example 84200")})


def check_reading(reading: Reading, history: Sequence[Reading], *, proven: bool = False) -> ReadingCheck:
    """Findings for a new reading against earlier ones. `proven`: a supervisor saw evidence of a repair."""
    earlier = [past for past in history if past.on <= reading.on]
    findings = []
    tainted = any(past.certified is Certified.NOT_ACTUAL for past in earlier)
    if reading.certified is Certified.ACTUAL:
        if any(_below(reading, past) for past in earlier if past.certified is not Certified.NOT_ACTUAL):
            findings.append(
                Finding(
                    "ODO_ROLLBACK",
                    phrase(
                        "An earlier reading of this vehicle is higher. Read the odometer again; if it is right,"
                        " say that it is not actual"
                    ),
                )
            )
        if tainted and not proven:
            said = phrase("An earlier reading was certified as not actual. A supervisor has to decide")
            findings.append(Finding("ODO_NOT_ACTUAL_BEFORE", said))
    brands = {Certified.NOT_ACTUAL: "ODO_NOT_ACTUAL", Certified.EXCEEDS: "ODO_EXCEEDS"}
    return ReadingCheck(tuple(findings), brands.get(reading.certified))


def check_signers(
    sellers: set[str], buyers: set[str], *, secure_power_of_attorney: bool = False
) -> tuple[Finding, ...]:
    """One seller's signature suffices; nobody signs for both sides, but by a secure power of attorney."""
    findings = []
    if not sellers:
        findings.append(Finding("ODO_UNSIGNED", phrase("One seller has to sign the odometer statement")))
    if not buyers:
        findings.append(Finding("ODO_UNSIGNED", phrase("The buyer has to sign the odometer statement")))
    if sellers & buyers and not secure_power_of_attorney:
        said = phrase(
            "The same person cannot sign the odometer statement for both sides. Have the other side sign"
        )
        findings.append(Finding("ODO_SAME_PERSON", said))
    return tuple(findings)


def _below(reading: Reading, past: Reading) -> bool:
    if reading.unit == past.unit:
        return reading.value < past.value
    # Two units: a difference that rounding to whole units can make is none.
    return _km(reading) + _MILE_IN_KM <= _km(past)


def _km(reading: Reading) -> Fraction:
    return reading.value * (_MILE_IN_KM if reading.unit == "mi" else Fraction(1))
