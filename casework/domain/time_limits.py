"""Until when something about a sale is due: the day of the sale is not counted (DOMAIN A.7)."""

from datetime import date, timedelta

from casework.base.values import Value


class Due(Value):
    """The last day in time, and whether a day of receipt is later."""

    on: date
    late: bool


def due_after(event_on: date, days: int, *, received_on: date) -> Due:
    """So many calendar days after the event; received on that day is in time."""
    last = event_on + timedelta(days=days)
    return Due(last, received_on > last)
