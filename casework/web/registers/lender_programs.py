"""A lender's programs: the tokens that the office makes for them, and what they sent."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.base.values import Value
from casework.policy.guard import guarded
from casework.services.lenders.messages import SAID, messages_of
from casework.services.lenders.tokens import LenderWish, end_lender_token, lender_tokens, make_lender_token
from casework.services.staff.present import current_staff
from casework.services.vehicles.elt import participant_by_id
from casework.store.identity import identity_session
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.go import go
from casework.web.registers.liens import lenders, settling
from casework.web.words import speak, told

__all__ = ["lenders"]

DAYS = 365


class Lender(Value):
    """Whose programs they are."""

    id: UUID
    name: str
    ended: bool


@lenders.get("/<uuid:participant>")
@guarded("elt.manage")
def programs(participant: UUID) -> str:
    """The tokens of a lender, the form for one more, and what its programs sent."""
    return _page(participant)


@lenders.post("/<uuid:participant>/tokens")
@guarded("elt.manage", fresh=True)
def make_token(participant: UUID) -> Page:
    """Make a token, and show it this one time."""
    lender, form = _lender(participant), request.form
    days = form.get("days", "")
    wish = LenderWish(
        form.get("name", "")[:200],
        form.get("public_key", "")[:2000],
        int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
    )
    try:
        with identity_session() as identity:
            made = make_lender_token(identity, current_staff(), lender.id, wish)
            identity.commit()
    except InvalidInput as wrong:
        return _page(participant, told(wrong)), wrong.status
    return render_template("registers/lender_token.html", lender=lender, token=made, wish=wish)


@lenders.post("/<uuid:participant>/tokens/<uuid:token>/end")
@guarded("elt.manage")
def end_token(participant: UUID, token: UUID) -> Page:
    """From the next request on it opens nothing."""
    with identity_session() as identity:
        end_lender_token(identity, current_staff(), participant, token)
        identity.commit()
    flash(_("The token is ended."), "good")
    return go(url_for("lenders.programs", participant=participant))


def _lender(participant: UUID) -> Lender:
    with settling() as session:
        row = participant_by_id(session, participant)
        lender = Lender(row.id, row.name, row.until is not None)
        session.commit()
    return lender


def _page(participant: UUID, errors: dict[str, str] | None = None) -> str:
    lender, staff = _lender(participant), current_staff()
    with settling() as session:
        rows = messages_of(session, participant)
        session.commit()
    with identity_session() as identity:
        tokens = lender_tokens(identity, staff.tenant_id, participant)
    said = {row.code: speak(SAID[row.code]) for row in rows if row.code in SAID}
    return render_template(
        "registers/lender_programs.html",
        lender=lender,
        rows=rows,
        said=said,
        tokens=tokens,
        token_columns=[
            *(Column(label) for label in (_("For"), _("Last used"), _("Ends"))),
            Column(_("End it"), unseen=True),
        ],
        columns=[Column(label) for label in (_("Sent"), _("Number"), _("Released from"), _("Outcome"))],
        errors=errors or {},
        typed=request.form,
        days=DAYS,
    )
