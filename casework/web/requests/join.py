"""Add me, instead of sending what somebody told already: the draft goes, the other request counts one more."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from casework.base.errors import NotFound
from casework.base.ids import new_id, parse_case_number
from casework.services.drafts.discard_draft import discard_draft, remove_files
from casework.services.requests.follow import join_request
from casework.services.staff import throttle
from casework.web.formats import reader
from casework.web.go import go
from casework.web.public.door import everybody as applying
from casework.web.public.door import office_here, public, service_here
from casework.web.public.holder import as_applicant, holder_of, let_go
from casework.web.requests.door import as_visitor


@public.post("/apply/<name>/join")
@applying
def join(name: str) -> Response:
    """Count this person among those who told of a request; only whoever has begun to tell can be counted."""
    office, number = office_here(), parse_case_number(request.form.get("number", "")[:32])
    workflow, holder = service_here(office, name), holder_of(name)
    if holder is None or number is None:
        return go(url_for("public.start", name=name))
    throttle.spend(
        throttle.APPLY_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=office.tenant.id
    )
    with as_applicant(office, workflow, holder) as session:
        files = discard_draft(session)
        session.commit()
    remove_files(office.tenant.id, files)
    try:
        with as_visitor(new_id()) as session:
            join_request(session, number, language=reader().language)
            session.commit()
    except NotFound:  # it was taken out of the list meanwhile
        return let_go(go(url_for("requests.page")), name)
    flash(
        _(
            "You are added to this request, and what you had entered is deleted. Leave an e-mail to get its news."
        ),
        "good",
    )
    return let_go(go(url_for("requests.one", number=number)), name)
