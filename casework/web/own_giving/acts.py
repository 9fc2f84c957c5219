"""What donors do on their own page: a regular gift, wishes, a declaration, a correction."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, request, url_for
from flask_babel import gettext as _

from casework.base import money
from casework.base.clock import today
from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.services.drafts.begin_draft import begin_draft
from casework.services.drafts.save_draft import save_draft
from casework.services.gift_aid.declare import cancel_declaration
from casework.services.own_giving.change_own import (
    ACTS,
    CELLS,
    act_on_own,
    change_own_amount,
    change_own_card,
    change_own_days,
    say_wishes,
)
from casework.services.own_giving.read_own import own_email, own_id, read_own
from casework.services.payments.processors import processor_of
from casework.services.pledges.list_pledges import list_pledges
from casework.web.formats import marks, reader
from casework.web.go import go
from casework.web.own_giving.acting import changed, confirm, done, refused
from casework.web.own_giving.door import everybody, giving_office, own_giving, own_session
from casework.web.own_giving.page import drawn
from casework.web.pack_box import presentable
from casework.web.public.door import service_here
from casework.web.public.holder import Holder, as_applicant, carry_draft
from casework.web.registers.pledge_words import OFTEN, day_options
from casework.web.track.pay import CARDS
from casework.web.words import told

CORRECTION = "data_change"
_SAY = {
    "pause": lambda: _("It pauses. Nothing is collected until you let it go on."),
    "resume": lambda: _("It goes on from the next day that is due."),
    "stop": lambda: _("It has ended. Thank you for everything you gave."),
}


@own_giving.post("/giving/pledges/<uuid:pledge>/<any('pause', 'resume', 'stop'):act>")
@everybody
def act(pledge: UUID, act: str) -> Response:
    """Pause, go on, or stop a regular gift."""
    assert act in ACTS
    return changed(pledge, lambda session: act_on_own(session, pledge, act), _SAY[act])


@own_giving.post("/giving/pledges/<uuid:pledge>/amount")
@everybody
def amount(pledge: UUID) -> Response:
    """Another amount from the next time on."""
    typed = request.form.get("amount", "")[:80]
    try:
        with own_session() as session:
            rows = list_pledges(session, donor_id=own_id(session)).pledges
            currency = next((one.row.currency for one in rows if one.row.id == pledge), "")
            currency = currency or giving_office().tenant.currency
            change_own_amount(session, pledge, money.parse(typed, currency, str(marks())))
            address = own_email(session)
            session.commit()
    except InvalidInput as wrong:
        said = next(iter(told(wrong).values()))
        page = drawn({f"amount-{pledge}": said}, presentable(typed), str(pledge))
        return make_response(page, 422)
    except Refused as late:
        return refused(late)
    confirm(address, pledge)
    flash(_("Changed. It counts from the next time on."), "good")
    return go(url_for("own_giving.page"))


@own_giving.post("/giving/pledges/<uuid:pledge>/days")
@everybody
def days(pledge: UUID) -> Response:
    """How often and on which day it comes."""
    often, day = request.form.get("often", ""), request.form.get("day", "")
    unit, every = often.split("-") if often in OFTEN else ("", "0")
    number = int(day) if day in dict(day_options()) else 0
    return changed(pledge, lambda session: change_own_days(session, pledge, unit, int(every), number), _again)


@own_giving.post("/giving/pledges/<uuid:pledge>/card")
@everybody
def card(pledge: UUID) -> Response:
    """Another card from the next time on: its processor's word for it, never its number."""
    chosen, processor = request.form.get("card", ""), processor_of(giving_office())
    if processor is None or chosen not in dict(CARDS):
        flash(_("Choose a card"), "warn")
        return go(url_for("own_giving.page"))
    mandate = f"{chosen}-{new_id().hex[-12:]}"
    return changed(pledge, lambda session: change_own_card(session, pledge, mandate), _again)


def _again() -> str:
    return _("Changed. It counts from the next time on.")


@own_giving.post("/giving/wishes")
@everybody
def wishes() -> Response:
    """What the donor wants to be written to about."""
    ticked = set(request.form.getlist("wish"))
    wanted = [(topic, channel) for topic, channel in CELLS if f"{topic}-{channel}" in ticked]
    day = today(giving_office().tenant.timezone)
    return done(lambda session: say_wishes(session, wanted, day), lambda: _("Noted. It holds from now on."))


@own_giving.post("/giving/declarations/<uuid:declaration>/cancel")
@everybody
def cancel(declaration: UUID) -> Response:
    """Cancel a Gift Aid declaration for later gifts."""
    return done(
        lambda session: cancel_declaration(session, declaration),
        lambda: _("Cancelled. We claim nothing on what you give from now on."),
    )


@own_giving.post("/giving/correct")
@everybody
def correct() -> Response:
    """Begin a request to correct what is on record, with name and e-mail filled in."""
    office = giving_office()
    workflow = service_here(office, CORRECTION)
    with own_session() as session:
        mine = read_own(session)
        session.commit()
    email = next((value for kind, value in mine.contacts if kind == "email"), None)
    answers = {"name": mine.name, "email": email} if email else {"name": mine.name}
    holder = Holder(new_id(), "")
    with as_applicant(office, workflow, holder) as session:
        secret = begin_draft(session, workflow, language=reader().language)
        save_draft(session, answers, {}, language=reader().language)
        session.commit()
    first = go(url_for("public.ask", name=CORRECTION, page=workflow.pages[0].name))
    return carry_draft(first, CORRECTION, secret)
