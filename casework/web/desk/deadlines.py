"""The deadline panel: when, how much is used, and the working day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from casework.domain.day_marks import DayMark
from casework.domain.deadlines import Deadline
from casework.services.cases.due import Running
from casework.web.deadline_weeks import DayCell, DayKind, deadline_weeks
from casework.web.formats import clock_time, day, listed, today
from casework.web.holiday_words import holiday_words
from casework.web.lengths import length_text, time_text
from casework.web.words import pack_text

Weeks = list[list[DayCell | None]]
_KINDS: dict[str, DayKind] = {
    "counted": "counted",
    "paused": "paused",
    "closed": "closed",
    "to-come": "to-come",
    "due": "due",
}
_MOST_DAYS = 120
_LATE_DAYS = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Panel:
    """One clock of a case, as its page shows it."""

    heading: str
    summary: str
    sentence: str
    tone: str
    shape: str
    weeks: Weeks
    running: bool


def deadline_panels(clocks: Sequence[Running]) -> list[Panel]:
    """The clocks of a case, those that run first, soonest first; what is over comes last."""
    ordered = sorted(clocks, key=lambda one: (one.deadline.met, one.deadline.projected, one.deadline.due_at))
    return [_panel(one) for one in ordered]


def _panel(one: Running) -> Panel:
    state = one.deadline
    tone, shape = _look(state)
    return Panel(
        heading=_heading(pack_text(one.clock.label), state),
        summary=_used(one),
        sentence=_sentence(one),
        tone=tone,
        shape=shape,
        weeks=_weeks(state),
        running=not state.met and not state.projected,
    )


def _weeks(state: Deadline) -> Weeks:
    """The last days up to the deadline, and a few of those it is late by: the heading says the rest."""
    shown = [mark for mark in state.days if mark.on <= state.due_on + _LATE_DAYS][-_MOST_DAYS:]
    return deadline_weeks({mark.on: _cell(mark) for mark in shown}, today=today())


def _heading(label: str, state: Deadline) -> str:
    told = _("%(day)s, %(time)s", day=day(state.due_on), time=clock_time(state.due_at))
    if state.met:
        return _("%(clock)s: kept", clock=label)
    if state.projected:
        return _("%(clock)s: stopped", clock=label)
    if state.late:
        return _("%(clock)s: was due %(when)s", clock=label, when=told)
    return _("%(clock)s: due %(when)s", clock=label, when=told)


def _look(state: Deadline) -> tuple[str, str]:
    if state.met:
        return "good", "check"
    if state.late:
        return "bad", "up"
    if state.projected:
        return "idle", "pause"
    return ("warn", "up") if state.at_risk else ("info", "ring")


def _used(one: Running) -> str:
    used, total = one.deadline.used, one.deadline.total
    term = one.deadline.term
    if term.in_minutes:
        return _("%(used)s of %(total)s used", used=time_text(used), total=length_text(total, term.count))
    if term.count == "working":
        return _("%(used)s of %(total)s working days used", used=used, total=total)
    return _("%(used)s of %(total)s days used", used=used, total=total)


def _sentence(one: Running) -> str:
    state = one.deadline
    said = [_("Counted from %(day)s, which is day 0.", day=day(state.started_on, short=True))]
    paused = sum(mark.mark == "paused" for mark in state.days)
    if paused:
        said.append(ngettext("Stopped on %(num)s day.", "Stopped on %(num)s days.", paused))
    if one.deadline.term.count in ("working", "minutes"):
        holidays = [mark for mark in state.days if mark.mark == "closed" and mark.holiday]
        weekend = sum(mark.mark == "closed" for mark in state.days) - len(holidays)
        if weekend:
            said.append(ngettext("Skipped: %(num)s closed day.", "Skipped: %(num)s closed days.", weekend))
        if holidays:
            names = listed(dict.fromkeys(holiday_words(str(mark.holiday)) for mark in holidays))
            said.append(_("Holidays: %(names)s.", names=names))
    if state.projected:
        said.append(_("If it went on today, it would end on %(day)s.", day=day(state.due_on, short=True)))
    if one.clock.source:
        said.append(_("Rule: %(source)s.", source=one.clock.source))
    return " ".join(said)


def _cell(mark: DayMark) -> DayCell:
    note = _("start") if mark.mark == "start" else str(mark.number or "")
    return DayCell(mark.on.day, _meaning(mark), _KINDS.get(mark.mark), note)


def _meaning(mark: DayMark) -> str:
    if mark.mark == "start":
        return _("The start, not counted")
    if mark.mark == "closed":
        return _("%(holiday)s, closed", holiday=holiday_words(mark.holiday)) if mark.holiday else _("Closed")
    if mark.mark == "paused":
        return _("Stopped")
    if mark.mark == "late":
        return _("Past the deadline")
    if mark.mark == "due":
        return _("Day %(number)s, due", number=mark.number) if mark.number else _("Due")
    return _("Day %(number)s", number=mark.number)
