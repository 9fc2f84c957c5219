"""Codes of the vehicle register in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l

from casework.base.values import Value
from casework.domain.vehicle_words import BRANDS, CERTIFIED, HOLDS, JOINED
from casework.services.say import speak
from casework.services.vehicles.vehicle_view import HoldView

STATUSES = {
    "RESERVED": (_l("Reserved"), "info", "ring"),
    "IN_STOCK": (_l("In stock"), "idle", "ring"),
    "ISSUED": (_l("Issued, on no vehicle"), "info", "ring"),
    "ASSIGNED": (_l("Assigned now"), "good", "dot"),
    "HELD_BY_OWNER": (_l("Held by its owner"), "warn", "pause"),
    "SURRENDERED": (_l("Given back"), "idle", "square"),
    "LOST": (_l("Lost"), "bad", "cross"),
    "STOLEN": (_l("Stolen"), "bad", "cross"),
    "DAMAGED_REPLACED": (_l("Damaged and replaced"), "idle", "square"),
    "EXPIRED": (_l("Expired"), "idle", "square"),
    "REVOKED": (_l("Recalled"), "bad", "cross"),
    "RETIRED": (_l("Retired"), "idle", "square"),
    "AVAILABLE": (_l("Free again"), "idle", "square"),
}
EVENTS = {
    "reserved": _l("Reserved"),
    "stocked": _l("In stock"),
    "issued": _l("Issued"),
    "assigned": _l("Put on the vehicle"),
    "moved": _l("Moved to another vehicle"),
    "held": _l("Kept by its owner"),
    "surrendered": _l("Given back"),
    "lost": _l("Reported lost"),
    "stolen": _l("Reported stolen"),
    "damaged": _l("Damaged and replaced"),
    "lapsed": _l("Time ran out"),
    "revoked": _l("Recalled"),
    "found": _l("Found again"),
    "retired": _l("Retired"),
    "released": _l("Free again"),
}
PLACES = {"front": _l("Front"), "rear": _l("Rear"), "only": _l("The only piece")}
PIECES = {
    "GOOD": _l("there"),
    "LOST": _l("lost"),
    "STOLEN": _l("stolen"),
    "RETURNED": _l("given back"),
    "DESTROYED": _l("destroyed"),
}
REASONS = {
    "moved": _l("Moved to another vehicle"),
    "transfer": _l("Transfer"),
    "correction": _l("Correction"),
    "assigned": _l("Put on the vehicle"),
    "closed": _l("Taken off the vehicle"),
    "first_title": _l("First title here"),
    "voided": _l("Transfer taken back"),
}
# Who asks about these must not learn why: the reader refers, the agency that placed it knows.
SILENT = frozenset({"STOLEN", "FRAUD_REVIEW"})


class HoldLine(Value):
    """A hold as this reader may know it."""

    label: str
    placed_by: str | None
    since: datetime
    until: datetime | None
    active: bool


def hold_lines(holds: Iterable[HoldView], at: datetime, *, silent: bool) -> list[HoldLine]:
    """Holds in words. `silent`: those that must warn nobody only say whom to ask, and only while they last."""
    lines = []
    for hold in holds:
        active = hold.since <= at and (hold.until is None or at < hold.until)
        if silent and hold.code in SILENT:
            if active:
                lines.append(HoldLine(str(_l("Refer this to a supervisor")), None, hold.since, None, active))
            continue
        said = speak(HOLDS.get(hold.code, hold.code))
        lines.append(HoldLine(said, hold.placed_by, hold.since, hold.until, active))
    return lines


def hold_word(code: str, *, silent: bool = False) -> str:
    """A hold in words; of one that must warn nobody only whom to ask."""
    return speak(_l("Refer this to a supervisor") if silent else HOLDS.get(code, code))


def joined_word(conjunction: str) -> str:
    """What stands between the names of a set of owners. A lessor and a lessee are joined by nothing."""
    return speak(JOINED.get(conjunction, JOINED["AND"]))


def brand_word(code: str) -> str:
    """A brand in words."""
    return speak(BRANDS.get(code, code.replace("_", " ").capitalize()))


def certified_word(code: str) -> str:
    """What the seller certified, in words."""
    return speak(CERTIFIED.get(code, code))


def status_word(code: str) -> tuple[str, str, str]:
    """The state of a plate: word, tone, shape."""
    word, tone, shape = STATUSES.get(code, (code, "idle", "dot"))
    return str(word), tone, shape


def reason_word(code: str) -> str:
    """Why a row of history was recorded."""
    return str(REASONS.get(code, code))


def event_word(code: str) -> str:
    """What became of a plate, in words."""
    return str(EVENTS.get(code, code))


def place_word(code: str) -> str:
    """Where a piece of a plate is mounted."""
    return str(PLACES.get(code, code))


def piece_word(code: str) -> str:
    """What a piece of a plate is now."""
    return str(PIECES.get(code, code))
