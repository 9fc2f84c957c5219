"""At the counter with a paper form: its code opens the form again, with what was begun."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, NotFound
from casework.policy.guard import guarded
from casework.services.drafts.assist import Handed, draft_of, form_of, note_help, send_for
from casework.services.drafts.find_draft import DraftView
from casework.services.staff.present import current_staff, current_tenant
from casework.web.auth import Page
from casework.web.desk.counter import counter_form, enterable, show_form
from casework.web.desk.opening import this_office
from casework.web.form_builder import PackForm
from casework.web.go import go
from casework.web.words import speak

resume = Blueprint("resume", __name__)


@resume.post("/resume")
@guarded("case.open")
def reopen() -> Page:
    """The form that the code belongs to."""
    code = request.form.get("code", "")[:128]
    form = form_of(code, enterable(), current_tenant().languages)
    if form is not None:
        return go(url_for("counter.page", name=form[0].name, language=form[1]))
    found = draft_of(this_office(), code, enterable())
    if found is None:
        error = _("This code opens nothing here. Look at it again; what is saved is kept for thirty days.")
        return render_template("desk/counter.html", flows=enterable(), code=code, error=error), 404
    note_help(this_office(), current_staff(), found[0], "reopened")
    return _drawn(*found)


@resume.post("/resume/send")
@guarded("case.open")
def send() -> Page:
    """Send it for them: what they began, with what is typed here."""
    office = this_office()
    found = draft_of(office, request.form.get("resume", ""), enterable())
    if found is None:
        raise NotFound
    handed, draft = found
    language = request.form.get("language", "")
    form = counter_form(draft.workflow, given=request.form, known=draft.answers)
    if not form.validate() or language not in office.tenant.languages:
        return _drawn(handed, draft, form), 422
    try:
        opened = send_for(office, handed, form.answers, language=language)
    except InvalidInput as wrong:
        for field, said in wrong.sayings.items():
            form.refuse(field, speak(said))
        return _drawn(handed, draft, form), wrong.status
    note_help(office, current_staff(), handed, "sent")
    return render_template("desk/counter_done.html", opened=opened, workflow=draft.workflow)


def _drawn(handed: Handed, draft: DraftView, form: PackForm | None = None) -> str:
    shown = form or counter_form(draft.workflow, known=draft.answers)
    return show_form(draft.workflow, shown, resume=handed.secret, draft=draft)
