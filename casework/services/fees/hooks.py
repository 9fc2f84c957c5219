"""What workflows with a fee sheet may ask of fees: guards and effects for packs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from casework.base.errors import Refused
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.models import CaseEvent
from casework.packs.deed import Deed
from casework.services.fees import ask_fees as asking
from casework.services.fees.fees_due import fees_due
from casework.services.fees.take_payment import take_payment
from casework.services.fees.waive_fee import approve_waiver, waive_fee


def ask_fees(
    deed: Deed, *, event_on: str, known: Mapping[str, Any] | None = None, last_free_day: date | None = None
) -> None:
    """Work out the sheet by the table in force on the day that the fact `event_on` names.

    `known` are the names beside the answers that the table's rules read; after `last_free_day` penalties are due.
    """
    asking.ask_fees(
        deed.session, deed.case.id, deed.workflow, deed.facts, _event(deed, event_on, known, last_free_day)
    )


def pays_the_fee_sheet(deed: Deed, *, event_on: str = "", last_free_day: date | None = None) -> None:
    """Refuse UNDERPAID or OVERPAID unless what is taken is exactly what is left, penalties of today included."""
    late = asking.penalties(
        deed.session, deed.case.id, deed.workflow, deed.facts, _event(deed, event_on, None, last_free_day)
    )
    left, given = fees_due(deed.session, deed.case.id).balance, _given(deed)
    if given.currency != left.currency:
        raise Refused(
            "OTHER_CURRENCY",
            phrase("The fees are in another currency. Enter what is to pay in that currency"),
        )
    for line in late:
        left = left + line.amount
    if given < left and late:
        said = phrase("The time to pay is over, so a penalty is due. Take %(amount)s", amount=left)
        raise Refused("UNDERPAID", said)
    if given < left:
        raise Refused("UNDERPAID", phrase("This is less than what is left to pay. Take exactly what is left"))
    if given > left:
        raise Refused("OVERPAID", phrase("This is more than what is left to pay. Take exactly what is left"))


def record_payment(deed: Deed, *, event_on: str = "", last_free_day: date | None = None) -> None:
    """Enter what was taken at the counter, and the penalties that were due by then."""
    event = _event(deed, event_on, None, last_free_day)
    late = asking.penalties(deed.session, deed.case.id, deed.workflow, deed.facts, event)
    asking.add_penalties(deed.session, deed.case.id, deed.workflow, late, event)
    due = fees_due(deed.session, deed.case.id)
    if due.balance.minor == 0:
        return
    take_payment(
        deed.session,
        deed.case.id,
        _given(deed),
        method=deed.answer("payment_method"),
        reference=deed.answer("payment_reference"),
    )


def _event(
    deed: Deed, event_on: str, known: Mapping[str, Any] | None, last_free_day: date | None
) -> asking.Event:
    told = deed.fact(event_on) if event_on else None
    return asking.Event(
        on=date.fromisoformat(told) if told else deed.today,
        known=known or {},
        last_free_day=last_free_day,
        paid_on=deed.today,
    )


def waive_fees(deed: Deed, *, first_officer: str) -> None:
    """Waive what is left. The first officer is who made the move `first_officer`; the mover is the second."""
    session, case_id = deed.session, deed.case.id
    due = fees_due(session, case_id)
    if due.balance.minor == 0:
        return
    chosen = select(CaseEvent.actor_id).where(CaseEvent.case_id == case_id, CaseEvent.move == first_officer)
    first = session.scalar(chosen.order_by(CaseEvent.seq.desc()).limit(1))
    if first is None or first == session.viewer.actor:
        raise Refused("SAME_PERSON", phrase("Not by you: a second officer waives the fees"))
    waiver = waive_fee(
        session,
        case_id,
        due.balance,
        reason=deed.answer("waiver_reason") or deed.answer("waiver"),
        code=deed.answer("waiver"),
        proposed_by=first,
    )
    approve_waiver(session, waiver.id)


def _given(deed: Deed) -> Money:
    told = deed.answer("amount_paid")
    return Money(told["minor"], told["currency"])
