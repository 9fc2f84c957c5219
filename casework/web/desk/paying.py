"""Payments that came back, at the desk: noted, and taken again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Refused
from casework.policy.guard import guarded
from casework.services.vehicles.bounced_payment import note_bounced, take_again
from casework.web.auth import Page
from casework.web.desk.case_page import fees_page
from casework.web.desk.opening import opened_case
from casework.web.go import go
from casework.web.words import refusal_text, told

paying = Blueprint("paying", __name__)


@paying.post("/<number>/fees/<uuid:payment>/bounced")
@guarded("payment.take")
def bounced(number: str, payment: UUID) -> Page:
    """Note that a payment bounced: what the case brought about stays, and the vehicle is held."""
    try:
        with opened_case(number) as (session, case, workflow):
            note_bounced(session, case.id, workflow, payment, reason=request.form.get("reason", ""))
            session.commit()
    except InvalidInput as wrong:
        return fees_page(number, told(wrong)), wrong.status
    except Refused as why:
        return fees_page(number, refused=refusal_text(why)), why.status
    flash(_("Noted. The vehicle is held until what is due is paid."), "good")
    return go(url_for("cases.fees", number=number))


@paying.post("/<number>/fees/again")
@guarded("payment.take")
def again(number: str) -> Page:
    """Take what is left to pay, and let the vehicle go."""
    given = {name: request.form.get(name, "")[:40] for name in ("method", "reference")}
    try:
        with opened_case(number) as (session, case, workflow):
            take_again(session, case.id, workflow, **given)
            session.commit()
    except Refused as why:
        return fees_page(number, refused=refusal_text(why)), why.status
    flash(_("The payment is taken, and the hold is released."), "good")
    return go(url_for("cases.fees", number=number))
