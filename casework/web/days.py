"""Days typed into three boxes, of a form or of an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from casework.base.errors import InvalidInput


def typed_day(values: Mapping[str, str], name: str) -> date | None:
    """The day in the boxes `name-day`, `name-month`, `name-year`; None when it is none."""
    try:
        return date(*(int(values.get(f"{name}-{part}", "")[:8]) for part in ("year", "month", "day")))
    except ValueError:
        return None


def any_typed(values: Mapping[str, str], name: str) -> bool:
    """Whether anything stands in these boxes."""
    return any(values.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year"))


def day_in_boxes(values: Mapping[str, str], name: str) -> date | None:
    """The day in these boxes; None when they are empty. Raises InvalidInput for one that does not exist."""
    day = typed_day(values, name)
    if day is None and any_typed(values, name):
        raise InvalidInput({name: _("Enter a day that exists, with its year")})
    return day
