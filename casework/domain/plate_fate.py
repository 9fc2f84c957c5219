"""What becomes of a plate: when its vehicle is sold, and when it is to move to another."""

from datetime import date, timedelta
from typing import Literal

from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.findings import Finding

HEAVY_LB = 10_000
"""Above this weight a vehicle is no passenger car (49 CFR 565.15 draws the same line for model years)."""
Follows = Literal["vehicle", "owner"]


class PlateFate(Value):
    """What a sale does to the plate; `until` ends the time the seller may keep it."""

    state: Literal["ASSIGNED", "HELD_BY_OWNER", "SURRENDERED"]
    until: date | None = None

    @property
    def closes_assignment(self) -> bool:
        """Whether plate and vehicle part on the day of transfer."""
        return self.state != "ASSIGNED"


class PlateMove(Value):
    """A plate that is to go to another vehicle."""

    registrants_now: frozenset[str]
    registrants_then: frozenset[str]
    state: str
    vehicle_class: str
    plate_serves: frozenset[str]
    target_has_plate: bool
    registration_expired: bool = False
    personalised: bool = False
    relinquished: bool = False
    same_vehicle: bool = False


def on_transfer(
    follows: Follows, effective_on: date, *, hold_days: int, surrendered: bool = False
) -> PlateFate:
    """What a sale does to a plate of a class that follows the vehicle or the owner."""
    if follows == "vehicle":
        return PlateFate("ASSIGNED")
    if surrendered:
        return PlateFate("SURRENDERED")
    return PlateFate("HELD_BY_OWNER", kept_until(effective_on, hold_days))


def kept_until(since: date, hold_days: int) -> date | None:
    """The last day on which an owner may keep a plate off a vehicle; None where the class sets no limit (0 days)."""
    return since + timedelta(days=hold_days) if hold_days else None


def check_move(move: PlateMove) -> tuple[Finding, ...]:
    """Why this plate cannot go to that vehicle."""
    checks = (
        (
            move.registrants_now != move.registrants_then and not (move.personalised and move.relinquished),
            "PLATE_OTHER_OWNER",
            phrase(
                "A plate moves only between vehicles of the same owners. "
                "Choose a vehicle of theirs, or issue a new plate"
            ),
        ),
        (
            move.same_vehicle,
            "SAME_VEHICLE",
            phrase("The plate is on this vehicle already. Choose another vehicle"),
        ),
        (
            move.state not in ("ASSIGNED", "HELD_BY_OWNER"),
            "PLATE_NOT_VALID",
            phrase("This plate was given back, lost or revoked. It cannot move. Issue a new plate"),
        ),
        (
            move.registration_expired,
            "REGISTRATION_EXPIRED",
            phrase("Renew the registration first, or give the plate back"),
        ),
        (
            bool(move.plate_serves) and move.vehicle_class not in move.plate_serves,
            "PLATE_CLASS",
            phrase("This plate is not for a vehicle of that class. Issue one of the vehicle’s class"),
        ),
        (
            move.target_has_plate,
            "VEHICLE_HAS_PLATE",
            phrase("That vehicle already has a plate. Take that one off first"),
        ),
    )
    return tuple(Finding(code, said) for wrong, code, said in checks if wrong)


def vehicle_class(body: str | None, gvwr_lb: int | None) -> str:
    """The class that decides which plates a vehicle may carry: passenger, commercial, motorcycle or trailer."""
    said = (body or "").strip().casefold()
    if said in ("motorcycle", "trailer"):
        return said
    heavy = gvwr_lb is not None and gvwr_lb > HEAVY_LB
    return "commercial" if heavy or said in ("truck", "bus", "tractor") else "passenger"
