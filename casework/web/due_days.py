"""A clock's days as the small calendar of a page, and what they come to in words."""

from datetime import date

from flask_babel import gettext as _

from casework.domain.day_marks import DayMark
from casework.services.cases.due import Running
from casework.web.deadline_weeks import DayCell, DayKind, deadline_weeks
from casework.web.holiday_words import holiday_words

_KINDS: dict[str, DayKind] = {
    "counted": "counted",
    "paused": "paused",
    "closed": "closed",
    "to-come": "to-come",
    "due": "due",
}


def due_weeks(running: Running, *, today: date) -> list[list[DayCell | None]]:
    """Rows of a week for the `calendar` macro."""
    working = running.deadline.term.count == "working"
    cells = {day.on: _cell(day, working=working) for day in running.deadline.days if day.mark != "outside"}
    return deadline_weeks(cells, today=today)


def _cell(day: DayMark, *, working: bool) -> DayCell:
    note = _("start") if day.mark == "start" else str(day.number or "")
    return DayCell(day.on.day, _meaning(day, working=working), _KINDS.get(day.mark), note, day.today)


def _meaning(day: DayMark, *, working: bool) -> str:
    number = day.number or 0
    counted = _("Working day %(number)s", number=number) if working else _("Day %(number)s", number=number)
    return {
        "start": _("Received, not counted"),
        "counted": counted,
        "to-come": _("%(day)s, to come", day=counted),
        "due": _("%(day)s, decision due", day=counted),
        "paused": _("Stopped: we wait for you"),
        "late": _("Late"),
    }.get(day.mark) or (
        _("%(holiday)s, closed", holiday=holiday_words(day.holiday)) if day.holiday else _("Closed")
    )
