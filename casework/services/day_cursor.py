"""Where a list that goes by day was left: the day and the id of its last row, as a word for addresses."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from uuid import UUID

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase


def day_cursor(day: date, last: UUID) -> str:
    """The word for the place after this row."""
    told = json.dumps([day.isoformat(), str(last)])
    return urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read_day_cursor(cursor: str) -> tuple[date, UUID]:
    """Day and id of the last row. InvalidInput under `after` for a word that is none of ours."""
    try:
        day, last = json.loads(urlsafe_b64decode(cursor[:200] + "=" * (-len(cursor) % 4)))
        return date.fromisoformat(day), UUID(last)
    except (ValueError, TypeError, AttributeError):
        raise InvalidInput({"after": phrase("Start again from the first page")}) from None
