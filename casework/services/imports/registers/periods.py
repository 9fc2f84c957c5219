"""What both histories share: a period in days, and rows of history that overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from casework.base.clock import today
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.services.imports.register import Entry, ImportField, Told
from casework.services.vehicles.history import midnight

SINCE = ImportField(
    *("since", "date", phrase("From")),
    required=True,
    aliases=("start", "start date", "from date", "valid from", "begin", "acquired", "desde", "de"),
)
UNTIL = ImportField(
    *("until", "date", phrase("Until")),
    aliases=("end", "end date", "to", "to date", "valid to", "sold", "hasta", "até"),
)


class Held(Value):
    """A row of history on record."""

    id: UUID
    since: datetime
    until: datetime | None
    by: frozenset[UUID]


def period(entry: Entry, told: Told) -> tuple[datetime, datetime | None] | None:
    """The instants between which a row says something was so; None, and the row is refused, when they can't be."""
    zone = told.office.tenant.timezone
    since, until = entry.values["since"], entry.values.get("until")
    day = today(zone)
    for name, given in (("since", since), ("until", until)):
        if given is not None and given > day:
            entry.refuse(name, "FUTURE", phrase("Enter a day that is not in the future"))
            return None
    if until is not None and until <= since:
        entry.refuse("until", "EMPTY_PERIOD", phrase("Enter an end after the beginning"))
        return None
    return midnight(since, zone), midnight(until, zone) if until else None


def overlapping(rows: Iterable[Held], since: datetime, until: datetime | None) -> list[Held]:
    """Those that hold at some time of a period."""
    return [
        row
        for row in rows
        if (until is None or row.since < until) and (row.until is None or since < row.until)
    ]
