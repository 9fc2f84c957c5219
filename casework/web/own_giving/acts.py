"""What donors do on their own page: a regular gift, wishes, a declaration, a correction."""

from __future__ import annotations

from collections.abc import Callable
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
from casework.services.own_giving.change_own import ACTS, CELLS, act_on_own, change_own_amount, say_wishes
from casework.services.own_giving.read_own import own_id, read_own
from casework.services.pledges.list_pledges import list_pledges
from casework.store.session import ViewerSession
from casework.web.formats import marks, reader
from casework.web.go import go
from casework.web.own_giving.door import everybody, giving_office, own_giving, own_session
from casework.web.own_giving.page import drawn
from casework.web.pack_box import presentable
from casework.web.public.door import service_here
from casework.web.public.holder import Holder, as_applicant, carry_draft
from casework.web.words import refusal_text, told

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
    return _done(lambda session: act_on_own(session, pledge, act), _SAY[act])


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
            session.commit()
    except InvalidInput as wrong:
        said = next(iter(told(wrong).values()))
        page = drawn({f"amount-{pledge}": said}, presentable(typed), str(pledge))
        return make_response(page, 422)
    except Refused as late:
        return _refused(late)
    flash(_("Changed. It counts from the next time on."), "good")
    return go(url_for("own_giving.page"))


@own_giving.post("/giving/wishes")
@everybody
def wishes() -> Response:
    """What the donor wants to be written to about."""
    ticked = set(request.form.getlist("wish"))
    wanted = [(topic, channel) for topic, channel in CELLS if f"{topic}-{channel}" in ticked]
    day = today(giving_office().tenant.timezone)
    return _done(lambda session: say_wishes(session, wanted, day), lambda: _("Noted. It holds from now on."))


@own_giving.post("/giving/declarations/<uuid:declaration>/cancel")
@everybody
def cancel(declaration: UUID) -> Response:
    """Cancel a Gift Aid declaration for later gifts."""
    return _done(
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


def _done(do: Callable[[ViewerSession], object], say: Callable[[], str]) -> Response:
    try:
        with own_session() as session:
            do(session)
            session.commit()
    except Refused as late:
        return _refused(late)
    flash(say(), "good")
    return go(url_for("own_giving.page"))


def _refused(late: Refused) -> Response:
    flash(refusal_text(late), "warn")
    return go(url_for("own_giving.page"))
