"""Pledges and recurring gifts: the list, one with its parts and changes, making and changing them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import CaseworkError, InvalidInput, NotFound, Refused
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.read_timeline import member_names
from casework.services.donors.funds import ensure_funds, list_funds
from casework.services.donors.new_gift import currencies_of
from casework.services.people.read_person import read_person
from casework.services.pledges.change_pledge import (
    cancel_pledge,
    change_terms,
    pause_pledge,
    resume_pledge,
    try_again,
)
from casework.services.pledges.list_pledges import STATUSES as KNOWN
from casework.services.pledges.list_pledges import list_pledges, read_pledge
from casework.services.pledges.make_pledge import NewPledge, make_pledge
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.desk.opening import uuid_or_none
from casework.web.formats import today
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers import pledge_words as words
from casework.web.registers.pledge_form import PledgeForm, read_pledge_form, typed_terms
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.registers.source_box import source_options
from casework.web.words import refusal_of, told

pledges = Blueprint("pledges", __name__)
desk_door(RECORDS, _l("Pledges"), "pledges.page", "pledge.read", having="funds")

SIMPLE = {"pause": pause_pledge, "resume": resume_pledge, "cancel": cancel_pledge}
LONGEST = 1000


@pledges.get("/")
@guarded("pledge.read")
@asks_purpose
def page() -> Page:
    """Every pledge, newest first; in one state where asked."""
    only_for("funds")
    status = request.args.get("status", "")
    with declared_session(needs="financial") as (session, why):
        after = uuid_or_none(request.args.get("after", ""))
        found = list_pledges(session, status=status if status in KNOWN else None, after=after)
        session.commit()
    return render_template(
        "registers/pledges.html",
        found=found,
        why=why,
        held=held_things(found.withheld, "gift"),
        words=words,
        chosen=status,
        columns=[
            *(Column(_("Pledge")), Column(_("Donor")), Column(_("How")), Column(_("State"))),
            *(Column(_("Next")), Column(_("Amount"), num=True), Column(_("In a year"), num=True)),
        ],
    )


@pledges.get("/new")
@guarded("pledge.make")
@asks_purpose
def new() -> Page:
    """What was promised?"""
    donor = uuid_or_none(request.args.get("donor", ""))
    if donor is None:
        raise NotFound
    day = today()
    begins = {"starts-day": str(day.day), "starts-month": str(day.month), "starts-year": str(day.year)}
    return _form(PledgeForm({"kind": "recurring", "often": "month-1", "day": "1", **begins}), donor)


@pledges.post("/new")
@guarded("pledge.make")
@asks_purpose
def make() -> Page:
    """Take it in."""
    only_for("funds")
    donor = uuid_or_none(request.args.get("donor", ""))
    if donor is None:
        raise NotFound
    form = read_pledge_form(request.form)
    try:
        if form.errors:
            raise InvalidInput(form.errors)
        with declared_session(needs="financial", writes="financial") as (session, _why):
            pledge_id = make_pledge(session, form.pledge(donor)).id
            session.commit()
    except InvalidInput as wrong:
        form.errors |= told(wrong)
        return _form(form, donor), wrong.status
    flash(_("The pledge is on record."), "good")
    return go(url_for("pledges.one", pledge_id=pledge_id))


@pledges.get("/<uuid:pledge_id>")
@guarded("pledge.read")
@asks_purpose
def one(pledge_id: UUID) -> Page:
    """One pledge."""
    return _one(pledge_id)


@pledges.post("/<uuid:pledge_id>/terms")
@guarded("pledge.change")
def terms(pledge_id: UUID) -> Page:
    """Change what it is."""

    def change(session: ViewerSession) -> str:
        form = read_pledge_form(request.form, read_pledge(session, pledge_id).view.row.currency)
        if form.errors:
            raise InvalidInput(form.errors)
        change_terms(session, pledge_id, form.terms(), reason=form.typed["reason"])
        return _("The change counts from the next due day on.")

    return _act(pledge_id, change)


@pledges.post("/<uuid:pledge_id>/pause")
@guarded("pledge.change")
def pause(pledge_id: UUID) -> Page:
    """Collect nothing for a while."""
    return _simple(pledge_id, "pause", _("It is paused. Nothing is collected until it goes on."))


@pledges.post("/<uuid:pledge_id>/resume")
@guarded("pledge.change")
def resume(pledge_id: UUID) -> Page:
    """Go on."""
    return _simple(pledge_id, "resume", _("It goes on from the next due day."))


@pledges.post("/<uuid:pledge_id>/cancel")
@guarded("pledge.change")
def cancel(pledge_id: UUID) -> Page:
    """End it."""
    return _simple(pledge_id, "cancel", _("It has ended. What was still to come is written off."))


@pledges.post("/<uuid:pledge_id>/again")
@guarded("pledge.change")
def again(pledge_id: UUID) -> Page:
    """Try once more to collect what failed."""
    part = uuid_or_none(request.form.get("part", ""))

    def try_it(session: ViewerSession) -> str:
        known = {one.id for one in read_pledge(session, pledge_id).parts}
        if part is None or part not in known:
            raise NotFound
        try_again(session, part, reason=request.form.get("reason", "")[:LONGEST])
        return _("It is tried once more with the next run.")

    return _act(pledge_id, try_it)


def _simple(pledge_id: UUID, what: str, said: str) -> Page:
    def change(session: ViewerSession) -> str:
        SIMPLE[what](session, pledge_id, reason=request.form.get("reason", "")[:LONGEST])
        return said

    return _act(pledge_id, change)


def _act(pledge_id: UUID, act: Callable[[ViewerSession], str]) -> Page:
    only_for("funds")
    try:
        with declared_session(needs="financial", writes="financial") as (session, _why):
            said = act(session)
            session.commit()
    except (Refused, InvalidInput) as wrong:
        return _one(pledge_id, wrong), wrong.status
    flash(said, "good")
    return go(url_for("pledges.one", pledge_id=pledge_id))


def _one(pledge_id: UUID, wrong: CaseworkError | None = None) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        whole = read_pledge(session, pledge_id)
        names = member_names(session, [change.by for change in whole.changes])
        may = allowed("pledge.change", session.viewer) and session.viewer.access.may_write("financial")
        funds = [(str(fund.id), fund.name) for fund in list_funds(session) if fund.active]
        session.commit()
    view = whole.view
    now = {}
    if view.amount is not None:
        row = view.row
        now = typed_terms(NewPledge(row.donor_id, row.fund_id, view.amount, view.schedule, row.method))
    return render_template(
        "registers/pledge.html",
        whole=whole,
        why=why,
        held=held_things(whole.withheld, "gift"),
        words=words,
        names=names,
        funds=funds,
        may=may and view.row.status in ("active", "failing", "paused", "suspended"),
        errors=told(wrong) if isinstance(wrong, InvalidInput) else {},
        refusal=refusal_of(wrong),
        typed=now | {key: value for key, value in request.form.items() if key != "csrf_token"},
        part_columns=[
            *(Column(_("Due")), Column(_("State")), Column(_("Tries")), Column(_("Amount"), num=True)),
        ],
        change_columns=[
            *(Column(_("When")), Column(_("What changed")), Column(_("In a year"), num=True)),
        ],
    )


def _form(form: PledgeForm, donor: UUID) -> str:
    only_for("funds")
    with declared_session(needs="financial", writes="financial") as (session, why):
        person = read_person(session, donor)
        ensure_funds(session)
        funds = [(str(fund.id), fund.name) for fund in list_funds(session) if fund.active]
        currencies, sources = currencies_of(session), source_options(session)
        session.commit()
    return render_template(
        "registers/pledge_new.html",
        why=why,
        person=person,
        form=form,
        funds=funds,
        currencies=[(code, code) for code in currencies],
        sources=sources,
        words=words,
    )
