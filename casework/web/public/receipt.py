"""The receipt: a number to say, and a code that is shown for one hour in this browser and never again."""

from datetime import timedelta

from flask import Response, make_response, render_template, url_for

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.packs import Workflow
from casework.services.applicants.codes import take_back
from casework.services.cases.find_case import case_by_id
from casework.services.cases.open_case import Opened
from casework.services.cases.pin import workflow_of
from casework.services.cases.when_due import decision_due
from casework.services.drafts.find_draft import find_draft
from casework.services.drafts.send_draft import receipt_of
from casework.services.payments.pay_offer import is_agreed, is_paid, latest_try
from casework.store.identity import identity_session
from casework.web.go import go
from casework.web.public.door import everybody, office_here, public, service_here
from casework.web.public.holder import as_applicant, holder_of, let_go
from casework.web.track.story import by_when

SHOWN_FOR = timedelta(hours=1)


@public.get("/apply/<name>/receipt")
@everybody
def receipt(name: str) -> Response:
    """What was sent, what comes next, and the code."""
    office = office_here()
    workflow, holder = service_here(office, name), holder_of(name)
    if holder is None:
        return go(url_for("public.start", name=name))
    with as_applicant(office, workflow, holder) as session:
        if find_draft(session) is not None:
            session.commit()
            return go(url_for("public.check", name=name))
        try:
            done = receipt_of(session, holder.secret)
        except NotFound:  # the draft expired
            return let_go(go(url_for("public.start", name=name)), name)
        case = case_by_id(session, done.case_id)
        pinned = workflow_of(session, case)
        due = decision_due(session, case, pinned)
        tried = latest_try(session, case.id)
        paid, agreed = done.waits and is_paid(tried), is_agreed(tried)
        session.commit()
    if now() - case.opened_at > SHOWN_FOR:
        return let_go(go(url_for("track.enter_page")), name)
    page = render_template(
        "public/receipt.html",
        workflow=pinned,
        done=done,
        state=pinned.state(case.state),
        paid=paid,
        agreed=agreed,
        pay_url=url_for("track.pay_page", number=done.number) if _to_pay(pinned, done) and not paid else "",
        by_when=by_when(pinned, due.deadline.due_on) if due else "",
    )
    return make_response(page)


def _to_pay(workflow: Workflow, done: Opened) -> bool:
    """Whether the case waits for money, not for signatures."""
    return done.waits and not workflow.signatures


@public.post("/apply/<name>/receipt")
@everybody
def close_receipt(name: str) -> Response:
    """Nobody who uses this browser later sees the code."""
    office, holder = office_here(), holder_of(name)
    service_here(office, name)
    if holder:
        with identity_session() as session:
            take_back(session, holder.secret, tenant_id=office.tenant.id)
            session.commit()
    return let_go(go(url_for("public.home")), name)
