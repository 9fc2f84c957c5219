"""Who has signed a case and who has not; what somebody signs at the counter or on paper is entered here."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.models import CaseParty
from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.cases.count_parts import count_parts
from casework.services.signatures.seats import COUNTER, PAPER, seats_of, waiting_for
from casework.services.signatures.sign import sign
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.desk.head import case_head
from casework.web.desk.opening import opened_case
from casework.web.go import go
from casework.web.words import pack_text, refusal_text, speak

signing = Blueprint("signing", __name__)
WAYS = (COUNTER, PAPER)


@signing.get("/<number>/signatures")
@guarded("case.read")
def page(number: str) -> str:
    """Each statement and each party who signs it."""
    return _drawn(number)


@signing.post("/<number>/signatures/<role>")
@guarded("case.move")
def enter(number: str, role: str) -> Page:
    """Enter that this party has signed before the reader, or on a paper that lies here."""
    way = request.form.get("way", "")
    if way not in WAYS:
        raise NotFound
    try:
        with opened_case(number) as (session, case, _workflow):
            sent = sign(session, case.id, role, _name(session, case.id, role), way=way)
            session.commit()
    except InvalidInput as wrong:
        said = "; ".join(speak(words) for words in wrong.sayings.values())
        return _drawn(
            number,
            refused=_("This party has to sign on the phone, since answers are missing: %(said)s", said=said),
        ), 422
    except Refused as why:
        return _drawn(number, refused=refusal_text(why)), why.status
    flash(_("Entered. The case goes on.") if sent else _("Entered."), "good")
    return go(url_for("signing.page", number=number))


def _name(session: ViewerSession, case_id: UUID, role: str) -> str:
    row = session.execute(
        select(CaseParty.id, CaseParty.name).where(CaseParty.case_id == case_id, CaseParty.role == role)
    ).one_or_none()
    if row is None or not row.name:
        raise NotFound
    return str(row.name)


def _drawn(number: str, *, refused: str = "") -> str:
    with opened_case(number) as (session, case, workflow):
        seats = seats_of(session, case.id, workflow)
        colleagues = read_colleagues(session, [case.assignee_id])
        head = case_head(session, case, workflow, colleagues=colleagues, parts=count_parts(session, case.id))
        waits = case.state == workflow.waits_in
        session.commit()
    roles = dict.fromkeys(seat.role for seat in seats)
    return render_template(
        "desk/signing.html",
        head=head,
        seats=seats,
        flow=workflow,
        refused=refused,
        missing=[
            (role, pack_text(workflow.party(role).label))
            for role in roles
            if waits and waiting_for(seats, role)
        ],
    )
