"""Waive what a case owes: one officer proposes it, another one approves it, and only then does it count."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.models import Payment
from casework.services.fees.fees_due import WAIVER, FeesDue, fees_due
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_REASON = 500


def waive_fee(
    session: ViewerSession,
    case_id: UUID,
    amount: Money,
    *,
    reason: str,
    code: str = "other",
    proposed_by: UUID | None = None,
) -> Payment:
    """Propose to waive `amount`. `proposed_by`: the officer whose act the proposal was, if not the viewer.

    Raises InvalidInput under `amount` or `reason`.
    """
    due = fees_due(session, case_id)
    if amount.currency != due.currency or not 0 < amount.minor <= due.balance.minor:
        raise InvalidInput({"amount": phrase("Enter an amount up to what is left to pay")})
    if not reason.strip():
        raise InvalidInput({"reason": phrase("Say why no fees are due")})
    row = Payment(
        id=new_id(),
        case_id=case_id,
        kind=WAIVER,
        amount=amount.minor,
        currency=amount.currency,
        method=code,
        reason=reason.strip()[:LONGEST_REASON],
        taken_by=proposed_by or session.viewer.actor,
    )
    session.add(row)
    session.flush()
    ledger_chain.record(
        session,
        "waiver.proposed",
        case=case_id,
        fields=["waiver"],
        detail={"minor": amount.minor, "code": code},
    )
    return row


def approve_waiver(session: ViewerSession, waiver_id: UUID) -> FeesDue:
    """Approve a waiver as the second officer. Refused SAME_PERSON, ALREADY_APPROVED, OVERPAID."""
    row = session.scalar(
        select(Payment)
        .where(Payment.id == waiver_id, Payment.kind == WAIVER)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    if row.approved_by is not None:
        raise Refused("ALREADY_APPROVED", phrase("This waiver was approved already. Reload the page"))
    if session.viewer.actor is None or session.viewer.actor == row.taken_by:
        raise Refused("SAME_PERSON", phrase("Not by you: you proposed it, so a second officer approves"))
    if row.amount > fees_due(session, row.case_id).balance.minor:
        raise Refused("OVERPAID", phrase("Less than this is left to pay by now. Propose it anew"))
    row.approved_by, row.approved_at = session.viewer.actor, now()
    session.flush()
    ledger_chain.record(
        session, "waiver.approved", case=row.case_id, fields=["waiver"], detail={"minor": row.amount}
    )
    return fees_due(session, row.case_id)
