"""The records of a request: what was found, the log of what is withheld, and the law that all of it is under."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Refused
from casework.models import Case
from casework.models.record import REQUEST
from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.count_parts import count_parts
from casework.services.deadlines.lawful import law_of_case
from casework.services.documents.keep_file import Sent
from casework.services.records.add_record import add_record
from casework.services.records.at_work import working_states
from casework.services.records.choose_law import choose_law, laws_to_choose
from casework.services.records.read_records import read_records
from casework.services.records.withhold import Held, lift, withhold
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.head import case_head
from casework.web.desk.opening import opened_case, uuid_or_none
from casework.web.desk.record_words import decision_words, exemption_choices, exemption_notes, log_lines
from casework.web.go import go
from casework.web.words import pack_text, speak, told

records = Blueprint("records", __name__)


@records.get("/<number>/records")
@guarded("record.read")
def page(number: str) -> str:
    """What was found, and the log."""
    return _page(number, {}, {})


@records.post("/<number>/records")
@guarded("record.decide")
def add(number: str) -> Page:
    """Enter a record."""
    file = sent_file("file")
    title = request.form.get("title", "")
    return _act(
        number, lambda session, case: add_record(session, case.id, title, file), _("The record is entered.")
    )


@records.post("/<number>/records/withhold")
@guarded("record.decide")
def withhold_all(number: str) -> Page:
    """Write into the log why nothing at all can be given out."""
    held = typed_line(REQUEST, None)
    return _act(number, lambda session, case: withhold(session, case.id, held), _("It stands in the log."))


@records.post("/<number>/records/lift")
@guarded("record.decide")
def lift_line(number: str) -> Page:
    """Withhold something no more."""
    line = uuid_or_none(request.form.get("line", "")) or UUID(int=0)
    return _act(number, lambda session, case: lift(session, case.id, line), _("It is withheld no more."))


@records.post("/<number>/records/law")
@guarded("record.decide")
def law(number: str) -> Page:
    """Another law holds."""
    name, why = request.form.get("law", ""), request.form.get("why", "")
    said = _("The time is counted by that law, and the applicant is told.")
    return _act(number, lambda session, case: choose_law(session, case.id, name, why), said)


def typed_line(extent: str, record: UUID | None, *, area: bool = False) -> Held:
    """A line of the log as the form has it; with `area`, one that says which part of a page."""
    typed = request.form
    return Held(
        extent=extent,
        exemption=typed.get("exemption", ""),
        reason=typed.get("reason", ""),
        record=record,
        page=typed.get("page", ""),
        place=typed.get("place", ""),
        interest=typed.get("interest", ""),
        area=typed if area else None,
    )


def sent_file(name: str) -> Sent | None:
    """The file that was sent along, if one was."""
    sent = request.files.get(name)
    return Sent(sent.filename, sent.stream) if sent is not None and sent.filename else None


def _act(number: str, act: Callable[[ViewerSession, Case], object], said: str) -> Page:
    try:
        with opened_case(number) as (session, case, _workflow):
            act(session, case)
            session.commit()
    except InvalidInput as wrong:
        return _page(number, request.form.to_dict(), told(wrong)), wrong.status
    except Refused as why:
        return _page(number, {}, {"refused": speak(why.said)}), why.status
    flash(said, "good")
    return go(url_for("records.page", number=number))


def _page(number: str, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    with opened_case(number) as (session, case, workflow):
        found, held_by = read_records(session, case.id), law_of_case(session, case.id)
        people = [line.entered_by for line in found.held]
        colleagues = read_colleagues(session, [case.assignee_id, *people])
        parts = count_parts(session, case.id)
        head = case_head(session, case, workflow, colleagues=colleagues, parts=parts)
        others = [one for one in laws_to_choose(session) if held_by is None or one.name != held_by.name]
        at_work = case.state in working_states(workflow)
        session.commit()
    shown: dict[str, Any] = {
        "rows": [(record, *decision_words(record)) for record in found.records],
        "log": log_lines(found, held_by, colleagues),
        "law": pack_text(held_by.label) if held_by else "",
        "laws": [(one.name, pack_text(one.label)) for one in others],
        "exemptions": exemption_choices(held_by),
        "weighed": exemption_notes(held_by),
    }
    return render_template(
        "desk/records.html",
        head=head,
        at_work=at_work,
        record_columns=[Column(said) for said in (_("Record"), _("Original"), _("Decision"), _("Given out"))],
        log_columns=[
            Column(said) for said in (_("What is withheld"), _("By which rule"), _("Why"), _("Entered by"))
        ],
        typed=typed,
        errors=errors,
        **shown,
    )
