"""The papers of a case: read, save, add."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from werkzeug.wrappers import Response

from casework.base.errors import InvalidInput
from casework.packs.rules import all_fields
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.count_parts import count_parts
from casework.services.cases.disclose_case import papers_of
from casework.services.documents.add_document import add_document, addable
from casework.services.documents.keep_file import Sent
from casework.services.documents.open_document import open_document
from casework.services.documents.verify_document import faults_for, verify_document
from casework.services.inbound.file_mail import BY_MAIL
from casework.services.records.record_files import FIELDS as RECORD_FILES
from casework.web.attachments import attachment
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.head import case_head
from casework.web.desk.opening import opened_case
from casework.web.formats import reader
from casework.web.go import go
from casework.web.words import speak

papers = Blueprint("papers", __name__)


@papers.get("/<number>/papers")
@guarded("document.read")
def page(number: str) -> str:
    """The files of a case."""
    return _page(number)


@papers.post("/<number>/papers")
@guarded("document.add")
def add(number: str) -> Page:
    """Add what somebody brought or sent."""
    field, sent = request.form.get("field", ""), request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise InvalidInput({"file": _("Choose the file")})
        with opened_case(number) as (session, case, workflow):
            add_document(session, case.id, workflow, field=field, sent=Sent(sent.filename, sent.stream))
            session.commit()
    except InvalidInput as wrong:
        errors = {name: speak(said) for name, said in wrong.sayings.items()}
        return _page(number, field=field, errors=errors), wrong.status
    flash(_("The paper is added."), "good")
    return go(url_for("papers.page", number=number))


@papers.get("/<number>/papers/<uuid:document>")
@guarded("document.read")
def one(number: str, document: UUID) -> Response:
    """One file, to be saved."""
    with opened_case(number) as (session, case, workflow):
        file = open_document(session, case.id, document, workflow)
        session.commit()
    return attachment(file)


@papers.post("/<number>/papers/<uuid:document>/verify")
@guarded("document.verify")
def verify(number: str, document: UUID) -> Page:
    """Say that a paper is in order, or what is wrong with it."""
    told = request.form.get("fault", "")[:64]
    try:
        with opened_case(number) as (session, case, workflow):
            verify_document(session, case.id, document, workflow, fault=told or None)
            session.commit()
    except InvalidInput as wrong:
        flash("; ".join(speak(said) for said in wrong.sayings.values()), "bad")
        return go(url_for("papers.page", number=number))
    flash(_("Entered."), "good")
    return go(url_for("papers.page", number=number))


def _page(number: str, *, field: str = "", errors: dict[str, str] | None = None) -> str:
    with opened_case(number) as (session, case, workflow):
        shown = [one for one in papers_of(session, case.id, workflow) if one.field not in RECORD_FILES]
        colleagues = read_colleagues(session, [case.assignee_id])
        head = case_head(session, case, workflow, colleagues=colleagues, parts=count_parts(session, case.id))
        may_add = allowed("document.add", session.viewer) and case.closed_at is None
        kinds = addable(session, workflow) if may_add else []
        verifies = allowed("document.verify", session.viewer) and case.closed_at is None
        session.commit()
    lang, asked = reader().language, all_fields(workflow)
    told = (_("Paper"), _("Asked as"), _("Size"), _("From"), _("Came"), pgettext("files", "Check"), _("Seen"))
    faults = {
        one.field: [(code, speak(said)) for code, said in faults_for(workflow, one.field)] for one in shown
    }
    return render_template(
        "desk/case_papers.html",
        head=head,
        papers=shown,
        names={name: one.name_text(lang) for name, one in asked.items()} | {BY_MAIL: _("Came by mail")},
        checkable=set(asked),
        verifies=verifies,
        faults=faults,
        fault_words={code: said for known in faults.values() for code, said in known},
        columns=[Column(said) for said in told],
        kinds=[(one.name, one.name_text(lang)) for one in kinds],
        field=field,
        errors=errors or {},
    )
