"""Holds on a vehicle: which stop an act now, and what a clerk may be told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from casework.base.phrases import Phrase, phrase
from casework.base.values import Value
from casework.domain.findings import Finding
from casework.domain.vehicle_words import HOLDS

Action = Literal["transfer", "duplicate_title", "plate_transfer", "registration", "disposition"]

# What each hold stops unless a tenant says otherwise.
STOPS: dict[str, frozenset[Action]] = {
    "STOLEN": frozenset({"transfer", "plate_transfer", "duplicate_title", "registration"}),
    "LIEN": frozenset({"transfer"}),
    "COURT": frozenset({"transfer", "duplicate_title"}),
    "LITIGATION": frozenset({"transfer", "duplicate_title"}),
    "DIVORCE": frozenset({"transfer", "duplicate_title"}),
    "FEES_DUE": frozenset({"transfer", "registration"}),
    "DISHONOURED_PAYMENT": frozenset({"transfer", "registration"}),
    "PARKING_TOLL": frozenset({"registration"}),
    "CHILD_SUPPORT": frozenset({"registration"}),
    "FRAUD_REVIEW": frozenset({"transfer", "plate_transfer", "duplicate_title", "registration"}),
    "BANKRUPTCY": frozenset({"transfer"}),
    "EMISSIONS": frozenset({"registration"}),
    "RECALL_STOP_SALE": frozenset({"registration"}),
    "INSURANCE_LAPSE": frozenset({"registration"}),
    "LEGAL_HOLD": frozenset({"disposition"}),
}
# Who asks about these must not learn why: the clerk refers, the placing agency is told.
_SILENT = frozenset({"STOLEN", "FRAUD_REVIEW"})


class Hold(Value):
    """One hold, in force from `since` until before `until`; each stands and falls alone."""

    code: str
    since: datetime
    until: datetime | None = None
    stops: frozenset[Action] | None = None

    def is_active(self, at: datetime) -> bool:
        """Whether the hold is in force at this instant."""
        return self.since <= at and (self.until is None or at < self.until)

    def blocks(self, action: Action) -> bool:
        """Whether it stops this act while in force."""
        return action in (STOPS.get(self.code, frozenset()) if self.stops is None else self.stops)


def blocking(holds: Iterable[Hold], action: Action, at: datetime) -> tuple[Hold, ...]:
    """The holds that stop `action` at this instant."""
    return tuple(hold for hold in holds if hold.is_active(at) and hold.blocks(action))


def check_holds(holds: Iterable[Hold], action: Action, at: datetime) -> tuple[Finding, ...]:
    """One finding for each hold in the way, without a word that would warn a thief."""
    return tuple(Finding(_code(hold), _said(hold)) for hold in blocking(holds, action, at))


def _code(hold: Hold) -> str:
    return "HOLD_ACTIVE" if hold.code in _SILENT else f"HOLD_ACTIVE:{hold.code}"


def _said(hold: Hold) -> Phrase:
    if hold.code in _SILENT:
        return phrase("Refer this to a supervisor")
    word = HOLDS.get(hold.code) or hold.code.replace("_", " ").lower()
    return Phrase(_CURES.get(hold.code, _BY_AGENCY).text, {"hold": word})


_BY_AGENCY = phrase("A hold stands in the way: %(hold)s. The agency that placed it has to release it first")
_BY_MONEY = phrase("A hold stands in the way: %(hold)s. When what is due is paid, a cashier releases it")
_BY_ORDER = phrase("A hold stands in the way: %(hold)s. Ask for the order of the court that ends it")
_CURES = {
    **dict.fromkeys(("FEES_DUE", "DISHONOURED_PAYMENT", "PARKING_TOLL"), _BY_MONEY),
    **dict.fromkeys(("COURT", "LITIGATION", "DIVORCE", "BANKRUPTCY"), _BY_ORDER),
    "LIEN": phrase("A hold stands in the way: %(hold)s. Ask the lender for the release"),
}
