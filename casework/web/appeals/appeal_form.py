"""Planning an appeal: its code, its channel, whom it asks, and what the mail says in each language of the office."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.domain.appeals import DRAFT, Wording
from casework.domain.donor_rules import Rule
from casework.policy.guard import guarded
from casework.services.appeals.campaigns import list_campaigns
from casework.services.appeals.list_appeals import AppealView, fund_names, read_appeal
from casework.services.appeals.make_appeal import NewAppeal, change_appeal, make_appeal
from casework.services.donors.segments import segments
from casework.store.session import ViewerSession
from casework.web.appeals.campaign_form import amount_or_none
from casework.web.appeals.campaigns import campaigns
from casework.web.appeals.words import CHANNELS
from casework.web.auth import Page
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.formats import language_name
from casework.web.go import go
from casework.web.registers.donor_words import list_name, shipped_lists
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import speak, told

__all__ = ["campaigns"]

BOXES = ("code", "name", "channel", "segment", "fund", "cost")
LONGEST, LONGEST_TEXT = 200, 6000
AS_IT_IS = "as_it_is"
"""In the list of lists: the one that the appeal has taken already."""
Typed = dict[str, str]


@campaigns.get("/<uuid:campaign_id>/appeals/new")
@guarded("appeal.make")
@asks_purpose
def new_appeal(campaign_id: UUID) -> Page:
    """An empty form."""
    return _form(campaign_id, None, {"channel": "email"}, {})


@campaigns.post("/<uuid:campaign_id>/appeals/new")
@guarded("appeal.make")
def plan_appeal(campaign_id: UUID) -> Page:
    """Plan it."""
    only_for("funds")
    typed = _typed()
    try:
        with declared_session(needs="financial", writes="internal") as (session, _why):
            made = make_appeal(session, _read(session, campaign_id, typed, None))
            session.commit()
    except InvalidInput as wrong:
        return _form(campaign_id, None, typed, told(wrong)), wrong.status
    flash(_("The appeal is planned. Read it once more, then ask."), "good")
    return go(url_for("campaigns.appeal", appeal_id=made))


@campaigns.get("/appeals/<uuid:appeal_id>/change")
@guarded("appeal.make")
@asks_purpose
def change_form(appeal_id: UUID) -> Page:
    """The form with the appeal as it is planned."""
    with declared_session(needs="financial") as (session, _why):
        view = read_appeal(session, appeal_id)
        session.commit()
    if view.status != DRAFT:
        return go(url_for("campaigns.appeal", appeal_id=appeal_id))
    return _form(view.campaign_id, view, _as_typed(view), {})


@campaigns.post("/appeals/<uuid:appeal_id>/change")
@guarded("appeal.make")
def plan_again(appeal_id: UUID) -> Page:
    """Plan it otherwise, until it has asked somebody."""
    only_for("funds")
    typed = _typed()
    try:
        with declared_session(needs="financial", writes="internal") as (session, _why):
            view = read_appeal(session, appeal_id)
            change_appeal(session, appeal_id, _read(session, view.campaign_id, typed, view))
            session.commit()
    except InvalidInput as wrong:
        return _form(view.campaign_id, view, typed, told(wrong)), wrong.status
    except Refused as no:
        flash(speak(no.said), "bad")
    return go(url_for("campaigns.appeal", appeal_id=appeal_id))


def _form(campaign_id: UUID, view: AppealView | None, typed: Typed, errors: Mapping[str, str]) -> str:
    only_for("funds")
    with declared_session(needs="financial", writes="internal") as (session, why):
        kept = [(str(one.id), one.name) for one in segments(session)]
        lists = [*kept, *((code, list_name(code)) for code in shipped_lists())]
        funds = [(str(key), name) for key, name in fund_names(session).items()]
        named = {one.id: one.name for one in list_campaigns(session)}
        session.commit()
    if campaign_id not in named:
        raise NotFound
    if view is not None and view.segment:
        lists = [(AS_IT_IS, _("%(name)s, as it was chosen", name=view.segment)), *lists]
    return render_template(
        "appeals/appeal_form.html",
        why=why,
        campaign_id=campaign_id,
        campaign=named[campaign_id],
        view=view,
        typed=typed,
        errors=errors,
        lists=lists,
        funds=funds,
        channels=CHANNELS,
        languages=[(code, language_name(code)) for code in spoken()],
    )


def spoken() -> list[str]:
    """The office's languages, its own first."""
    tenant = this_office().tenant
    return list(dict.fromkeys([tenant.language, *tenant.languages]))


def _typed() -> Typed:
    typed = {name: request.form.get(name, "")[:LONGEST].strip() for name in BOXES}
    for code in spoken():
        typed[f"subject-{code}"] = request.form.get(f"subject-{code}", "")[:LONGEST].strip()
        typed[f"text-{code}"] = request.form.get(f"text-{code}", "")[:LONGEST_TEXT].strip()
    return typed


def _as_typed(view: AppealView) -> Typed:
    typed = {"code": view.code, "name": view.name, "channel": view.channel, "fund": str(view.fund_id or "")}
    typed |= {
        "segment": AS_IT_IS if view.segment else "",
        "cost": str(view.cost.decimal) if view.cost else "",
    }
    for code, said in view.words.items():
        typed |= {f"subject-{code}": said.subject, f"text-{code}": said.text}
    return typed


def _read(session: ViewerSession, campaign_id: UUID, typed: Typed, view: AppealView | None) -> NewAppeal:
    errors: dict[str, str] = {}
    cost = amount_or_none(typed["cost"], "cost", errors)
    if errors:
        raise InvalidInput(errors)
    segment, rule = _list(session, typed["segment"], view)
    words = {
        code: Wording(typed[f"subject-{code}"], typed[f"text-{code}"].replace("\r\n", "\n"))
        for code in spoken()
        if typed[f"subject-{code}"] or typed[f"text-{code}"]
    }
    return NewAppeal(
        *(campaign_id, typed["code"], typed["name"], typed["channel"]),
        segment=segment,
        rule=rule,
        fund_id=uuid_or_none(typed["fund"]),
        cost=cost,
        words=words,
    )


def _list(session: ViewerSession, code: str, view: AppealView | None) -> tuple[str | None, Rule | None]:
    """Name and rule of the list that was chosen: kept, shipped, or as the appeal took it."""
    if code == AS_IT_IS and view is not None:
        return view.segment, view.rule
    if code in shipped_lists():
        return list_name(code), shipped_lists()[code]
    found = next((one for one in segments(session) if str(one.id) == code), None)
    return (found.name, found.rule) if found else (None, None)
