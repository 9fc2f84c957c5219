"""A deadline explained: when, how much is used, the working day by day, and what moved it. One page for both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from casework.base.values import Value
from casework.domain.day_marks import DayMark
from casework.domain.deadlines import Deadline
from casework.packs.model_clock import CONVENTION
from casework.services.cases.due import Running
from casework.services.deadlines.agreed import Agreed
from casework.services.deadlines.notes import Note
from casework.web.clock_notes import noted
from casework.web.deadline_weeks import DayCell, DayKind, deadline_weeks
from casework.web.formats import clock_time, day, last_minute, listed, today
from casework.web.holiday_words import holiday_words
from casework.web.lengths import length_text, time_text
from casework.web.level_words import level_text
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


class Explained(Value):
    """One clock of a case, as its clerk and its applicant see it: the same words for both."""

    name: str
    heading: str
    summary: str
    sentence: str
    tone: str
    shape: str
    weeks: Weeks
    running: bool
    extends: bool


def explained(clocks: Sequence[Running], notes: Sequence[Note]) -> list[Explained]:
    """The clocks of a case, those that run first, soonest first; what is over comes last."""
    ordered = sorted(
        clocks, key=lambda one: (one.deadline.ended, one.deadline.projected, one.deadline.due_at)
    )
    return [explain(one, notes) for one in ordered]


def explain(one: Running, notes: Sequence[Note]) -> Explained:
    """When, how much is used, day by day, and all that moved it."""
    state = one.deadline
    tone, shape = _look(state, one.clock.by_applicant)
    return Explained(
        name=one.clock.name,
        heading=_heading(pack_text(one.clock.label), state, one.clock.by_applicant),
        summary=used_text(state),
        sentence=" ".join(_sentences(one, notes)),
        tone=tone,
        shape=shape,
        weeks=_weeks(state),
        running=not state.ended and not state.projected,
        extends=one.clock.extend > one.extended.counting.cycle.extra and not (state.ended or state.late),
    )


def _weeks(state: Deadline) -> Weeks:
    """The last days up to the deadline, and a few of those it is late by: the heading says the rest."""
    shown = [mark for mark in state.days if mark.on <= state.due_on + _LATE_DAYS][-_MOST_DAYS:]
    return deadline_weeks({mark.on: _cell(mark) for mark in shown}, today=today())


def _heading(label: str, state: Deadline, by_applicant: bool) -> str:
    told = _("%(day)s, %(time)s", day=day(state.due_on), time=clock_time(last_minute(state.due_at)))
    if state.met:
        return _("%(clock)s: kept", clock=label)
    if state.projected:
        return _("%(clock)s: stopped", clock=label)
    if state.late and by_applicant:
        return _("%(clock)s: ended %(when)s", clock=label, when=told)
    if state.late:
        return _("%(clock)s: was due %(when)s", clock=label, when=told)
    return _("%(clock)s: due %(when)s", clock=label, when=told)


def _look(state: Deadline, by_applicant: bool) -> tuple[str, str]:
    if state.met:
        return "good", "check"
    if state.late and by_applicant:  # their time is over; nobody at the office is late
        return "idle", "square"
    if state.late:
        return "bad", "up"
    if state.projected:
        return "idle", "pause"
    return ("warn", "up") if state.at_risk else ("info", "ring")


def used_text(state: Deadline) -> str:
    """How much of the time is used."""
    used, total, term = state.used, state.total, state.term
    if term.in_minutes:
        return _("%(used)s of %(total)s used", used=time_text(used), total=length_text(total, term.count))
    if term.count == "working":
        return ngettext(
            "%(used)s of %(num)s working day used", "%(used)s of %(num)s working days used", total, used=used
        )
    return ngettext("%(used)s of %(num)s day used", "%(used)s of %(num)s days used", total, used=used)


def _sentences(one: Running, notes: Sequence[Note]) -> Iterator[str]:
    state = one.deadline
    yield _("Counted from %(day)s, which is day 0.", day=day(state.started_on, short=True))
    if paused := sum(mark.mark == "paused" for mark in state.days):
        yield ngettext("Stopped on %(num)s day.", "Stopped on %(num)s days.", paused)
    if state.term.count in ("working", "minutes"):
        yield from _closed_days(state)
    if state.projected:
        yield _("If it went on today, it would end on %(day)s.", day=day(state.due_on, short=True))
    yield from _whose(one)
    if one.legal is not None:
        yield _law(one.legal, one.legal_source)
    for note in notes:
        yield from noted(one.clock, note)


def _whose(one: Running) -> Iterator[str]:
    """By whose word it is so long: an agreement's, the office's own, or a rule's."""
    if one.agreed is not None:
        yield _promised(one.agreed)
    elif one.clock.source == CONVENTION and not one.clock.by_applicant:
        yield _("No law sets this time: the office promises it.")
    elif one.clock.source and one.clock.source != CONVENTION:
        yield _("Rule: %(source)s.", source=one.clock.source)


def _promised(agreed: Agreed) -> str:
    """By which agreement, or at which level by what is on record of a person: the class itself is not told here."""
    if agreed.by_class:
        level = level_text(agreed.level)
        return _("Promised at the level “%(level)s”, by what we have on record of the person.", level=level)
    said = {"number": agreed.number, "level": agreed.level}
    return _("Promised by agreement %(number)s, %(level)s: sooner than to everybody.", **said)


def _closed_days(state: Deadline) -> Iterator[str]:
    holidays = [mark for mark in state.days if mark.mark == "closed" and mark.holiday]
    weekend = sum(mark.mark == "closed" for mark in state.days) - len(holidays)
    if weekend:
        yield ngettext("Skipped: %(num)s closed day.", "Skipped: %(num)s closed days.", weekend)
    if holidays:
        names = listed(dict.fromkeys(holiday_words(str(mark.holiday)) for mark in holidays))
        yield _("Holidays: %(names)s.", names=names)


def _law(state: Deadline, source: str) -> str:
    said = {"day": day(state.due_on), "source": source}
    if state.late:
        return _("By law it was due on %(day)s at the latest (%(source)s).", **said)
    return _("By law it is due on %(day)s at the latest (%(source)s).", **said)


def _cell(mark: DayMark) -> DayCell:
    note = _("start") if mark.mark == "start" else _note(mark)
    return DayCell(mark.on.day, _meaning(mark), _KINDS.get(mark.mark), note)


def _note(mark: DayMark) -> str:
    """The number of the day; for time in minutes, hours and minutes as a clock shows them."""
    if mark.minutes is not None:
        return f"{mark.minutes // 60}:{mark.minutes % 60:02d}"
    return str(mark.number or "")


def _meaning(mark: DayMark) -> str:
    plain = {"start": _("The start, not counted"), "paused": _("Stopped"), "late": _("Past the deadline")}
    if mark.mark in plain:
        return plain[mark.mark]
    if mark.mark == "closed":
        return _("%(holiday)s, closed", holiday=holiday_words(mark.holiday)) if mark.holiday else _("Closed")
    counted = _("Day %(number)s", number=mark.number) if mark.number else ""
    if mark.minutes is not None:
        counted = time_text(mark.minutes)
    if mark.mark == "due":
        return _("%(counted)s, due", counted=counted) if counted else _("Due")
    return counted
