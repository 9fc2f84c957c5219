"""Settling what a processor answered and nobody could book: of a regular gift, and of a payment on the web."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from casework.base import money
from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.policy.guard import guarded
from casework.services.payments.settle_payment import HeldPayment, read_held_payment, settle_payment
from casework.services.pledges.resolve_attempt import HeldView, Resolution, read_held, resolve_attempt
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.formats import marks
from casework.web.go import go
from casework.web.registers.collections import collections
from casework.web.registers.pledge_words import CODES
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import refusal_of, refusal_text, told

__all__ = ["collections"]

OUTCOMES = {
    "charged": _l("It was charged"),
    "declined": _l("It was not charged, or it was given back"),
}
BOXES = ("outcome", "amount", "processor_id", "reason")
LONGEST = 400


class Held(Value):
    """A kind of answer that waits for a person: how it is read, settled and shown, and what is said then."""

    read: Callable[[ViewerSession, UUID], HeldView | HeldPayment]
    settle: Callable[..., str]
    template: str
    booked: LazyString
    not_booked: LazyString


ATTEMPT = Held(
    *(read_held, resolve_attempt, "registers/held_answer.html"),
    booked=_l("The gift is booked."),
    not_booked=_l("It is noted that nothing was charged."),
)
PAYMENT = Held(
    *(read_held_payment, settle_payment, "registers/held_payment.html"),
    booked=_l("Noted. The gift is booked within a minute, with what goes with it."),
    not_booked=_l("It is noted that nothing was kept. The giver can pay again."),
)


@collections.get("/held/<uuid:attempt_id>")
@guarded("collection.run")
@asks_purpose
def held(attempt_id: UUID) -> Page:
    """What is to be settled."""
    return _page(ATTEMPT, attempt_id)


@collections.post("/held/<uuid:attempt_id>")
@guarded("collection.run")
def settle(attempt_id: UUID) -> Page:
    """Settle it."""
    return _settled(ATTEMPT, attempt_id)


@collections.get("/paid/<uuid:payment_id>")
@guarded("collection.run")
@asks_purpose
def held_payment(payment_id: UUID) -> Page:
    """What is to be settled of a payment on the web."""
    return _page(PAYMENT, payment_id)


@collections.post("/paid/<uuid:payment_id>")
@guarded("collection.run")
def settle_held_payment(payment_id: UUID) -> Page:
    """Settle that."""
    return _settled(PAYMENT, payment_id)


def _settled(kind: Held, answer: UUID) -> Page:
    only_for("funds")
    typed = {name: request.form.get(name, "")[:LONGEST].strip() for name in BOXES}
    try:
        with declared_session(needs="financial", writes="financial") as (session, _why):
            told_now = _resolution(typed, kind.read(session, answer).wanted.currency)
            became = kind.settle(session, answer, told_now, reason=typed["reason"])
            session.commit()
    except InvalidInput as wrong:
        return _page(kind, answer, wrong, typed), wrong.status
    except Refused as wrong:
        flash(refusal_text(wrong), "bad")
        return go(url_for("collections.page"))
    flash(str(kind.booked if became == "charged" else kind.not_booked), "good")
    return go(url_for("collections.page"))


def _resolution(typed: dict[str, str], currency: str) -> Resolution:
    """What it says the processor said. InvalidInput by field."""
    if typed["outcome"] not in OUTCOMES:
        raise InvalidInput({"outcome": phrase("Choose what the processor said")})
    if typed["outcome"] == "declined":
        return Resolution(charged=False)
    amount = money.parse(typed["amount"], currency, str(marks()))
    return Resolution(charged=True, amount=amount, processor_id=typed["processor_id"])


def _page(
    kind: Held, answer: UUID, wrong: CaseworkError | None = None, typed: dict[str, str] | None = None
) -> str:
    only_for("funds")
    with declared_session(needs="financial", writes="financial") as (session, why):
        view = kind.read(session, answer)
        session.commit()
    amount = view.told or view.wanted
    known = {"amount": str(amount.decimal), "processor_id": "" if view.other else view.told_id or ""}
    return render_template(
        kind.template,
        view=view,
        whose=view.case if isinstance(view, HeldPayment) else view.pledge,
        why=why,
        said=CODES[view.code],
        outcomes=[{"value": code, "label": str(word)} for code, word in OUTCOMES.items()],
        typed=known | (typed or {}),
        errors=told(wrong) if isinstance(wrong, InvalidInput) else {},
        refusal=refusal_of(wrong),
    )
