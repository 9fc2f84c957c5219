"""How the desk's pages come to a session: one at a time, each for one purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import abort, current_app, g, request, url_for
from flask_babel import gettext as _

from casework.base.errors import NotAllowed, NotFound, PurposeRequired
from casework.base.ids import parse_case_number
from casework.models import Case
from casework.packs import Workflow, catalog
from casework.policy.rulebook import allowed
from casework.policy.viewer import Viewer
from casework.policy.why import entry
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.find_case import case_if_there, find_case
from casework.services.cases.pin import workflow_of
from casework.services.emergency.viewers import needs_of
from casework.services.office import TRIAGE, Office
from casework.services.relations.list_relations import declared_to
from casework.services.staff.present import current_staff, current_tenant
from casework.services.staff.threshold import threshold_viewer
from casework.store import ledger_chain
from casework.store.session import ViewerSession
from casework.web.formats import listed
from casework.web.words import pack_text


def this_office() -> Office:
    """The office of this request."""
    if "office" not in g:
        g.office = Office.of(current_tenant())
    office: Office = g.office
    return office


@contextmanager
def triage() -> Iterator[ViewerSession]:
    """A session for sharing out work and finding cases."""
    office = this_office()
    with office.open(office.member(current_staff(), TRIAGE)) as session:
        yield session


@contextmanager
def opened_case(number: str) -> Iterator[tuple[ViewerSession, Case, Workflow]]:
    """A session for the purpose of the case with this number, the case, and the workflow it is pinned to.

    NotFound when there is none; NotAllowed, saying who can, when no duty of the reader's is in its purpose.
    """
    office = this_office()
    purpose = likely_purpose(office, number)
    g.why_url = url_for("why.record", number=number)
    for _attempt in range(2):
        viewer = _viewer_of(office, number, purpose)
        with office.open(viewer) as session:
            case = case_if_there(session, number)
            if case is not None and case.purpose == viewer.purpose:
                session.info["case"] = case.id
                yield session, case, workflow_of(session, case)
                return
            found = case.purpose if case is not None else None
            session.commit()
        if found is None:
            raise _absent(office, number, purpose)
        purpose = found
    raise NotFound


def _absent(office: Office, number: str, purpose: str) -> NotFound | NotAllowed:
    """Nothing is there; to who declared a relation to it, it is told who takes the case: they know of it already."""
    with office.open(office.member(current_staff(), "self")) as session:
        if not declared_to(session, number):
            return NotFound()
        people = read_colleagues(session, everybody=True).with_any(office.purpose(purpose).opens)
        session.commit()
    names = [one.name for one in people if one.id != current_staff().id][:3]
    if not names:
        return NotAllowed(_("You have declared a relation to this case, so you don’t see it."))
    said = _(
        "You have declared a relation to this case, so you don’t see it. %(who)s can take it.",
        who=listed(names, "or"),
    )
    return NotAllowed(said)


def likely_purpose(office: Office, number: str) -> str:
    """The purpose of the workflow whose numbers begin like this one; triage when none does."""
    plain = parse_case_number(number)
    if plain is None:
        raise NotFound
    flows = catalog().offered(office.kind.name)
    return next((flow.purpose for flow in flows if plain.startswith(f"{flow.prefix}-")), TRIAGE)


def _viewer_of(office: Office, number: str, purpose: str) -> Viewer:
    """The reader with that purpose. Who has no part in it learns so only of a case that is there, and it is noted."""
    try:
        return office.member(current_staff(), purpose)
    except PurposeRequired:
        with triage() as session:
            ledger_chain.record(session, "case.refused", case=find_case(session, number).id)
            session.commit()
        _offer_emergency(office, number)
        raise NotAllowed(not_your_purpose(office, purpose)) from None


def _offer_emergency(office: Office, number: str) -> None:
    """Let the refusal name emergency access, where the kind gives these duties one."""
    if may("emergency.open") and needs_of(office, office.kind.duties_of(current_staff().titles)):
        g.emergency_url = url_for("emergency.new", case=number)


def not_your_purpose(office: Office, purpose: str) -> str:
    """Why this reader does not get in, and who does."""
    known = office.kind.purposes.get(purpose)
    named = entry((), purpose, office.kind).ask
    titles = [pack_text(office.kind.titles[name].label) for name in named]
    return _(
        "This case is read for %(purpose)s, and your duties have no part in that. Who can: %(titles)s.",
        purpose=pack_text(known.label) if known else purpose,
        titles=listed(titles, "or") if titles else _("nobody"),
    )


def may(permission: str) -> bool:
    """Whether the reader's duties carry a permission, whatever the purpose."""
    return allowed(permission, threshold_viewer(current_staff(), current_tenant()))


def whole(name: str) -> int:
    """A whole number that our own form holds; 400 when somebody changed it."""
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        abort(400)
    return int(text)


def uuid_or_none(text: str) -> UUID | None:
    """The id that a form or address holds, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def address_if(endpoint: str, **values: Any) -> str | None:
    """The address of a page that this installation may not have."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None
