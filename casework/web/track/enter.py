"""Number and code: the only way in. A wrong pair and an unknown number are answered alike, and slowed down."""

from uuid import UUID

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import NotFound
from casework.base.ids import normalise_code
from casework.services.applicants.codes import CASE as CASE_CODE
from casework.services.applicants.codes import DRAFT, subject_of, take_back
from casework.services.applicants.own_number import PURPOSE, own_service
from casework.services.cases.find_case import find_case
from casework.services.drafts.find_draft import PREFIX, reference_of
from casework.services.office import Office
from casework.store.identity import identity_session
from casework.web.case_visit import begin_visit
from casework.web.cookies import CASE, drop_cookie, read_cookie
from casework.web.go import go
from casework.web.number_and_code import LONGEST, try_number_and_code
from casework.web.pack_box import presentable
from casework.web.public.door import office_here
from casework.web.public.holder import carry_draft
from casework.web.track.door import NoVisit, everybody, purpose_of, track


@track.get("/track/")
@everybody
def enter_page() -> str:
    """Ask for number and code."""
    return _drawn("")


@track.post("/track/")
@everybody
def enter() -> Response:
    """Open the case, or the draft, that number and code stand for."""
    number, answer = try_number_and_code(office_here(), _opened)
    if answer is not None:
        return answer
    said = _("We find no request with this number and this code. Check both on your receipt")
    return make_response(_drawn(number, said), 422)


@track.post("/track/leave")
@everybody
def leave() -> Response:
    """End the visit, here and at the office."""
    office, secret = office_here(), read_cookie(request, CASE)
    if secret and len(secret) <= LONGEST:
        with identity_session() as session:
            take_back(session, secret, tenant_id=office.tenant.id)
            session.commit()
    answer = go(url_for("track.enter_page"))
    drop_cookie(answer, CASE, slug=office.tenant.slug)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@track.errorhandler(NoVisit)
def ask_again(error: NoVisit) -> Response:
    """Whoever has no visit (any more) is led to number and code; what was sent is not done, but kept in sight."""
    words = presentable(request.form.get("words", "")) if request.method == "POST" else ""
    if not words.strip():
        return go(url_for("track.enter_page"))
    return make_response(_drawn("", words=words), error.status)


def _opened(office: Office, number: str, code: str) -> Response | None:
    kind = DRAFT if number.startswith(f"{PREFIX}-") else CASE_CODE
    with identity_session() as session:
        subject = subject_of(session, code, kind, tenant_id=office.tenant.id)
    if subject is None:
        return None
    return _draft(office, number, code, subject) if kind == DRAFT else _case(office, number, subject)


def _case(office: Office, number: str, case_id: UUID) -> Response | None:
    purpose = purpose_of(office, number)
    if purpose is None:
        return None
    with office.open(office.applicant(case_id, purpose)) as session:
        try:
            find_case(session, number)
        except NotFound:
            return None
        session.commit()
    return begin_visit(go(url_for("track.page", number=number)), case_id)


def _draft(office: Office, number: str, code: str, draft_id: UUID) -> Response | None:
    if reference_of(draft_id) != number:
        return None
    with office.open(office.applicant(draft_id, PURPOSE)) as session:
        service = own_service(session)
        session.commit()
    if service is None:
        return None
    return carry_draft(go(url_for("public.saved", name=service)), service, normalise_code(code))


def _drawn(number: str, error: str | None = None, *, words: str = "") -> str:
    return render_template("track/enter.html", number=presentable(number), error=error, words=words)
