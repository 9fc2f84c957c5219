"""Vehicles that pass to heirs without probate: the wait after the death, the limit of the day of death."""

from collections.abc import Sequence
from datetime import date

from casework.base.money import Money
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.dated import in_force
from casework.domain.deadlines import first_allowed_day
from casework.domain.findings import Finding


class EstateLimit(Value):
    """The most an estate may be worth, for deaths from `valid_from` until before `valid_to`."""

    limit: Money
    valid_from: date
    valid_to: date | None = None


def check_affidavit(
    died_on: date, estate: Money, limits: Sequence[EstateLimit], *, today: date, wait_days: int = 40
) -> tuple[Finding, ...]:
    """Why an heir's affidavit cannot be taken today. Raises ValueError when no limit is known for that day."""
    valid = in_force(limits, died_on)
    if not valid:
        raise ValueError(f"There is no estate limit for a death on {died_on}. Add a row to the table.")
    findings = []
    if today < first_allowed_day(died_on, wait_days):
        said = phrase(
            "An heir’s affidavit is taken %(days)s days after the death at the earliest. Apply again then",
            days=wait_days,
        )
        findings.append(Finding("ESTATE_WAIT_PERIOD", said))
    if estate > valid[-1].limit:
        said = phrase(
            "The estate is over the limit for the day of death. The executor applies, with the letters of the court"
        )
        findings.append(Finding("ESTATE_OVER_LIMIT", said))
    return tuple(findings)
