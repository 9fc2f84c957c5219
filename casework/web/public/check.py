"""Check your answers, then send them: once, however often the button is pressed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.base.values import Value
from casework.packs import Field, Page, Workflow
from casework.packs.field_kinds import show_answer
from casework.services.cases.open_case import Opened
from casework.services.drafts.find_draft import DraftView, find_draft
from casework.services.drafts.send_draft import send_draft
from casework.store.disclosure import undo_and_tell
from casework.web.case_visit import begin_visit
from casework.web.formats import reader
from casework.web.go import go
from casework.web.locale import offered
from casework.web.public.door import asking_here, everybody, office_here, public, service_here
from casework.web.public.flow import Flow
from casework.web.public.holder import as_applicant, carry_draft, holder_of
from casework.web.public.person import TICK, no_more_doubt, note_trap, person_wanted
from casework.web.public.same import SameRow, same_rows
from casework.web.public.sheets import flow_of
from casework.web.words import pack_text, speak, told

TRUTH = "truth"


class Row(Value):
    """An answer as it will be sent, and what is wrong with it."""

    name: str
    kind: str
    term: str
    value: str
    change: str
    wrong: str | None = None


@public.get("/apply/<name>/check")
@everybody
def check(name: str) -> Response:
    """Everything that was answered, with a way to change each."""
    office = office_here()
    workflow, holder = service_here(office, name), holder_of(name)
    if holder is None:
        return go(url_for("public.start", name=name))
    with as_applicant(office, workflow, holder) as session:
        draft = find_draft(session)
        same = same_rows(session, draft) if draft else []
        session.commit()
    if draft is None:
        return go(url_for("public.receipt", name=name))
    return make_response(_drawn(draft, flow_of(draft, workflow), {}, same))


@public.post("/apply/<name>/check")
@everybody
def send(name: str) -> Response:
    """Open the case, or say what is still missing."""
    office = office_here()
    workflow, holder = service_here(office, name), holder_of(name)
    if holder is None:
        return go(url_for("public.start", name=name))
    to = request.form.get("to", "")
    if to in offered():
        return go(url_for("public.check", name=name, lang=to))
    with as_applicant(office, workflow, holder) as session:
        draft = find_draft(session, lock=True)
        unconfirmed = _unconfirmed(draft) if draft else {}
        if draft and unconfirmed:
            session.commit()
            return make_response(_drawn(draft, flow_of(draft, workflow), unconfirmed), 422)
        try:
            done = send_draft(session, holder.secret, language=reader().language)
        except InvalidInput as wrong:
            assert draft is not None
            undo_and_tell(session)
            return make_response(_drawn(draft, flow_of(draft, workflow), told(wrong)), 422)
        session.commit()
    no_more_doubt()
    return carry_draft(_onward(workflow, done), name, holder.secret)


def _onward(workflow: Workflow, done: Opened) -> Response:
    """To the receipt; where the case waits for money of its giver, first to the page where it is paid."""
    if done.waits and not workflow.signatures:
        return begin_visit(go(url_for("track.pay_page", number=done.number)), done.case_id)
    return go(url_for("public.receipt", name=workflow.name))


def _unconfirmed(draft: DraftView) -> dict[str, str]:
    """The boxes that must be ticked before this is sent, with what to say at each."""
    note_trap()
    said = {} if request.form.get(TRUTH) else {TRUTH: _("Confirm that what you entered is true")}
    return said | person_wanted(draft.id)


def _drawn(draft: DraftView, flow: Flow, wrong: Mapping[str, str], same: Sequence[SameRow] = ()) -> str:
    unread = {name: _("Go back to this answer: it could not be read") for name in draft.typed}
    missing = (
        {name: speak(said) for page in flow.pages for name, said in flow.faults(page).items()}
        if wrong or draft.typed
        else {}
    )
    told = {**missing, **unread, **wrong}
    sections = [(page, _rows(flow, page, draft, told)) for page in flow.pages]
    shown = {row.name for _page, rows in sections for row in rows}
    summary = [
        (f"q-{name}" if name in shown else name, said)
        for name, said in told.items()
        if name in shown | {TRUTH, TICK}
    ]
    return render_template(
        "public/check.html",
        workflow=flow.workflow,
        sections=sections,
        wrong=summary,
        truth_wrong=wrong.get(TRUTH),
        truth=bool(request.form.get(TRUTH)),
        person_wrong=wrong.get(TICK),
        person=bool(request.form.get(TICK)),
        back_url=url_for("public.ask", name=flow.workflow.name, page=flow.pages[-1].name),
        steps=list(flow.pages),
        keep_form="send",
        same=same,
    )


def _rows(flow: Flow, page: Page, draft: DraftView, wrong: Mapping[str, str]) -> list[Row]:
    change = url_for("public.ask", name=flow.workflow.name, page=page.name, back="check")
    return [
        Row(
            name=field.name,
            kind=field.kind,
            term=pack_text(field.short or field.label),
            value=said(field, draft.answers.get(field.name), _names(draft, field)),
            change=f"{change}#{field.name}",
            wrong=wrong.get(field.name),
        )
        for field in flow.fields(page)
    ]


def said(field: Field, value: Any, files: Iterable[str] = ()) -> str:
    """An answer in the reader's words; files by their names."""
    if field.kind == "file":
        return "\n".join(files)
    return speak(show_answer(field, value, asking_here()))


def _names(draft: DraftView, field: Field) -> list[str]:
    return [file.name for file in draft.files if file.field == field.name]
