"""Sending a request elsewhere, and what of it everybody sees."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, NotFound, Refused, Stale
from casework.policy.guard import guarded
from casework.services.cases.available_moves import facts_for
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.send_message import last_event
from casework.services.requests.moderate import Shown, moderate, read_shown
from casework.services.requests.public_list import office_categories
from casework.services.requests.reroute import RouteWish, reroute, units_to_choose
from casework.web.auth import Page
from casework.web.desk.changes import Changes, read_changes
from casework.web.desk.head import Head, case_head
from casework.web.desk.opening import opened_case, this_office, uuid_or_none, whole
from casework.web.go import go
from casework.web.pack_box import presentable
from casework.web.words import pack_text, speak, told

routing = Blueprint("routing", __name__)


@routing.get("/<number>/reroute")
@guarded("request.reroute")
def page(number: str) -> str:
    """What is it about, and who has it from now on?"""
    return _form(number)


@routing.post("/<number>/reroute")
@guarded("request.reroute")
def send(number: str) -> Page:
    """Send it there."""
    version = whole("version")
    wish = RouteWish(request.form.get("category") or None, uuid_or_none(request.form.get("unit", "")))
    try:
        with opened_case(number) as (session, case, _workflow):
            changed = reroute(session, case.id, wish, version=version)
            session.commit()
    except InvalidInput as wrong:
        return _form(number, errors=told(wrong)), wrong.status
    except Refused as why:
        return _form(number, errors={"category": speak(why.said)}), why.status
    except Stale:
        return _form(number, changes=read_changes(number, whole("seen"))), Stale.status
    said = (
        _("It is sent on, and whoever asked is told.")
        if changed
        else _("Nothing to change: that is how it was already.")
    )
    flash(said, "good" if changed else "info")
    return go(url_for("cases.page", number=number))


@routing.get("/<number>/public")
@guarded("request.moderate")
def shown(number: str) -> str:
    """What everybody sees, beside what was sent."""
    return _shown(number)


@routing.post("/<number>/public")
@guarded("request.moderate")
def show(number: str) -> Page:
    """Publish, or take out of the list."""
    publish, words = request.form.get("publish") == "yes", request.form.get("words", "")
    chosen = [one for one in map(uuid_or_none, request.form.getlist("photo")) if one]
    try:
        with opened_case(number) as (session, case, _workflow):
            moderate(session, case.id, publish=publish, words=presentable(words), photos=chosen)
            session.commit()
    except InvalidInput as wrong:
        return _shown(number, errors=told(wrong)), wrong.status
    except Refused as why:
        return _shown(number, errors={"publish": speak(why.said)}), why.status
    flash(
        _("Saved: this is what everybody sees now.")
        if publish
        else _("Nothing of it stands in public any more."),
        "good",
    )
    return go(url_for("cases.page", number=number))


def _form(number: str, *, errors: dict[str, str] | None = None, changes: Changes | None = None) -> str:
    with opened_case(number) as (session, case, workflow):
        if workflow.listing is None:
            raise NotFound
        held = facts_for(session, case, workflow).get(workflow.listing.category, "")
        units = units_to_choose(session)
        head = case_head(session, case, workflow, colleagues=read_colleagues(session, [case.assignee_id]))
        seen, unit = last_event(session, case.id), case.unit_id
        session.commit()
    known = office_categories(this_office()).values()
    return render_template(
        "desk/reroute.html",
        head=head,
        categories=[(one.code, pack_text(one.label)) for one in known if not one.off or one.code == held],
        units=[(str(key), name) for key, name in units],
        here=dict(units).get(unit, "") if unit else "",
        category=request.form.get("category", held),
        unit=request.form.get("unit", ""),
        errors=errors or {},
        changes=changes,
        seen=seen,
    )


def _shown(number: str, *, errors: dict[str, str] | None = None) -> str:
    head, found = _read_shown(number)
    return render_template(
        "desk/public_face.html",
        head=head,
        shown=found,
        words=presentable(request.form.get("words", "")) if errors else found.words or found.original,
        errors=errors or {},
    )


def _read_shown(number: str) -> tuple[Head, Shown]:
    with opened_case(number) as (session, case, workflow):
        found = read_shown(session, case, workflow)
        head = case_head(session, case, workflow, colleagues=read_colleagues(session, [case.assignee_id]))
        session.commit()
    return head, found
