"""After the last day to say that it is not done: a new request about the same, linked to the old one."""

from flask import Response, flash, url_for
from flask_babel import gettext as _

from casework.base.errors import NotFound
from casework.services.cases.ask_again import may_ask_again, told_again
from casework.services.cases.pin import workflow_of
from casework.services.drafts.begin_draft import begin_draft
from casework.services.drafts.find_draft import find_draft
from casework.web.formats import reader
from casework.web.go import go
from casework.web.public.apply import newcomer
from casework.web.public.door import service_here
from casework.web.public.holder import as_applicant, carry_draft, holder_of
from casework.web.track.door import everybody, own_case, track


@track.post("/track/<number>/again")
@everybody
def again(number: str) -> Response:
    """Begin a draft with what is known, and go to its first page. What was begun here before is never thrown away."""
    with own_case(number) as mine:
        workflow, office, case_id = workflow_of(mine.session, mine.case), mine.office, mine.case.id
        if not may_ask_again(workflow, mine.case.state):
            raise NotFound
        told = told_again(mine.session, mine.case, workflow)
        mine.session.commit()
    flow = service_here(office, workflow.name)
    held = holder_of(flow.name)
    if held is not None:
        with as_applicant(office, flow, held) as session:
            begun = find_draft(session) is not None
            session.commit()
        if begun:
            flash(_("You have begun one already. Send it or delete it first, then ask again."), "warn")
            return go(url_for("public.saved", name=flow.name))
    with as_applicant(office, flow, newcomer(office)) as session:
        secret = begin_draft(session, flow, language=reader().language, answers=told, follows=case_id)
        session.commit()
    return carry_draft(go(url_for("public.ask", name=flow.name, page=flow.pages[0].name)), flow.name, secret)
