"""How long records are kept: ISO 8601 periods from a trigger, the latest rule wins, holds stop everything."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.dated import is_in_force
from casework.domain.findings import Finding
from casework.domain.periods import add_months

# What may start the time a record is kept.
TRIGGERS = (
    "case_closed", "transfer_completed", "record_superseded", "last_activity", "fiscal_year_end",
    "tax_year_end", "relationship_end", "death", "plate_retired", "vehicle_retired", "agreement_end",
    "minor_turns_18", "last_claim", "disclosed",
)  # fmt: skip
_ISO = re.compile(r"P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?")


class Span(Value):
    """A length of calendar time; no length at all means for ever."""

    months: int = 0
    days: int = 0
    permanent: bool = False

    def after(self, day: date) -> date:
        """The day this long after `day`: 29 February and a year is 28 February."""
        if self.permanent:
            raise ValueError("What is kept for ever has no last day.")
        return add_months(day, self.months) + timedelta(days=self.days)


class Keep(Value):
    """One retention rule for a class of records, in force for a time."""

    code: str
    trigger: str
    span: Span
    valid_from: date = date.min
    valid_to: date | None = None


class Eligibility(Value):
    """From when a record may be disposed of, and the rule that says so; or what it still waits for."""

    on: date | None
    rule: Keep | None
    waits_for: tuple[str, ...] = ()
    permanent: bool = False


def parse_span(text: str) -> Span:
    """The span an ISO 8601 period stands for (P7Y, P1Y6M, P90D), or the word permanent. Raises ValueError."""
    if text == "permanent":
        return Span(permanent=True)
    found = _ISO.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no period. Write it like P7Y, P6M, P90D, or permanent.")
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    if not (years or months or weeks or days):
        raise ValueError(f"{text!r} keeps nothing. Write it like P7Y, P6M, P90D, or permanent.")
    return Span(years * 12 + months, weeks * 7 + days)


def eligible(rules: Iterable[Keep], triggers: Mapping[str, date | None], on: date) -> Eligibility:
    """When a record may go under the rules in force on `on`. Not before every trigger was reached."""
    valid = [rule for rule in rules if is_in_force(rule, on)]
    forever = next((rule for rule in valid if rule.span.permanent), None)
    if forever or not valid:
        # No rule at all: nothing was decided, so nothing is destroyed.
        return Eligibility(None, forever, permanent=True)
    waiting = tuple(dict.fromkeys(rule.trigger for rule in valid if triggers.get(rule.trigger) is None))
    if waiting:
        return Eligibility(None, None, waiting)
    dated = [(rule.span.after(day), rule) for rule in valid if (day := triggers[rule.trigger]) is not None]
    last, rule = max(dated, key=lambda pair: pair[0])
    return Eligibility(last, rule)


def check_disposal(
    found: Eligibility, *, today: date, holds: int, requests_pending: int
) -> tuple[Finding, ...]:
    """Why a record may not be destroyed, anonymised or erased today. Ask at the moment of disposal."""
    findings = []
    if found.on is None or today < found.on:
        findings.append(Finding("NOT_ELIGIBLE", phrase("The time to keep this is not over")))
    if holds > 0:
        findings.append(Finding("LEGAL_HOLD", phrase("A legal hold keeps this")))
    if requests_pending > 0:
        findings.append(Finding("REQUEST_PENDING", phrase("A request for records covers this")))
    return tuple(findings)


def fiscal_year_end(day: date, first_month: int = 1) -> date:
    """The last day of the fiscal year `day` falls in, for a year that begins with `first_month`."""
    next_start_year = day.year + (day.month >= first_month > 1) + (first_month == 1)
    return date(next_start_year, first_month, 1) - timedelta(days=1)


def turns_18(born_on: date) -> date:
    """The eighteenth birthday; of somebody born on 29 February, the 28th in a common year."""
    return add_months(born_on, 18 * 12)
