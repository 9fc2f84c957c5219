"""Save and come back: the reference and the code, shown here and sent by mail if wanted."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.domain.email import email_key
from casework.services.drafts.discard_draft import discard_draft, remove_files
from casework.services.drafts.find_draft import DraftView, find_draft
from casework.services.letters import queue_mail
from casework.services.staff import throttle
from casework.services.staff.emails import clean_email
from casework.web.formats import reader
from casework.web.go import go
from casework.web.pack_box import presentable
from casework.web.public.door import everybody, office_here, public, service_here
from casework.web.public.holder import Holder, as_applicant, holder_of, let_go
from casework.web.public.sheets import flow_of
from casework.web.words import told


@public.get("/apply/<name>/saved")
@everybody
def saved(name: str) -> Response:
    """What was kept, until when, and how to come back to it."""
    holder, draft = _held(name)
    if holder is None or draft is None:
        return go(url_for("public.start", name=name))
    party = draft.workflow.applicant()
    known = draft.answers.get(party.email) if party and party.email else None
    return make_response(_drawn(holder, draft, known or ""))


@public.post("/apply/<name>/saved")
@everybody
def send_code(name: str) -> Response:
    """Send the way back by mail. The mail's own code is made by the job that sends it."""
    office = office_here()
    workflow, holder = service_here(office, name), holder_of(name)
    if holder is None:
        return go(url_for("public.start", name=name))
    typed = request.form.get("email", "")
    with as_applicant(office, workflow, holder) as session:
        draft = find_draft(session)
        session.commit()
        if draft is None:
            return go(url_for("public.start", name=name))
        try:
            address = clean_email(typed)
        except InvalidInput as wrong:
            return make_response(_drawn(holder, draft, typed, told(wrong)["email"]), 422)
        throttle.spend(throttle.MAIL_TO, email_key(address), tenant_id=office.tenant.id)
        queue_mail(
            session, "draft_saved", address=address, language=reader().language, case_id=holder.draft_id
        )
        session.commit()
    flash(_("We sent it to %(address)s. It may take some minutes.", address=address), "good")
    return go(url_for("public.saved", name=name))


@public.post("/apply/<name>/discard")
@everybody
def discard(name: str) -> Response:
    """Delete what was typed and added, here and at the office."""
    office = office_here()
    workflow, holder = service_here(office, name), holder_of(name)
    if holder:
        with as_applicant(office, workflow, holder) as session:
            files = discard_draft(session)
            session.commit()
        remove_files(office.tenant.id, files)
        flash(_("Everything you entered is deleted."), "good")
    return let_go(go(url_for("public.start", name=name)), name)


def _held(name: str) -> tuple[Holder | None, DraftView | None]:
    office = office_here()
    workflow, holder = service_here(office, name), holder_of(name)
    if holder is None:
        return None, None
    with as_applicant(office, workflow, holder) as session:
        draft = find_draft(session)
        session.commit()
    return holder, draft


def _drawn(holder: Holder, draft: DraftView, email: str, error: str | None = None) -> str:
    flow = flow_of(draft, draft.workflow)
    unfinished = flow.unfinished()
    onward = (
        url_for("public.ask", name=draft.workflow.name, page=unfinished[0].name)
        if unfinished
        else url_for("public.check", name=draft.workflow.name)
    )
    return render_template(
        "public/saved.html",
        workflow=draft.workflow,
        draft=draft,
        code=holder.secret,
        email=presentable(email)[:254],
        error=error,
        onward=onward,
    )
