"""Who acts for the applicant of a case: the page that lists them, notes one more and ends one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, Refused
from casework.base.phrases import Sayable
from casework.models.mandate import ASKS, LETTERS
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.disclose_case import papers_of
from casework.services.cases.mandates import (
    MandateView,
    NewMandate,
    end_mandate,
    name_mandate,
    read_mandates,
)
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.days import day_in_boxes
from casework.web.desk.head import case_head
from casework.web.desk.opening import opened_case, uuid_or_none
from casework.web.formats import day, today
from casework.web.go import go
from casework.web.words import refusal_text, told

mandates = Blueprint("mandates", __name__)
GROUNDS: Mapping[str, Sayable] = {
    "mandate": _l("A written mandate"),
    "guardian": _l("Parent or guardian"),
    "lawyer": _l("A lawyer’s authority"),
    "court": _l("A court order"),
}
SCOPES: Mapping[str, Sayable] = {
    LETTERS: _l("In all of the case: letters go to them"),
    ASKS: _l("They ask and bring papers: letters go to the applicant as before"),
}
PROXY = frozenset({"proxy_name", "proxy_ground", "proxy_email"})


@mandates.get("/<number>/mandates")
@guarded("case.read")
def page(number: str) -> str:
    """Who acts, and who did."""
    return _page(number, {})


@mandates.post("/<number>/mandates")
@guarded("case.mandate")
def name(number: str) -> Page:
    """Somebody acts from today on."""
    form = request.form
    typed = (form.get("name", ""), form.get("ground", ""), form.get("scope", ""))
    try:
        with opened_case(number) as (session, case, _workflow):
            until, paper = day_in_boxes(form, "until"), uuid_or_none(form.get("document", ""))
            new = NewMandate(*typed, email=form.get("email", ""), until=until, document_id=paper)
            name_mandate(session, case.id, new)
            session.commit()
    except InvalidInput as wrong:
        return _page(number, told(wrong)), wrong.status
    flash(_("Noted. It holds from today."), "good")
    return go(url_for("mandates.page", number=number))


@mandates.post("/<number>/mandates/<uuid:mandate_id>/end")
@guarded("case.mandate")
def end(number: str, mandate_id: UUID) -> Page:
    """They act no more."""
    try:
        with opened_case(number) as (session, case, _workflow):
            end_mandate(session, case.id, mandate_id)
            session.commit()
    except Refused as why:
        flash(refusal_text(why), "warn")
        return go(url_for("mandates.page", number=number))
    flash(_("Ended. Letters go to the applicant again."), "good")
    return go(url_for("mandates.page", number=number))


def note_proxy(session: ViewerSession, case_id: UUID, form: Mapping[str, str]) -> None:
    """What a form says of somebody who acts, with the case that it opened. InvalidInput under names of PROXY."""
    typed = {one.removeprefix("proxy_"): form.get(one, "").strip() for one in PROXY}
    if not any(typed.values()):
        return
    scope = LETTERS if typed["email"] else ASKS
    new = NewMandate(typed["name"], typed["ground"], scope, email=typed["email"])
    try:
        name_mandate(session, case_id, new)
    except InvalidInput as wrong:
        raise InvalidInput({f"proxy_{one}": said for one, said in wrong.sayings.items()}) from None


def mandate_words(one: MandateView) -> str:
    """By what somebody acts, in what, and how long, in one line."""
    scope = _("letters go to them") if one.scope == LETTERS else _("letters go to the applicant")
    return ", ".join([str(GROUNDS[one.ground]), scope, _term(one)])


def _term(one: MandateView) -> str:
    if one.ended or (one.until is not None and one.until < today()):
        return _("over since %(day)s", day=day(one.until, year=True)) if one.until else ""
    return _("until %(day)s", day=day(one.until, year=True)) if one.until else _("until it is ended")


def _page(number: str, errors: Mapping[str, str]) -> str:
    with opened_case(number) as (session, case, workflow):
        head = case_head(session, case, workflow, colleagues=read_colleagues(session, [case.assignee_id]))
        found = read_mandates(session, case.id)
        names = session.viewer.access.may_write("contact") and allowed("case.mandate", session.viewer)
        names = names and case.closed_at is None
        papers = papers_of(session, case.id, workflow) if names else ()
        session.commit()
    return render_template(
        "desk/mandates.html",
        head=head,
        rows=[(one, mandate_words(one)) for one in found],
        names=names,
        grounds=[(code, str(said)) for code, said in GROUNDS.items()],
        scopes=[{"value": code, "label": str(said)} for code, said in SCOPES.items()],
        papers=[(str(one.id), one.name) for one in papers],
        typed=request.form,
        errors=errors,
    )
