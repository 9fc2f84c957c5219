"""A request on its way to another office that stands still: somebody here says how it goes on."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Refused
from casework.policy.guard import guarded
from casework.services.forwarding.settle import has_arrived, try_again
from casework.web.auth import Page
from casework.web.desk.opening import opened_case
from casework.web.go import go
from casework.web.words import speak

handing = Blueprint("handing", __name__)


@handing.post("/<number>/forwarded/<uuid:forwarded>/again")
@guarded("request.reroute")
def again(number: str, forwarded: UUID) -> Page:
    """Send it once more."""
    try:
        with opened_case(number) as (session, case, _workflow):
            try_again(session, case.id, forwarded)
            session.commit()
    except Refused as why:
        flash(speak(why.said), "info")
    else:
        flash(_("It is sent again. Look here in a moment."), "good")
    return go(url_for("cases.page", number=number))


@handing.post("/<number>/forwarded/<uuid:forwarded>/arrived")
@guarded("request.reroute")
def arrived(number: str, forwarded: UUID) -> Page:
    """It is there, under this number."""
    try:
        with opened_case(number) as (session, case, _workflow):
            has_arrived(session, case.id, forwarded, request.form.get("their_id", ""))
            session.commit()
    except InvalidInput as wrong:
        flash(speak(wrong.sayings["their_id"]), "bad")
    except Refused as why:
        flash(speak(why.said), "info")
    else:
        flash(_("Saved. We follow it there."), "good")
    return go(url_for("cases.page", number=number))
