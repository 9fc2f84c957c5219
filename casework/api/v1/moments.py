"""Moments in addresses: a day at the office, or an instant with its offset."""

from datetime import UTC, date, datetime
from typing import Any

from casework.api.looking import current_office
from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.services.vehicles.history import midnight


def an_instant(query: dict[str, Any], name: str) -> datetime | None:
    """A day's first moment at the office, or an instant; a plus in an address often arrives as a space."""
    text = query[name]
    if text is None:
        return None
    try:
        if len(text) == len("2026-03-01"):
            return midnight(date.fromisoformat(text), current_office().tenant.timezone)
        instant = datetime.fromisoformat(text.replace(" ", "+"))
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    said = phrase("Give a day like 2026-03-01, or an instant with its offset like 2026-03-01T09:00:00Z.")
    raise InvalidInput({name: said})
