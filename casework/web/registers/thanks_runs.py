"""A run of thanks: how far it is, its letters to print, who it left out."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from casework.policy.guard import guarded
from casework.services.cases.read_timeline import member_names
from casework.services.thanks.list_thanks import ThanksFilter, list_thanks
from casework.services.thanks.promise import DUE, NONE
from casework.services.thanks.read_run import read_paper, read_thanks_run
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.pdf import pdf_file
from casework.web.registers import thanks_words as words
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.registers.thanks import thanks
from casework.web.site import Link

__all__ = ["thanks"]


@thanks.get("/runs/<uuid:run_id>")
@guarded("thanks.read")
@asks_purpose
def one_run(run_id: UUID) -> Page:
    """One run."""
    only_for("funds")
    left = NONE if request.args.get("left") == NONE else DUE
    with declared_session(needs="contact") as (session, why):
        run = read_thanks_run(session, run_id)
        found = list_thanks(session, ThanksFilter(left, run_id=run_id), after=request.args.get("after"))
        names = member_names(session, {run.made_by})
        session.commit()
    return render_template(
        "registers/thanks_run.html",
        run=run,
        why=why,
        found=found,
        tabs_shown=[
            Link(said, url_for("thanks.one_run", run_id=run_id, left=code), current=code == left)
            for code, said in ((DUE, _("Still to thank")), (NONE, _("Not thanked")))
        ],
        left=left,
        held=held_things(found.withheld, "gift"),
        names=names,
        words=words,
        share=100 * (run.total - run.waiting) // max(run.total, 1),
        columns=[Column(_("Donor")), Column(_("Gift")), Column(_("Why not"))],
    )


@thanks.get("/papers/<uuid:paper_id>")
@guarded("receipt.read")
@asks_purpose
def paper(paper_id: UUID) -> Page | Response:
    """Letters to print, as the run made them."""
    only_for("funds")
    with declared_session(needs="financial") as (session, _why):
        content, place = read_paper(session, paper_id)
        session.commit()
    return pdf_file(content, f"letters-{place}.pdf")
