"""Sharing out the work: take, assign, release, one case or many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from flask_babel import ngettext

from casework.base.errors import CaseworkError, NotFound, Refused, Stale
from casework.policy.guard import guarded
from casework.services.cases.assign_case import assign_case
from casework.services.cases.take_case import take_case
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.desk.opening import triage, uuid_or_none
from casework.web.desk.wish import Wish
from casework.web.go import go
from casework.web.words import speak

share = Blueprint("share", __name__)
MOST_AT_ONCE = 60
Sharing = Callable[[ViewerSession, UUID, int], bool]


@share.post("/share")
@guarded("case.take")
def many() -> Page:
    """Take the ticked cases, or give them to a colleague. Each by itself: those that changed stay as they are."""
    back = go(Wish.read_query(request.form.get("back", "")).url())
    ticked = [one for one in map(_ticked, request.form.getlist("case")[:MOST_AT_ONCE]) if one]
    to = uuid_or_none(request.form.get("to", ""))
    assigns = request.form.get("do") == "assign"
    if not ticked or (assigns and to is None):
        flash(_("Choose a colleague first.") if ticked else _("Tick the cases first."), "warn")
        return back
    with triage() as session:
        if assigns and to is not None:
            moved, stayed = _each(session, ticked, lambda s, case, version: assign_case(s, case, to, version=version))
        else:
            moved, stayed = _each(session, ticked, lambda s, case, version: take_case(s, case, version=version))
        session.commit()
    _tell(moved, stayed, assigned=assigns)
    return back


def _each(
    session: ViewerSession, ticked: Iterable[tuple[UUID, int]], act: Sharing
) -> tuple[int, list[CaseworkError]]:
    """How many changed hands, and why the others did not. Refusals come before anything is written."""
    moved, stayed = 0, []
    for case_id, version in ticked:
        try:
            moved += act(session, case_id, version)
        except (Stale, Refused, NotFound) as why:
            stayed.append(why)
    return moved, stayed


def _ticked(value: str) -> tuple[UUID, int] | None:
    """A ticked case: its id and the version that was looked at."""
    case, _dot, version = value.partition(".")
    found = uuid_or_none(case)
    good = found and version.isascii() and version.isdigit() and len(version) < 10
    return (found, int(version)) if found and good else None


def _tell(moved: int, stayed: list[CaseworkError], *, assigned: bool) -> None:
    if moved and assigned:
        flash(ngettext("%(num)s case assigned.", "%(num)s cases assigned.", moved), "good")
    elif moved:
        flash(ngettext("%(num)s case is now with you.", "%(num)s cases are now with you.", moved), "good")
    for reason in dict.fromkeys(speak(why.said) for why in stayed):
        count = sum(speak(why.said) == reason for why in stayed)
        flash(ngettext("%(num)s case stayed as it was.", "%(num)s cases stayed as they were.", count) + " " + reason, "warn")
