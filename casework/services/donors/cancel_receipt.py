"""Cancel a receipt by a counter-receipt: a paper with a number of its own that names it and says why. Both are kept."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import InvalidInput, PurposeRequired, Refused
from casework.base.money import Money
from casework.base.phrases import phrase
from casework.models import Gift, Receipt
from casework.services.donors.gift_by_id import gift_by_id
from casework.services.donors.receipt_paper import CounterFacts, counter_paper
from casework.services.donors.receipt_row import RECEIPT, NewReceipt, keep_receipt, name_and_address
from casework.services.office import office_of
from casework.services.typesetting.typeset import typeset
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.session import ViewerSession

LONGEST_REASON = 300


def cancel_one(session: ViewerSession, gift_id: UUID, *, reason: str) -> Receipt:
    """Cancel the receipt of a gift that stands, so that another can be issued in its place: the counter-receipt.

    Raises InvalidInput under `cancel_reason`; Refused NO_RECEIPT.
    """
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidInput({"cancel_reason": phrase("Say why it is cancelled, in 300 characters at most")})
    gift = gift_by_id(session, gift_id, lock=True)
    counter = cancel_receipt(session, gift, reason.strip())
    if counter is None:
        raise Refused(
            "NO_RECEIPT",
            phrase("This gift has no receipt that stands. Issue one first"),
        )
    gift.status = "posted"
    session.flush()
    return counter


def with_receipt(session: ViewerSession, gifts: Sequence[UUID]) -> set[UUID]:
    """Those of these gifts that have a receipt that stands."""
    chosen = select(Receipt.gift_id).where(
        one_of(Receipt.gift_id, gifts), Receipt.status == "issued", Receipt.kind == RECEIPT
    )
    return set(session.scalars(chosen))


def cancel_receipt(session: ViewerSession, gift: Gift, reason: str) -> Receipt | None:
    """Cancel the receipt of a gift, if it has one: the counter-receipt. The first is kept, byte for byte."""
    chosen = select(Receipt).where(
        Receipt.gift_id == gift.id, Receipt.status == "issued", Receipt.kind == RECEIPT
    )
    receipt = session.scalar(chosen.with_for_update())
    if receipt is None:
        return None
    receipt.status = "cancelled"
    session.flush()
    amount = Money(receipt.amount, receipt.currency)
    name, address = name_and_address(session, gift.donor_id)
    zone = office_of(session).tenant.timezone
    issued_on = today(zone)

    def printed(number: str) -> bytes:
        facts = CounterFacts(
            number=number,
            donor=name,
            address=address,
            issued_on=issued_on,
            cancels=receipt.number,
            amount=amount if amount else None,
            reason=reason,
        )
        return typeset("receipt", counter_paper(office_of(session).tenant, facts, receipt.language))

    counter = keep_receipt(
        session, gift, NewReceipt(receipt.language, amount, printed, cancels=receipt.id, reason=reason)
    )
    ledger_chain.record(
        session,
        "receipt.cancelled",
        case=gift.case_id,
        subjects=[gift.donor_id, gift.id, receipt.id, counter.id],
        fields=["receipt"],
    )
    return counter
