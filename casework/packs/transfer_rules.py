"""The figures that transfers of vehicles go by at one kind of office: days, limits, tests. Each from a day on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.base.values import Value, replace
from casework.domain.rules import VariableType

NAMES = frozenset({
    "notice_days", "dealer_notice_days", "application_days", "penalty_days", "dealer_new_days", "dealer_used_days",
    "heir_wait_days", "estate_limit", "smog_valid_days", "low_price_per_mille", "deficiency_days", "identity_required",
})  # fmt: skip
"""What a figure may be of. Limits of money are in minor units of the office's currency."""

SMOG_VARIABLES: dict[str, VariableType] = {
    "fuel": str,
    "body": str,
    "model_year": int,
    "gvwr_lb": int,
    "relationship": str,
    "kind": str,
    "year": int,
    "tie": str,
}
"""What a rule about emissions may read: the vehicle, the transfer, and the year of the transfer."""


class Figure(Value):
    """A number from `since` until before `until`."""

    code: str
    of: str
    since: date
    value: int
    until: date | None = None
    source: str = ""
    checked_on: date | None = None

    @property
    def valid_from(self) -> date:
        return self.since

    @property
    def valid_to(self) -> date | None:
        return self.until


class SmogRule(Value):
    """What is asked about emissions where `when` holds; the first that holds decides."""

    code: str
    outcome: str  # required | exempt | fee_instead
    when: str
    source: str = ""


class TransferRules(Value):
    """The rules of transfer of one kind of office."""

    figures: tuple[Figure, ...] = ()
    smog: tuple[SmogRule, ...] = ()
    and_or: str = "any"  # any | all: whether one owner of several joined by AND/OR may sell

    def figure(self, name: str, on: date) -> int | None:
        """The figure in force on the day of the event; None when the office has none."""
        held = [row for row in self.figures if row.of == name and row.since <= on]
        return next((row.value for row in held if row.until is None or on < row.until), None)

    def with_profile(self, profile: Mapping[str, Any]) -> "TransferRules":
        """These rules as one tenant says them: `{"and_or": "all", "figures": {"notice_days": 10}, "smog": "none"}`."""
        told = profile.get("figures")
        wanted = told if isinstance(told, Mapping) else {}
        rows = tuple(
            replace(row, value=wanted[row.of])
            if isinstance(wanted.get(row.of), int) and not isinstance(wanted.get(row.of), bool)
            else row
            for row in self.figures
        )
        and_or = profile.get("and_or")
        return replace(
            self,
            figures=rows,
            and_or=str(and_or) if and_or in ("any", "all") else self.and_or,
            smog=() if profile.get("smog") == "none" else self.smog,
        )


def transfer_rules(table: Mapping[str, Any] | None) -> TransferRules:
    """The rules of a loaded table; an office that transfers nothing has none."""
    if not table:
        return TransferRules()
    return TransferRules(
        figures=tuple(Figure(code=code, **row) for code, row in table["figures"].items()),
        smog=tuple(SmogRule(code=code, **row) for code, row in table["smog"].items()),
        and_or=table["and_or"],
    )
