"""Sharing out the work: take, assign, release, one case or many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from casework.base.errors import CaseworkError, NotFound, Refused, Stale
from casework.policy.guard import guarded
from casework.services.cases.assign_case import assign_case
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.find_case import find_case
from casework.services.cases.release_case import release_case
from casework.services.cases.send_message import last_event
from casework.services.cases.take_case import take_case
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.desk.changes import Changes, read_changes
from casework.web.desk.choices import colleague_options
from casework.web.desk.head import case_head
from casework.web.desk.opening import opened_case, this_office, triage, uuid_or_none, whole
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
            moved, stayed = _each(
                session, ticked, lambda s, case, version: assign_case(s, case, to, version=version)
            )
        else:
            moved, stayed = _each(
                session, ticked, lambda s, case, version: take_case(s, case, version=version)
            )
        session.commit()
    _tell(moved, stayed, assigned=assigns)
    return back


def _each(
    session: ViewerSession, ticked: Iterable[tuple[UUID, int]], act: Sharing
) -> tuple[int, list[CaseworkError]]:
    """How many changed hands, and why the others did not. Refusals come before anything is written."""
    moved, stayed = 0, list[CaseworkError]()
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
    elif not stayed:
        flash(_("Nothing to change: that is how it was already."), "info")
    for reason in dict.fromkeys(speak(why.said) for why in stayed):
        count = sum(speak(why.said) == reason for why in stayed)
        flash(
            ngettext("%(num)s case stayed as it was.", "%(num)s cases stayed as they were.", count)
            + " "
            + reason,
            "warn",
        )


@share.post("/cases/<number>/take")
@guarded("case.take")
def take(number: str) -> Page:
    """This case is mine from now on."""
    return _one(number, take_case, _("The case is now with you."))


@share.post("/cases/<number>/release")
@guarded("case.take")
def release(number: str) -> Page:
    """This case is nobody's again."""
    return _one(number, release_case, _("The case is with nobody now."))


@share.get("/cases/<number>/assign")
@guarded("case.assign")
def assign_page(number: str) -> str:
    """Who shall have it?"""
    return _assign_form(number)


@share.post("/cases/<number>/assign")
@guarded("case.assign")
def assign(number: str) -> Page:
    """Give it to a colleague."""
    to = uuid_or_none(request.form.get("to", ""))
    if to is None:
        return _assign_form(number, error=_("Choose a colleague")), 422
    version = whole("version")
    try:
        with triage() as session:
            assign_case(session, find_case(session, number).id, to, version=version)
            session.commit()
    except (Refused, NotFound) as why:
        return _assign_form(number, chosen=str(to), error=speak(why.said)), why.status
    except Stale:
        changes = read_changes(number, whole("seen"))
        return _assign_form(number, chosen=str(to), changes=changes), Stale.status
    flash(_("The case is assigned."), "good")
    return go(url_for("cases.page", number=number))


def _one(number: str, act: Callable[..., bool], said: str) -> Page:
    """One press on the case's own page. Refused or overtaken, the page comes back and says why."""
    version = whole("version")
    try:
        with triage() as session:
            act(session, find_case(session, number).id, version=version)
            session.commit()
    except Stale:
        flash(_("Somebody changed the case meanwhile. Read what happened, then decide."), "warn")
    except Refused as why:
        flash(speak(why.said), "warn")
    else:
        flash(said, "good")
    return go(url_for("cases.page", number=number))


def _assign_form(number: str, *, chosen: str = "", error: str = "", changes: Changes | None = None) -> str:
    with opened_case(number) as (session, case, workflow):
        colleagues = read_colleagues(session, [case.assignee_id], everybody=True)
        head = case_head(session, case, workflow, colleagues=colleagues)
        seen, readers = last_event(session, case.id), this_office().purpose(case.purpose).opens
        session.commit()
    options = colleague_options(colleagues.with_any(readers))
    return render_template(
        "desk/assign.html",
        head=head,
        options=options,
        chosen=chosen,
        error=error,
        changes=changes,
        seen=seen,
    )
