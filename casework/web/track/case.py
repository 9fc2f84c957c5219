"""The page of a case for its applicant."""

from collections.abc import Mapping

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from casework.packs import Field
from casework.services.cases.ask_again import may_ask_again
from casework.services.cases.pin import workflow_of
from casework.services.documents.media import endings, wanted
from casework.services.office import Office
from casework.services.tracking.track_case import TrackedCase, track_case
from casework.web.explained import explain
from casework.web.formats import listed
from casework.web.go import go
from casework.web.pack_box import presentable
from casework.web.papers.paper_words import paper_word
from casework.web.public.check import said
from casework.web.public.door import lang_here
from casework.web.track import story
from casework.web.track.door import everybody, own_case, track
from casework.web.track.looks import look_rows
from casework.web.words import pack_text


@track.get("/track/<number>/")
@everybody
def page(number: str) -> Response:
    """Where it stands, what comes next, what the applicant can do."""
    office, tracked = read_case(number)
    return make_response(drawn(office, tracked))


@track.get("/track/<number>/<any('answer', 'message', 'new-code', 'again'):act>")
@everybody
def back_to_page(number: str, act: str) -> Response:
    """Whoever reloads an answer of ours, or reads it in another language, is led back to the page."""
    return go(url_for("track.page", number=number))


def read_case(number: str) -> tuple[Office, TrackedCase]:
    """The visitor's case as frozen values; the disclosure is on the ledger before anything is shown."""
    with own_case(number) as mine:
        tracked = track_case(mine.session, mine.case, workflow_of(mine.session, mine.case))
        mine.session.commit()
    return mine.office, tracked


def drawn(
    office: Office, tracked: TrackedCase, errors: Mapping[str, str] | None = None, notice: str = ""
) -> str:
    """The page; with `errors` by box, what was typed stays in it."""
    state = tracked.workflow.state(tracked.case.state)
    running = story.decision(tracked)
    running = running if running and not state.final else None
    answering = tracked.question.answers.name if tracked.question else None
    own_moves = [move for move in tracked.moves if move.name != answering]
    first = own_moves if state.clock == "stop" and not state.final else []
    return render_template(
        "track/case.html",
        tracked=tracked,
        workflow=tracked.workflow,
        state=state,
        steps=story.steps(tracked),
        promise=story.promise(running, tracked.workflow) if running else None,
        explained=explain(running, tracked.clock_notes) if running else None,
        answer_by=story.answer_by(tracked),
        reasons=[(field, said(field, value)) for field, value in tracked.reasons],
        fees=story.fee_rows(tracked, office.kind),
        looks=look_rows(tracked.looks.theirs, office.kind),
        more_looks=tracked.looks.before,
        again=may_ask_again(tracked.workflow, tracked.case.state),
        first_moves=first,
        more_moves=[move for move in own_moves if move not in first],
        errors=errors or {},
        typed=presentable(request.form.get("words", "")) if errors or notice else "",
        notice=notice,
        own_name=presentable(request.form.get("name", "")) if errors else "",
        paper_names=_paper_names(tracked),
        to_pay=tracked.to_pay,
        paid=tracked.to_pay is not None and tracked.to_pay.paid,
        agreed=tracked.to_pay is not None and tracked.to_pay.agreed,
        issued=[(one, paper_word(one.kind, one.template, tracked.workflow)) for one in tracked.issued],
    )


@track.app_template_global()
def paper_endings(paper: Field) -> str:
    """The file name endings that may be chosen for a paper."""
    return endings(paper.accept)


@track.app_template_global()
def paper_hint(paper: Field) -> str:
    """The pack's hint, and what kinds of file."""
    kinds = listed([media.name.upper() for media in wanted(paper.accept)], "or")
    return f"{pack_text(paper.hint)} {_('%(kinds)s, up to 20 MB each', kinds=kinds)}".strip()


def _paper_names(tracked: TrackedCase) -> dict[str, str]:
    """What each paper is, by its field."""
    return {field.name: field.name_text(lang_here()) for field in tracked.workflow.fields}
