"""One record of a request: what is withheld of it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import NotFound
from casework.models import Case
from casework.models.record import PLACE, RECORD
from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.deadlines.lawful import law_of_case
from casework.services.records.add_record import remove_record
from casework.services.records.at_work import working_states
from casework.services.records.decide_record import decide_record
from casework.services.records.draw_pages import DRAWN
from casework.services.records.read_records import Records, read_records
from casework.services.records.withhold import withhold
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.head import case_head
from casework.web.desk.opening import opened_case
from casework.web.desk.record_acts import act_on_record
from casework.web.desk.record_words import (
    decision_choices,
    decision_words,
    exemption_choices,
    exemption_notes,
    log_lines,
)
from casework.web.desk.records import sent_file, typed_line

record = Blueprint("record", __name__)


@record.get("/<number>/records/<uuid:record_id>")
@guarded("record.read")
def page(number: str, record_id: UUID) -> str:
    """The record, its log and its decision."""
    return _page(number, record_id, {}, {})


@record.post("/<number>/records/<uuid:record_id>/withhold")
@guarded("record.decide")
def hold(number: str, record_id: UUID) -> Page:
    """Write into the log what is withheld of it."""
    extent = RECORD if request.form.get("extent") == RECORD else PLACE
    held = typed_line(extent, record_id)
    return _act(
        number, record_id, lambda session, case: withhold(session, case.id, held), _("It stands in the log.")
    )


@record.post("/<number>/records/<uuid:record_id>/decide")
@guarded("record.decide")
def decide(number: str, record_id: UUID) -> Page:
    """Say what becomes of it."""
    chosen, gone, file = request.form.get("decision", ""), request.form.get("gone", ""), sent_file("file")
    return _act(
        number,
        record_id,
        lambda session, case: decide_record(session, case.id, record_id, chosen, sent=file, gone=gone),
        _("It is decided."),
    )


@record.post("/<number>/records/<uuid:record_id>/remove")
@guarded("record.decide")
def remove(number: str, record_id: UUID) -> Page:
    """Take it off the list."""
    said = _("It is off the list.")
    to = url_for("records.page", number=number)
    return _act(
        number, record_id, lambda session, case: remove_record(session, case.id, record_id), said, to=to
    )


def _act(
    number: str, record_id: UUID, act: Callable[[ViewerSession, Case], object], said: str, *, to: str = ""
) -> Page:
    here = url_for("record.page", number=number, record_id=record_id)
    return act_on_record(number, act, said, to=to or here, again=partial(_page, number, record_id))


def _page(number: str, record_id: UUID, typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    with opened_case(number) as (session, case, workflow):
        found, law = read_records(session, case.id), law_of_case(session, case.id)
        one = found.record(record_id)
        if one is None:
            raise NotFound
        people = [line.entered_by for line in one.lines]
        colleagues = read_colleagues(session, [case.assignee_id, one.decided_by, *people])
        head = case_head(session, case, workflow, colleagues=colleagues)
        at_work = case.state in working_states(workflow)
        session.commit()
    word, tone, shape = decision_words(one)
    return render_template(
        "desk/record.html",
        head=head,
        record=one,
        decision=(word, tone, shape),
        decided_by=colleagues.name(one.decided_by) if one.decided_by else "",
        log=log_lines(Records((one,), ()), law, colleagues),
        at_work=at_work,
        drawable=one.original is not None and one.original.media_type in DRAWN,
        decisions=decision_choices(),
        exemptions=exemption_choices(law),
        weighed=exemption_notes(law),
        log_columns=[
            Column(said) for said in (_("What is withheld"), _("By which rule"), _("Why"), _("Entered by"))
        ],
        typed=typed,
        errors=errors,
    )
