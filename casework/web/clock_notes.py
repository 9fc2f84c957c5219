"""What moved a deadline beside the case's own states, in sentences for clerk and applicant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _

from casework.packs import Clock
from casework.services.deadlines.agreed import agreed_by
from casework.services.deadlines.happened import APPLIED, EXTENDED, LAW_CHOSEN, SORTED
from casework.services.deadlines.notes import Note
from casework.services.deadlines.promise import CHOSEN
from casework.web.formats import day
from casework.web.lengths import length_text
from casework.web.level_words import level_text


def noted(clock: Clock, note: Note) -> Iterator[str]:
    """What a note says of this clock; nothing when it is about another."""
    if note.kind == EXTENDED:
        if note.detail.get("clock") == clock.name:
            yield from _extended(clock, note)
        return
    for move in note.detail.get("moves", [note.detail]):
        if move.get("clock", clock.name) == clock.name:
            yield from _moved(clock, note, move.get("from"), move.get("to"))


def _moved(clock: Clock, note: Note, before: str | None, after: str | None) -> Iterator[str]:
    if before and after:
        said = {"before": _day(before), "after": _day(after), "on": day(note.at, short=True)}
        if note.kind == LAW_CHOSEN:
            yield from _law_chosen(clock, note, said)
        elif note.kind == SORTED:
            if said["before"] != said["after"]:
                yield _sorted(note, said)
        elif note.kind == APPLIED:
            yield _("On %(on)s other promises were applied: due %(after)s instead of %(before)s.", **said)
        else:
            yield _("On %(on)s the office’s calendar changed: due %(after)s instead of %(before)s.", **said)


def _sorted(note: Note, said: dict[str, str]) -> str:
    agreed = agreed_by(note.detail)
    if agreed is not None and agreed.by_class:
        return _(
            "On %(on)s the level “%(level)s” was found to hold: due %(after)s instead of %(before)s.",
            level=level_text(agreed.level),
            **said,
        )
    if agreed is not None:
        return _(
            "On %(on)s agreement %(number)s was found to hold: due %(after)s instead of %(before)s.",
            number=agreed.number,
            **said,
        )
    if note.detail.get(CHOSEN):
        return _("On %(on)s we chose another level: due %(after)s instead of %(before)s.", **said)
    return _("On %(on)s it was sorted anew: due %(after)s instead of %(before)s.", **said)


def _law_chosen(clock: Clock, note: Note, said: dict[str, str]) -> Iterator[str]:
    if clock.law:
        yield _("On %(on)s another law was found to hold: due %(after)s instead of %(before)s.", **said)
        if note.reason:
            yield _("Reason: %(reason)s", reason=note.reason)


def _extended(clock: Clock, note: Note) -> Iterator[str]:
    by, by_law, on = note.detail.get("by"), note.detail.get("by_law"), day(note.at, short=True)
    if by:
        yield _("Extended on %(on)s by %(length)s.", on=on, length=length_text(int(by), clock.usual.count))
    if by_law and clock.legal is not None:
        more = length_text(int(by_law), clock.legal.term.count)
        yield _("The legal limit was extended on %(on)s by %(length)s.", on=on, length=more)
    if note.reason:
        yield _("Reason: %(reason)s", reason=note.reason)


def _day(told: str) -> str:
    return day(datetime.fromisoformat(told), short=True)
