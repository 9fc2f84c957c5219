"""Gift Aid in lists: what donors declared, with cancelling it, and small gifts by tax year."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import CaseworkError, NotFound, Refused
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.gift_aid.claimable import claimable
from casework.services.gift_aid.declare import cancel_declaration, charity_of
from casework.services.gift_aid.list_declarations import list_declarations
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import uuid_or_none
from casework.web.go import go
from casework.web.registers.gift_aid import HOWS, SCOPES, gift_aid
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import refusal_of

__all__ = ["gift_aid"]


@gift_aid.get("/declarations")
@guarded("gift_aid.read")
@asks_purpose
def declarations() -> Page:
    """Every declaration, the latest first."""
    return _declarations()


@gift_aid.post("/declarations/<uuid:declaration_id>/cancel")
@guarded("gift_aid.claim")
def cancel(declaration_id: UUID) -> Page:
    """The donor took it back: it covers no gift from today on."""
    only_for("funds")
    try:
        with declared_session(needs="financial", writes="location") as (session, _why):
            cancel_declaration(session, declaration_id)
            session.commit()
    except Refused as wrong:
        return _declarations(wrong), wrong.status
    flash(_("The declaration is cancelled. It still covers the gifts before today."), "good")
    return go(url_for("gift_aid.declarations"))


@gift_aid.get("/small")
@guarded("gift_aid.read")
@asks_purpose
def small() -> Page:
    """Small gifts without declarations, by tax year: how many wait, how much counts, what was claimed."""
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        charity = _charity(session)
        years = claimable(session).small
        session.commit()
    said = (_("Claimed before"), _("Waiting"), _("The most that counts"), _("In the next claim"), _("Tax"))
    return render_template(
        "registers/gift_aid_small.html",
        charity=charity,
        years=years,
        why=why,
        columns=[Column(_("Tax year")), *(Column(one, num=True) for one in said)],
    )


def _declarations(wrong: CaseworkError | None = None) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        charity = _charity(session)
        rows, after = list_declarations(session, after=uuid_or_none(request.args.get("after", "")))
        may = allowed("gift_aid.claim", session.viewer) and session.viewer.access.may_write("location")
        session.commit()
    return render_template(
        "registers/gift_aid_declarations.html",
        charity=charity,
        rows=rows,
        after=after,
        may=may,
        why=why,
        scopes=SCOPES,
        hows=HOWS,
        refusal=refusal_of(wrong),
        columns=[
            *(Column(_("Donor")), Column(_("Which gifts")), Column(_("Declared")), Column(_("State"))),
            Column(_("Cancel"), unseen=True),
        ],
    )


def _charity(session: ViewerSession) -> str:
    charity = charity_of(session)
    if charity is None:
        raise NotFound
    return charity
