"""Links in our mails: looking at one changes nothing, its button uses it up."""

from flask import Response, render_template, request, url_for

from casework.base.errors import NotFound
from casework.services.applicants.codes import DRAFT, give_code
from casework.services.applicants.own_number import PURPOSE, own_number, own_service
from casework.services.staff import throttle
from casework.services.staff.links import LinkSpent, find_link, use_link
from casework.store.identity import identity_session
from casework.web.case_visit import begin_visit
from casework.web.go import go
from casework.web.public.door import office_here
from casework.web.public.holder import carry_draft
from casework.web.track.door import everybody, track

_ADDRESS = "/track/<any('case', 'draft'):what>/<string(maxlength=100):token>"


@track.get(_ADDRESS)
@everybody
def link_page(what: str, token: str) -> str:
    """The button, as often as anybody or any mail scanner looks."""
    _slowly()
    with identity_session() as session:
        find_link(session, token, what, tenant_id=office_here().tenant.id)
    return render_template("track/link.html", what=what, token=token)


@track.post(_ADDRESS)
@everybody
def follow(what: str, token: str) -> Response:
    """Use the link up and open what it stands for."""
    _slowly()
    office = office_here()
    with identity_session() as session:
        link = use_link(session, token, what, tenant_id=office.tenant.id)
        secret = ""
        if what == "draft" and link.subject_id:
            secret = give_code(session, link.subject_id, DRAFT, tenant_id=office.tenant.id)
        session.commit()
    if link.subject_id is None:
        raise LinkSpent
    with office.open(office.applicant(link.subject_id, PURPOSE)) as viewer:
        try:
            service = own_service(viewer)
            number = None if service else own_number(viewer)
        except NotFound:
            raise LinkSpent from None
        viewer.commit()
    if service:
        return carry_draft(go(url_for("public.saved", name=service)), service, secret)
    return begin_visit(go(url_for("track.page", number=number)), link.subject_id)


def _slowly() -> None:
    office = office_here()
    throttle.spend(
        throttle.LINK_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=office.tenant.id
    )
