"""Give a deadline more time: how much, and why; the applicant is told."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Refused, Stale
from casework.policy.guard import guarded
from casework.policy.rulebook import require
from casework.services.agreements.bind_agreement import renew_agreement
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.send_message import last_event
from casework.services.cases.written import LONGEST
from casework.services.deadlines.extend_clock import Extension, Room, extend_clock, rooms_of
from casework.services.deadlines.promise import Standing
from casework.services.deadlines.set_level import levels_of, set_level, standing_in
from casework.web.auth import Page
from casework.web.desk.changes import Changes, read_changes
from casework.web.desk.head import case_head
from casework.web.desk.opening import opened_case, this_office, whole
from casework.web.explained import explain
from casework.web.go import go
from casework.web.lengths import length_text
from casework.web.level_words import level_text
from casework.web.words import pack_text, speak, told

extending = Blueprint("extending", __name__)
AS_RECORDED = "="


@extending.get("/<number>/extend")
@guarded("case.extend")
def page(number: str) -> str:
    """Which deadline, by how much, and why?"""
    return _form(number, {}, {})


@extending.post("/<number>/extend")
@guarded("case.extend")
def extend(number: str) -> Page:
    """Extend it."""
    typed, version = request.form.to_dict(), whole("version")
    extension = Extension(
        clock=typed.get("clock", ""),
        by=_amount(typed.get("by", "")),
        by_law=_amount(typed.get("by_law", "") or "0"),
        reason=typed.get("reason", ""),
    )
    try:
        with opened_case(number) as (session, case, _workflow):
            extend_clock(session, case.id, extension, version=version)
            session.commit()
    except InvalidInput as wrong:
        return _form(number, typed, told(wrong)), wrong.status
    except Refused as why:
        return _form(number, typed, {"clock": speak(why.said)}), why.status
    except Stale:
        return _form(number, typed, {}, changes=read_changes(number, whole("seen"))), Stale.status
    flash(_("The deadline is extended, and the applicant is told."), "good")
    return go(url_for("cases.page", number=number))


@extending.post("/<number>/level")
@guarded("case.extend")
def level(number: str) -> Page:
    """Give the case a level of service, or none."""
    chosen = request.form.get("level", "")
    try:
        with opened_case(number) as (session, case, _workflow):
            if chosen == AS_RECORDED:
                require("case.extend", session.viewer)
                renew_agreement(session, case.id, as_recorded=True)
            else:
                set_level(session, case.id, chosen)
            session.commit()
    except InvalidInput as wrong:
        return _form(number, {}, told(wrong)), wrong.status
    flash(_("The level of service is set. The deadlines are counted by it."), "good")
    return go(url_for("cases.page", number=number))


def _level_now(standing: Standing) -> str:
    """Which level the case has, and by what."""
    if standing.agreed is not None and standing.agreed.by_class:
        said = level_text(standing.agreed.level)
        return _("Now: %(level)s, by what is on record of a person.", level=said)
    if standing.chosen:
        name = level_text(standing.level) if standing.level else _("None")
        return _("Now: %(level)s, as an officer chose.", level=name)
    return _("Now: %(level)s.", level=level_text(standing.level) if standing.level else _("None"))


def _amount(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1


def _clock(room: Room) -> dict[str, str]:
    """A deadline to choose: when it is due, and how much more it may get."""
    more = length_text(room.promise, room.running.extended.term.count)
    return {
        "value": room.running.clock.name,
        "label": pack_text(room.running.clock.label),
        "hint": " ".join([explain(room.running, ()).heading + ".", _("At most %(time)s more.", time=more)]),
    }


def _form(
    number: str, typed: Mapping[str, str], errors: Mapping[str, str], *, changes: Changes | None = None
) -> str:
    with opened_case(number) as (session, case, workflow):
        rooms, levels = rooms_of(session, case, workflow), levels_of(session)
        standing = standing_in(session, case.id)
        head = case_head(session, case, workflow, colleagues=read_colleagues(session, [case.assignee_id]))
        seen = last_event(session, case.id)
        session.commit()
    chosen = typed.get("clock") or request.args.get("clock", "")
    return render_template(
        "desk/extend.html",
        head=head,
        clocks=[_clock(room) for room in rooms],
        levels=[
            (AS_RECORDED, _("As the records of its people say")),
            *((name, level_text(name)) for name in levels),
        ],
        level=_level_now(standing),
        sets_level=bool(levels or this_office().kind.person_classes),
        law=any(room.law for room in rooms),
        chosen=[chosen] if chosen else [room.running.clock.name for room in rooms[:1]],
        typed=typed,
        errors=errors,
        changes=changes,
        seen=seen,
        most=LONGEST,
    )
