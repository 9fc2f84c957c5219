"""Take money at the counter."""

from __future__ import annotations

from uuid import UUID

from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.models import Payment
from casework.services.fees.fees_due import PAYMENT, FeesDue, fees_due
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_REFERENCE = 200


def take_payment(
    session: ViewerSession, case_id: UUID, amount: Money, *, method: str, reference: str | None = None
) -> FeesDue:
    """Record a payment and say what is left. Raises InvalidInput under `amount`; Refused NOTHING_DUE or OVERPAID."""
    due = fees_due(session, case_id)
    if amount.minor <= 0 or amount.currency != due.currency:
        raise InvalidInput(
            {"amount": phrase("Enter an amount of more than zero, in %(unit)s", unit=due.currency)}
        )
    if due.balance.minor <= 0:
        raise Refused("NOTHING_DUE", phrase("Nothing is left to pay. Reload the page"))
    if amount > due.balance:
        raise Refused("OVERPAID", phrase("This is more than what is left to pay. Take exactly what is left"))
    row = Payment(
        id=new_id(),
        case_id=case_id,
        kind=PAYMENT,
        amount=amount.minor,
        currency=amount.currency,
        method=method,
        taken_by=session.viewer.actor,
    )
    if reference:
        row.reason = reference.strip()[:LONGEST_REFERENCE]
    session.add(row)
    session.flush()
    ledger_chain.record(
        session,
        "payment.taken",
        case=case_id,
        fields=["payment"],
        detail={"minor": amount.minor, "method": method},
    )
    return fees_due(session, case_id)
