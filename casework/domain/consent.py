"""How a consent stands on a day: it holds from the day it was signed to the day it ends or is withdrawn."""

from datetime import date

HOLDS, LATER, ENDED, WITHDRAWN = "holds", "later", "ended", "withdrawn"


def consent_standing(
    day: date, *, signed_on: date, until: date | None = None, withdrawn_on: date | None = None
) -> str:
    """One of HOLDS, LATER, ENDED and WITHDRAWN. `until` is the last day on which it holds; the day on which it was
    withdrawn is none any more."""
    if withdrawn_on is not None and withdrawn_on <= day:
        return WITHDRAWN
    if until is not None and until < day:
        return ENDED
    return LATER if signed_on > day else HOLDS
