"""Paying what one's own case offers: once, however often the button is pressed and whatever answer is lost."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.money import Money
from casework.base.values import Value
from casework.services.cases.pin import workflow_of
from casework.services.payments.ask_again import answer_of
from casework.services.payments.offered_now import ToPay, to_pay
from casework.services.payments.pay_offer import (
    DECLINED,
    SENT,
    Offered,
    begin_payment,
    note_answer,
)
from casework.services.payments.port import NoAnswer, Processor
from casework.services.payments.processors import processor_of
from casework.services.staff import throttle
from casework.store.session import ViewerSession
from casework.web.go import go
from casework.web.public.holder import holder_of
from casework.web.track.door import OpenCase, everybody, own_case, track

CARD = "card"
CARDS = (
    ("SIM-OK", _l("A card that works")),
    ("SIM-NO-MONEY", _l("A card without enough money")),
    ("SIM-EXPIRED", _l("A card that has expired")),
    ("SIM-SILENT", _l("A card that is charged, but whose answer gets lost")),
)
"""What the simulator does with each: it stands in for the page of a real processor, and asks for no number."""
WHY_NOT = {
    "no_money": _l("This card was declined: there is not enough money. Choose another card"),
    "card_expired": _l("This card has expired. Choose another card"),
    "given_back": _l("Your payment was given back. If you still want to give, pay again"),
    "no_trace": _l("Your payment never arrived. Nothing was charged. Pay again"),
}


class Desk(Value):
    """What the page shows: the case's number, and what it waits to be paid."""

    number: str
    due: ToPay

    @property
    def asking(self) -> bool:
        """Whether an order is on its way and nobody knows what became of it."""
        return self.due.tried is not None and self.due.tried.status == SENT


@track.get("/track/<number>/pay")
@everybody
def pay_page(number: str) -> Response:
    """What is to be paid, and by which card."""
    with own_case(number) as mine:
        desk, processor = _desk(mine), processor_of(mine.office)
        mine.session.commit()
    if desk is None:
        return _done(number)
    return make_response(_drawn(desk, processor))


@track.post("/track/<number>/pay")
@everybody
def pay(number: str) -> Response:
    """Send the order, or ask what became of the one that was sent."""
    with own_case(number) as mine:
        throttle.spend(
            throttle.PAY_ADDRESS, throttle.address_of(request.remote_addr), tenant_id=mine.office.tenant.id
        )
        desk, processor, became = _desk(mine), processor_of(mine.office), None
        mine.session.commit()
        card = request.form.get(CARD, "")
        if desk is not None and (processor is None or card not in dict(CARDS)):
            said = _("Choose a card") if processor else ""
            return make_response(_drawn(desk, processor, said), 422)
        if desk is not None and processor is not None:
            became = _order(mine.session, mine.case.id.hex, desk.due.offered, processor, card)
            desk = _desk(mine)
            mine.session.commit()
    if became == DECLINED and desk is not None:
        return make_response(_drawn(desk, processor, card=card), 422)
    return _done(number) if desk is None else go(url_for("track.pay_page", number=number))


def _order(
    session: ViewerSession, case: str, offered: Offered, processor: Processor, card: str
) -> str | None:
    """What became of the order; None where none was sent, or nobody answered. It is committed before it is sent."""
    assert session.viewer.case is not None  # an applicant's
    begun = begin_payment(session, session.viewer.case, offered, f"{card}-{case[:12]}", processor.name)
    session.commit()
    if begun is None:
        return None
    answer = None
    if not offered.regular:
        try:
            answer = answer_of(processor, begun.order, ask=begun.ask, again=begun.again)
        except NoAnswer:
            return None
    became = note_answer(session, begun.id, answer)
    session.commit()
    return became


def _desk(mine: OpenCase) -> Desk | None:
    """None when there is nothing to pay any more."""
    due = to_pay(mine.session, mine.case, workflow_of(mine.session, mine.case))
    return None if due is None or due.paid else Desk(mine.case.number, due)


def _done(number: str) -> Response:
    """To the receipt in the browser that began it, else to the page of the case."""
    with own_case(number) as mine:
        name, case_id = mine.case.workflow, mine.case.id
        mine.session.commit()
    holder = holder_of(name)
    if holder is not None and holder.draft_id == case_id:
        return go(url_for("public.receipt", name=name))
    return go(url_for("track.page", number=number))


def _drawn(desk: Desk, processor: Processor | None, error: str | None = None, card: str = "") -> str:
    tried = desk.due.tried
    if error is None and tried is not None and tried.status == DECLINED:
        said = WHY_NOT.get(tried.code or "")
        error = str(said) if said else _("This card was declined. Choose another card")
    amount: Money = desk.due.offered.amount
    return render_template(
        "track/pay.html",
        number=desk.number,
        amount=amount,
        regular=desk.due.offered.regular,
        asking=desk.asking,
        fresh=tried is not None and tried.fresh,
        cards=[{"value": value, "label": label} for value, label in CARDS] if processor else [],
        card=card,
        error=error,
    )
