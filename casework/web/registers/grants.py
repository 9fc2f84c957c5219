"""Grants at the desk: what is due, how far each is, and its days for a calendar program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.clock import now
from casework.base.errors import InvalidInput, Refused
from casework.base.phrases import phrase
from casework.domain.grants import IDEA, KINDS, NEXT
from casework.domain.icalendar import Due, calendar_text
from casework.policy.guard import guarded
from casework.services.appeals.list_appeals import fund_names
from casework.services.donors.grants import NewGrant, add_deadline, change_grant, finish_deadline, make_grant
from casework.services.donors.read_grants import GrantView, deadlines_due, list_grants, read_grant
from casework.store.session import ViewerSession
from casework.web.appeals.campaign_form import amount_or_none
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.days import day_in_boxes
from casework.web.desk.opening import may, this_office, uuid_or_none
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers.person_box import the_one_meant
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import speak, told

grants = Blueprint("grants", __name__)
desk_door(RECORDS, _l("Grants"), "grants.page", "gift.read", having="funds")

STAGES = {
    "idea": (_l("Idea"), "idle", "ring"),
    "writing": (_l("Being written"), "info", "half"),
    "sent": (_l("Applied for"), "info", "pause"),
    "awarded": (_l("Awarded"), "good", "check"),
    "declined": (_l("Declined"), "bad", "cross"),
    "closed": (_l("Closed"), "idle", "square"),
}
WHAT = {"application": _l("Application"), "report": _l("Report"), "visit": _l("Visit")}
BOXES = (
    "who",
    "title",
    "stage",
    "asked",
    "awarded",
    "fund",
    "note",
    "kind",
    "due-day",
    "due-month",
    "due-year",
)
Typed = dict[str, str]


@grants.get("/")
@guarded("gift.read")
@asks_purpose
def page() -> Page:
    """What is due in all of them, and every grant."""
    return _page({}, {})


@grants.post("/")
@guarded("grant.manage")
def make() -> Page:
    """One more to ask for."""
    only_for("funds")
    typed = _typed()
    try:
        with declared_session(needs="contact", writes="internal") as (session, _why):
            funder = the_one_meant(session, typed["who"], "who")
            made = make_grant(session, _read(typed, funder, IDEA))
            session.commit()
    except InvalidInput as wrong:
        return _page(typed, told(wrong)), wrong.status
    return go(url_for("grants.one", grant_id=made))


@grants.get("/deadlines.ics")
@guarded("gift.read")
@asks_purpose
def calendar() -> Response:
    """What is due, for a calendar program: titles and days, nobody's name."""
    only_for("funds")
    with declared_session(needs="contact") as (session, _why):
        due = deadlines_due(session)
        session.commit()
    host = request.host.partition(":")[0]
    tasks = [
        Due(f"{one.id}@{host}", f"{WHAT[one.kind]}: {one.title}", datetime.combine(one.due_on, time(12), UTC), now(), 0,
            url_for("grants.one", grant_id=one.grant_id, _external=True))
        for one in due
    ]  # fmt: skip
    name = _("Grants at %(office)s", office=this_office().tenant.name)
    answer = Response(calendar_text(name, tasks), content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@grants.get("/<uuid:grant_id>")
@guarded("gift.read")
@asks_purpose
def one(grant_id: UUID) -> Page:
    """One grant."""
    return _one(grant_id, {}, {})


@grants.post("/<uuid:grant_id>")
@guarded("grant.manage")
def change(grant_id: UUID) -> Page:
    """What is known of it now."""
    typed = _typed()

    def put(session: ViewerSession) -> None:
        change_grant(session, grant_id, _read(typed, read_grant(session, grant_id).funder_id, typed["stage"]))

    return _act(grant_id, typed, put, _("It is noted."))


@grants.post("/<uuid:grant_id>/deadlines")
@guarded("grant.manage")
def due(grant_id: UUID) -> Page:
    """Something is due by a day."""
    typed = _typed()

    def add(session: ViewerSession) -> None:
        day = day_in_boxes(typed, "due")
        if day is None:
            raise InvalidInput({"due": _("Enter a day that exists, with its year")})
        add_deadline(session, grant_id, typed["kind"], day)

    return _act(grant_id, typed, add, _("It is noted. Two weeks before it becomes a task."))


@grants.post("/<uuid:grant_id>/done")
@guarded("grant.manage")
def done(grant_id: UUID) -> Page:
    """It is done."""
    chosen = uuid_or_none(request.form.get("deadline", ""))

    def finish(session: ViewerSession) -> None:
        known = {one.id for one in read_grant(session, grant_id).deadlines}
        if chosen is None or chosen not in known:
            raise InvalidInput({"kind": phrase("Choose what is due")})
        finish_deadline(session, chosen)

    return _act(grant_id, {}, finish, _("Done, and kept."))


def _act(grant_id: UUID, typed: Typed, act: Callable[[ViewerSession], object], said: str) -> Page:
    only_for("funds")
    try:
        with declared_session(needs="contact", writes="internal") as (session, _why):
            act(session)
            session.commit()
    except InvalidInput as wrong:
        return _one(grant_id, typed, told(wrong)), wrong.status
    except Refused as no:
        flash(speak(no.said), "bad")
    else:
        flash(said, "good")
    return go(url_for("grants.one", grant_id=grant_id))


def _page(typed: Typed, errors: Typed) -> str:
    only_for("funds")
    with declared_session(needs="contact") as (session, why):
        rows, waiting, funds = list_grants(session), deadlines_due(session), fund_names(session)
        session.commit()
    return render_template(
        "registers/grants.html",
        why=why,
        rows=rows,
        waiting=waiting,
        funds=[(str(key), name) for key, name in funds.items()],
        stages=STAGES,
        what=WHAT,
        typed=typed,
        errors=errors,
        may_manage=may("grant.manage"),
        due_columns=[Column(_("What")), Column(_("Grant")), Column(_("Due"))],
        columns=[
            *(Column(_("Grant")), Column(_("State"))),
            *(Column(_("Asked for"), num=True), Column(_("Awarded"), num=True)),
        ],
    )


def _one(grant_id: UUID, typed: Typed, errors: Typed) -> str:
    only_for("funds")
    with declared_session(needs="contact") as (session, why):
        view, funds = read_grant(session, grant_id), fund_names(session)
        session.commit()
    return render_template(
        "registers/grant.html",
        why=why,
        view=view,
        fund=funds.get(view.fund_id, "") if view.fund_id else "",
        funds=[(str(key), name) for key, name in funds.items()],
        state=STAGES[view.stage],
        stages=[(code, STAGES[code][0]) for code in (view.stage, *NEXT[view.stage])],
        what=WHAT,
        kinds=[(code, WHAT[code]) for code in KINDS],
        typed=_as_typed(view) | typed,
        errors=errors,
        may_manage=may("grant.manage"),
        columns=[Column(_("What")), Column(_("Due")), Column(_("State"))],
    )


def _typed() -> Typed:
    return {name: request.form.get(name, "")[:1500].strip() for name in BOXES}


def _as_typed(view: GrantView) -> Typed:
    amounts = {"asked": view.asked, "awarded": view.awarded}
    typed = {name: str(amount.decimal) if amount else "" for name, amount in amounts.items()}
    return typed | {
        "title": view.title,
        "stage": view.stage,
        "fund": str(view.fund_id or ""),
        "note": view.note or "",
    }


def _read(typed: Typed, funder: UUID, stage: str) -> NewGrant:
    errors: Typed = {}
    asked, awarded = (amount_or_none(typed[name], name, errors) for name in ("asked", "awarded"))
    if errors:
        raise InvalidInput(errors)
    return NewGrant(funder, typed["title"], stage, asked, awarded, uuid_or_none(typed["fund"]), typed["note"])
