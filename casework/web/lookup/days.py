"""Days typed into three boxes, of a form or of an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date


def typed_day(values: Mapping[str, str], name: str) -> date | None:
    """The day in the boxes `name-day`, `name-month`, `name-year`; None when it is none."""
    try:
        return date(*(int(values.get(f"{name}-{part}", "")[:8]) for part in ("year", "month", "day")))
    except ValueError:
        return None


def any_typed(values: Mapping[str, str], name: str) -> bool:
    """Whether anything stands in these boxes."""
    return any(values.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year"))
