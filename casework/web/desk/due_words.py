"""When something is due, in a word, a tone and a shape."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from casework.base.clock import now
from casework.base.values import Value
from casework.packs import State
from casework.web.formats import clock_time, day, last_minute, local, relative_day, today


class DueWords(Value):
    """A tag and a smaller line under it."""

    word: str
    tone: str
    shape: str
    note: str = ""


def due_words(due_at: datetime | None, state: State) -> DueWords:
    """How a deadline stands now."""
    if state.final:
        return DueWords(_("Closed"), "idle", "square")
    if due_at is None:
        stopped = state.clock == "pause"
        return DueWords(_("Stopped") if stopped else _("No deadline"), "idle", "pause" if stopped else "ring")
    due_at, ends = last_minute(due_at), due_at
    on = local(due_at).date()
    if ends < now():
        days = (today() - on).days
        late = ngettext("%(num)s day late", "%(num)s days late", days) if days else _("Late today")
        return DueWords(late, "bad", "up", _("was due %(day)s", day=day(due_at, short=True)))
    if on == today():
        return DueWords(_("Today, %(time)s", time=clock_time(due_at)), "warn", "up")
    return DueWords(day(due_at, short=True), "idle", "ring", relative_day(due_at))
