"""What workflows with a fee sheet may ask of fees: guards and effects for packs."""

from __future__ import annotations

from datetime import date

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


def ask_fees(deed: Deed, *, event_on: str) -> None:
    """Work out the sheet by the table in force on the day that the fact `event_on` names."""
    told = deed.fact(event_on)
    day = date.fromisoformat(told) if told else deed.today
    asking.ask_fees(deed.session, deed.case.id, deed.workflow, deed.facts, event_on=day)


def pays_the_fee_sheet(deed: Deed) -> None:
    """Refuse UNDERPAID or OVERPAID unless what is taken is exactly what is left."""
    left, given = fees_due(deed.session, deed.case.id).balance, _given(deed)
    if given.currency != left.currency:
        raise Refused("OTHER_CURRENCY", phrase("The fees are in another currency"))
    if given < left:
        raise Refused("UNDERPAID", phrase("This is less than what is left to pay"))
    if given > left:
        raise Refused("OVERPAID", phrase("This is more than what is left to pay. Take exactly what is left"))


def record_payment(deed: Deed) -> None:
    """Enter what was taken at the counter."""
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
