"""The two days of a question to the register: when it was so, and as the record stood when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import gettext as _

from casework.base.clock import now
from casework.base.values import Value
from casework.web.desk.opening import this_office

_MARKS = 80  # of the newest changes; more would run together


class Asked(Value):
    """The two days. `typed` and `wrong` are for the boxes."""

    valid_at: datetime
    known_at: datetime
    given: bool
    typed: dict[str, dict[str, str]]
    wrong: dict[str, str]

    def on(self, valid: datetime) -> dict[str, str]:
        """The same question for another day, as parts of an address."""
        local = valid.astimezone(self.valid_at.tzinfo)
        parts = {"valid-day": local.day, "valid-month": local.month, "valid-year": local.year}
        known = {f"known-{part}": text for part, text in self.typed["known"].items() if text}
        return {name: str(value) for name, value in parts.items()} | known


class Steps(Value):
    """The days of the change before and after the one that was asked about; and, for sliders, the first day of all, how
    many days there are up to today, which of them stand, and on which something changed, counted from the first."""

    before: datetime | None
    after: datetime | None
    first: date
    days: int
    stand: dict[str, int]
    marks: tuple[int, ...]


def asked_days() -> Asked:
    """The two days from the address; today where none or no possible day is given."""
    zone = ZoneInfo(this_office().tenant.timezone)
    present = now().astimezone(zone)
    typed = {
        name: {part: request.args.get(f"{name}-{part}", "")[:8] for part in ("day", "month", "year")}
        for name in ("valid", "known")
    }
    wrong: dict[str, str] = {}
    instants: dict[str, datetime] = {}
    for name, parts in typed.items():
        instants[name] = present
        if any(parts.values()):
            try:
                instants[name] = _noon(parts, zone, present, capped=name == "known")
            except ValueError:
                wrong[name] = _("Enter a day that exists, with its year")
    given = any(any(parts.values()) for parts in typed.values())
    return Asked(instants["valid"], instants["known"], given, typed, wrong)


def steps_round(changes: Iterable[datetime], asked: Asked) -> Steps:
    """The nearest days before and after the asked one on which something changed, and the reach of the sliders."""
    zone, day = asked.valid_at.tzinfo, asked.valid_at.date()
    present = now().astimezone(zone).date()
    local = {change.astimezone(zone) for change in changes if change <= now()}
    first = min((change.date() for change in local), default=present)
    reach = (present - first).days
    at = {"valid": asked.valid_at.date(), "known": asked.known_at.astimezone(zone).date()}
    return Steps(
        max((change for change in local if change.date() < day), default=None),
        min((change for change in local if change.date() > day), default=None),
        first,
        reach,
        {name: min(max((one - first).days, 0), reach) for name, one in at.items()},
        tuple(sorted({(change.date() - first).days for change in local})[-_MARKS:]),
    )


def _noon(parts: dict[str, str], zone: ZoneInfo, present: datetime, *, capped: bool) -> datetime:
    on = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    if not 1900 <= on.year <= present.year + 1:
        raise ValueError("no day that a register tells of")
    noon = datetime.combine(on, time(12), zone)  # a day that a daylight-saving change touches has one
    return min(noon, present) if capped or on == present.date() else noon
