"""A payment comes back: the bank did not pay it. The case owes again, and what it brought about stays."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.models import Payment
from casework.services.fees.fees_due import PAYMENT, REVERSAL
from casework.store import ledger_chain
from casework.store.session import ViewerSession

SHORTEST, LONGEST = 3, 200


def reverse_payment(session: ViewerSession, case_id: UUID, payment_id: UUID, *, reason: str) -> Money:
    """Take a payment back out of the account; how much it was. The caller holds the case's lock.

    Raises InvalidInput under `reason`; Refused PAYMENT_REVERSED; NotFound for what is no payment of this case.
    """
    row = session.scalar(select(Payment).where(Payment.id == payment_id, Payment.case_id == case_id))
    if row is None or row.kind != PAYMENT:
        raise NotFound
    if session.scalar(select(Payment.id).where(Payment.reverses_id == row.id)) is not None:
        said = phrase("This payment is noted as bounced already. Take what is left to pay instead")
        raise Refused("PAYMENT_REVERSED", said)
    told = " ".join(reason.split())
    if not SHORTEST <= len(told) <= LONGEST:
        raise InvalidInput({"reason": phrase("Say what the bank said, in 200 characters at most")})
    back = Payment(
        id=new_id(),
        case_id=case_id,
        kind=REVERSAL,
        amount=row.amount,
        currency=row.currency,
        method=row.method,
        taken_by=session.viewer.actor,
        reverses_id=row.id,
    )
    back.reason = told
    session.add(back)
    session.flush()
    ledger_chain.record(
        session, "payment.reversed", case=case_id, fields=["payment"], detail={"minor": row.amount}
    )
    return Money(row.amount, row.currency)
