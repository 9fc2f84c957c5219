"""What the applicant does: answers, writes, withdraws, takes a new code."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from casework.base.errors import InvalidInput, NotFound, Refused, Stale
from casework.packs import APPLICANT, Field, Move, Workflow
from casework.services.applicants.codes import CASE, give_code, revoke_all
from casework.services.cases.available_moves import facts_for
from casework.services.cases.find_case import lock_case
from casework.services.cases.move_case import move_case
from casework.services.cases.not_from_here import not_from_here
from casework.services.cases.note_refusal import note_refusal
from casework.services.cases.pin import workflow_of
from casework.services.documents.add_upload import MOST_FILES
from casework.services.documents.keep_file import Sent
from casework.services.staff import throttle
from casework.services.tracking.answer_question import answer_question
from casework.services.tracking.write_message import write_message
from casework.store import ledger_chain
from casework.store.identity import identity_session
from casework.web.form_builder import PackForm, Sheet, pack_form
from casework.web.formats import reader
from casework.web.go import go
from casework.web.public.door import asking_here
from casework.web.public.sheets import day_here
from casework.web.track.case import drawn, read_case
from casework.web.track.door import OpenCase, everybody, own_case, track
from casework.web.words import refusal_text, told


@track.post("/track/<number>/answer")
@everybody
def answer(number: str) -> Response:
    """Send words and papers; the case goes on."""
    try:
        with own_case(number) as mine:
            slowly(mine)
            workflow = workflow_of(mine.session, mine.case)
            answer_question(
                mine.session,
                mine.case.id,
                request.form.get("words", ""),
                _papers(workflow),
                language=reader().language,
            )
            mine.session.commit()
    except InvalidInput as wrong:
        return again(number, told(wrong))
    except (Stale, Refused, StaleDataError) as late:
        return too_late(number, late)
    flash(_("We have your answer. We go on."), "good")
    return go(url_for("track.page", number=number))


@track.post("/track/<number>/message")
@everybody
def message(number: str) -> Response:
    """Write to the office."""
    try:
        with own_case(number) as mine:
            slowly(mine)
            case = lock_case(mine.session, mine.case.id)
            write_message(mine.session, case, request.form.get("words", ""), language=reader().language)
            mine.session.commit()
    except InvalidInput as wrong:
        return again(number, {"message": told(wrong)["words"]})
    flash(_("We have your message."), "good")
    return go(url_for("track.page", number=number))


@track.get("/track/<number>/moves/<name>")
@everybody
def confirm(number: str, name: str) -> Response:
    """Ask before a step that can't be taken back."""
    with own_case(number) as mine:
        workflow = workflow_of(mine.session, mine.case)
        move = _own_move(workflow, name)
        mine.session.commit()
        if mine.case.state not in move.sources:
            return too_late(number, not_from_here(mine.session.viewer, workflow, mine.case.state, move))
        page = _asked(mine, workflow, move, _form(mine, workflow, move))
        mine.session.commit()
    return make_response(page)


@track.post("/track/<number>/moves/<name>")
@everybody
def make_move(number: str, name: str) -> Response:
    """Take the step."""
    try:
        with own_case(number) as mine:
            workflow = workflow_of(mine.session, mine.case)
            move = _own_move(workflow, name)
            form = _form(mine, workflow, move)
            if form is not None and not form.validate():
                page = _asked(mine, workflow, move, form)
                mine.session.commit()
                return make_response(page, 422)
            asked = {n: v for n, v in form.answers.items() if v is not None} if form else {}
            version = request.form.get("version", "")
            move_case(
                mine.session,
                mine.case.id,
                name,
                version=int(version) if version.isdigit() and len(version) < 9 else None,
                asked=asked,
            )
            mine.session.commit()
    except (Stale, Refused, StaleDataError) as late:
        _note(number, name, late)
        return too_late(number, late)
    return go(url_for("track.page", number=number))


@track.post("/track/<number>/new-code")
@everybody
def new_code(number: str) -> Response:
    """A new receipt code; every earlier one stops working. Shown in this answer only."""
    with own_case(number) as mine:
        slowly(mine)
        ledger_chain.record(mine.session, "code.renewed", case=mine.case.id)
        case_id, tenant, plain = mine.case.id, mine.office.tenant, mine.case.number
        mine.session.commit()
    with identity_session() as session:
        revoke_all(session, case_id, CASE, tenant_id=tenant.id)
        code = give_code(session, case_id, CASE, tenant_id=tenant.id)
        session.commit()
    return make_response(render_template("track/new_code.html", number=plain, code=code))


def _note(number: str, move: str, late: Exception) -> None:
    """Put a refused step on the ledger: nothing else is left of it."""
    code = getattr(late, "code", None)
    if isinstance(late, Stale | Refused) and code is not None:
        with own_case(number) as mine:
            note_refusal(mine.session, mine.case, move, code)
            mine.session.commit()


def _own_move(workflow: Workflow, name: str) -> Move:
    found = next((move for move in workflow.moves if move.name == name and APPLICANT in move.by), None)
    if found is None:
        raise NotFound
    return found


def _form(mine: OpenCase, workflow: Workflow, move: Move) -> PackForm | None:
    if not move.asks:
        return None
    facts = facts_for(mine.session, mine.case, workflow)
    sheet = Sheet(workflow, move.asks, asking_here(), day_here(), mine.office.kind.duties, answers=facts)
    return pack_form(sheet, request.form if request.method == "POST" else None)


def _asked(mine: OpenCase, workflow: Workflow, move: Move, form: PackForm | None) -> str:
    return render_template(
        "track/confirm.html",
        number=mine.case.number,
        version=mine.case.version,
        workflow=workflow,
        move=move,
        form=form,
    )


def _papers(workflow: Workflow) -> list[tuple[Field, Sent]]:
    """The files that were sent, each with the question it answers."""
    fields = {field.name: field for field in workflow.fields if field.kind == "file"}
    chosen = [
        (fields[name], Sent(file.filename or "", file.stream))
        for name, file in request.files.items(multi=True)
        if name in fields and file.filename
    ]
    return chosen[:MOST_FILES]


def again(number: str, errors: dict[str, str]) -> Response:
    office, tracked = read_case(number)
    return make_response(drawn(office, tracked, errors), 422)


def too_late(number: str, late: Exception) -> Response:
    """The case has moved on: say so above how it stands now, with the reader's words kept."""
    office, tracked = read_case(number)
    notice = (
        refusal_text(late)
        if isinstance(late, Stale | Refused)
        else _("This was changed meanwhile. Read it again.")
    )
    return make_response(drawn(office, tracked, notice=notice), 409)


def slowly(mine: OpenCase) -> None:
    throttle.spend(
        throttle.APPLY_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=mine.office.tenant.id
    )
