"""Settling answers of the processor that could not be booked: what it told, and what it said when it was asked."""

from __future__ import annotations

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base import money
from casework.base.errors import CaseworkError, InvalidInput, Refused
from casework.base.phrases import phrase
from casework.policy.guard import guarded
from casework.services.pledges.resolve_attempt import HeldView, Resolution, read_held, resolve_attempt
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


@collections.get("/held/<uuid:attempt_id>")
@guarded("collection.run")
@asks_purpose
def held(attempt_id: UUID) -> Page:
    """What is to be settled."""
    return _page(attempt_id)


@collections.post("/held/<uuid:attempt_id>")
@guarded("collection.run")
def settle(attempt_id: UUID) -> Page:
    """Settle it."""
    only_for("funds")
    typed = {name: request.form.get(name, "")[:LONGEST].strip() for name in BOXES}
    try:
        with declared_session(needs="financial", writes="financial") as (session, _why):
            became = resolve_attempt(
                session, attempt_id, _read(typed, read_held(session, attempt_id)), reason=typed["reason"]
            )
            session.commit()
    except InvalidInput as wrong:
        return _page(attempt_id, wrong, typed), wrong.status
    except Refused as wrong:
        flash(refusal_text(wrong), "bad")
        return go(url_for("collections.page"))
    said = _("The gift is booked.") if became == "charged" else _("It is noted that nothing was charged.")
    flash(said, "good")
    return go(url_for("collections.page"))


def _read(typed: dict[str, str], view: HeldView) -> Resolution:
    if typed["outcome"] not in OUTCOMES:
        raise InvalidInput({"outcome": phrase("Choose what the processor said")})
    if typed["outcome"] == "declined":
        return Resolution(charged=False)
    amount = money.parse(typed["amount"], view.wanted.currency, str(marks()))
    return Resolution(charged=True, amount=amount, processor_id=typed["processor_id"])


def _page(attempt_id: UUID, wrong: CaseworkError | None = None, typed: dict[str, str] | None = None) -> str:
    only_for("funds")
    with declared_session(needs="financial", writes="financial") as (session, why):
        view = read_held(session, attempt_id)
        session.commit()
    amount = view.told or view.wanted
    known = {"amount": str(amount.decimal), "processor_id": "" if view.other else view.told_id or ""}
    return render_template(
        "registers/held_answer.html",
        view=view,
        why=why,
        said=CODES[view.code],
        outcomes=[{"value": code, "label": str(word)} for code, word in OUTCOMES.items()],
        typed=known | (typed or {}),
        errors=told(wrong) if isinstance(wrong, InvalidInput) else {},
        refusal=refusal_of(wrong),
    )
