"""A member's deadlines for their own calendar program: a secret address, made once, ended at any time."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from casework.base.clock import now
from casework.base.errors import NotFound, PurposeRequired
from casework.domain.icalendar import Due, calendar_text
from casework.policy.guard import guarded, open_to_all
from casework.services.cases.deadline_feed import deadline_feed
from casework.services.office import TRIAGE, Office
from casework.services.staff.make_token import LONGEST, TokenWish, make_token
from casework.services.staff.present import current_staff, current_tenant
from casework.services.tenants.addresses import canonical_url
from casework.store.identity import identity_session
from casework.web.key_here import key_here
from casework.web.words import pack_text

calendar = Blueprint("calendar", __name__)
PERMISSION = "calendar.read"


@calendar.get("/account/calendar")
@guarded(PERMISSION)
def page() -> str:
    """What it is, and a button."""
    return render_template("account/calendar.html", address=None, days=LONGEST)


@calendar.post("/account/calendar")
@guarded(PERMISSION, fresh=True)
def make() -> str:
    """A new address, shown this one time."""
    wish = TokenWish(_("Calendar of deadlines"), (PERMISSION,), TRIAGE, LONGEST)
    with identity_session() as identity:
        token = make_token(identity, current_tenant(), current_staff(), wish)
        identity.commit()
    address = url_for("calendar.feed", token=token, _external=True)
    return render_template("account/calendar.html", address=address, days=LONGEST)


@calendar.get("/calendar/<string(maxlength=120):token>.ics")
@open_to_all("The address itself is the secret, as calendar programs send nothing else; it can be ended.")
def feed(token: str) -> Response:
    """The deadlines as they are now. Whatever is wrong with the address, it is not found."""
    bearer = key_here(token, PERMISSION)
    if bearer is None:
        raise NotFound
    office = Office.of(bearer.tenant)
    try:
        viewer = office.member(bearer.staff, TRIAGE, narrowed_to=bearer.permissions)
    except PurposeRequired:
        raise NotFound from None
    with office.open(viewer) as session:
        rows = deadline_feed(session)
        session.commit()
    with force_locale(bearer.staff.language):
        titles = {flow.name: pack_text(flow.title) for flow in office.workflows}
        name = _("Deadlines at %(office)s", office=bearer.tenant.name)
    host = request.host.partition(":")[0]
    dues = [
        Due(f"{case}@{host}", f"{number}: {titles.get(flow, flow)}", due, now(), version,
            canonical_url(bearer.tenant, "cases.page", number=number))
        for case, number, flow, due, version in rows
    ]  # fmt: skip
    answer = Response(calendar_text(name, dues), content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
