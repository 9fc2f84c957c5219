"""The papers that the office issued in a case: made, read again, withdrawn."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Refused
from casework.base.phrases import phrase
from casework.models.issued_paper import LETTER, RELEASE, TITLE
from casework.packs import Workflow
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.count_parts import count_parts
from casework.services.papers.case_papers import releases
from casework.services.papers.make_paper import make_paper, title_of_case
from casework.services.papers.read_papers import PaperFile, papers_of_case, read_paper
from casework.services.papers.withdraw_paper import withdraw_paper
from casework.services.typesetting.typeset import TypesettingFailed
from casework.web.auth import Page
from casework.web.desk.head import case_head
from casework.web.desk.opening import opened_case
from casework.web.go import go
from casework.web.papers.paper_words import ENDS, paper_word
from casework.web.words import refusal_text, told

issued = Blueprint("issued", __name__)


@issued.get("/<number>/issued")
@guarded("paper.read")
def page(number: str) -> str:
    """What was issued, and what can be."""
    return _page(number)


@issued.post("/<number>/issued")
@guarded("paper.issue")
def make(number: str) -> Page:
    """Print one now. One of the same kind that was issued before no longer holds."""
    what = request.form.get("what", "")
    kind, _dot, template = what.partition(".")
    try:
        with opened_case(number) as (session, case, workflow):
            if what not in {value for value, _words in _offered(workflow, titled=True)}:
                raise Refused("NO_SUCH_PAPER", phrase("Choose which paper to print"))
            make_paper(session, case.id, kind, template)
            session.commit()
    except (Refused, TypesettingFailed) as why:
        return _page(number, refused=refusal_text(why)), why.status
    flash(_("The paper is printed and kept."), "good")
    return go(url_for("issued.page", number=number))


@issued.get("/<number>/issued/<uuid:paper>")
@guarded("paper.read")
def one(number: str, paper: UUID) -> Response:
    """The paper as it was issued."""
    with opened_case(number) as (session, case, _workflow):
        found = read_paper(session, case.id, paper)
        session.commit()
    return as_pdf(found)


@issued.post("/<number>/issued/<uuid:paper>/withdraw")
@guarded("paper.withdraw")
def withdraw(number: str, paper: UUID) -> Page:
    """From now on nobody finds it current."""
    reason = request.form.get("reason", "")
    try:
        with opened_case(number) as (session, case, _workflow):
            withdraw_paper(session, case.id, paper, reason)
            session.commit()
    except InvalidInput as wrong:
        return _page(number, errors=told(wrong), about=paper), wrong.status
    except Refused as why:
        return _page(number, refused=refusal_text(why)), why.status
    flash(_("The paper no longer holds."), "good")
    return go(url_for("issued.page", number=number))


def as_pdf(found: PaperFile) -> Response:
    """A paper to be saved."""
    answer = Response(found.content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.number}.pdf"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(
    number: str, *, refused: str = "", errors: dict[str, str] | None = None, about: UUID | None = None
) -> str:
    with opened_case(number) as (session, case, workflow):
        rows = papers_of_case(session, case.id)
        colleagues = read_colleagues(session, [case.assignee_id])
        head = case_head(session, case, workflow, colleagues=colleagues, parts=count_parts(session, case.id))
        may_issue = allowed("paper.issue", session.viewer)
        may_withdraw = allowed("paper.withdraw", session.viewer)
        offered = _offered(workflow, titled=title_of_case(session, case.id) is not None) if may_issue else []
        session.commit()
    return render_template(
        "papers/issued.html",
        head=head,
        papers=rows,
        names={one.id: paper_word(one.kind, one.template, workflow) for one in rows},
        ends=ENDS,
        offered=offered,
        may_withdraw=may_withdraw,
        refused=refused,
        errors=errors or {},
        about=about,
        typed=request.form,
    )


def _offered(workflow: Workflow, *, titled: bool) -> list[tuple[str, str]]:
    """What can be printed in this case: value and words."""
    kinds = [TITLE] * titled + [RELEASE] * releases(workflow)
    pairs = [(kind, paper_word(kind, "", workflow)) for kind in kinds]
    return pairs + [
        (f"{LETTER}.{one.name}", paper_word(LETTER, one.name, workflow)) for one in workflow.letters
    ]
