"""Emissions certificates: whether one is required (ordered rules, the first that says yes), and still valid."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.findings import Finding
from casework.domain.rules import Rule

Outcome = Literal["required", "exempt", "fee_instead"]


class EmissionRule(Value):
    """One row of a tenant's table."""

    when: Rule
    outcome: Outcome


class Certificate(Value):
    """What the seller provided."""

    issued_on: date
    passed: bool


def requirement(rules: Sequence[EmissionRule], values: Mapping[str, object]) -> Outcome:
    """What the first rule that says yes asks for; a certificate when none does."""
    return next((rule.outcome for rule in rules if rule.when.evaluate(values).ok), "required")


def check_certificate(
    certificate: Certificate | None, transferred_on: date, *, valid_days: int = 90
) -> tuple[Finding, ...]:
    """Why the certificate does not do on the day of transfer."""
    if certificate is None:
        return (
            Finding(
                "SMOG_MISSING",
                phrase(
                    "The seller has to provide an emissions certificate. Ask the seller for it, and add it"
                ),
            ),
        )
    if not certificate.passed:
        return (
            Finding(
                "SMOG_FAILED",
                phrase("The vehicle did not pass the emissions test. Have it repaired and tested again"),
            ),
        )
    if 0 <= (transferred_on - certificate.issued_on).days <= valid_days:
        return ()
    said = phrase(
        "This emissions certificate is too old: it counts for %(days)s days before the transfer."
        " Have the vehicle tested again",
        days=valid_days,
    )
    return (Finding("SMOG_EXPIRED", said),)
