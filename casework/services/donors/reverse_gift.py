"""Take a gift back: bounced or entered wrongly. The gift stays, a row below zero stands against it."""

from __future__ import annotations

from uuid import UUID

from casework.base.clock import today
from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.money import Money, total
from casework.base.phrases import phrase
from casework.domain import books
from casework.domain.books import Act
from casework.models import Gift
from casework.services.books.gift_books import gift_held
from casework.services.books.post import NewEntry, post
from casework.services.donors.cancel_receipt import cancel_receipt
from casework.services.donors.gift_by_id import gift_by_id
from casework.services.donors.record_gift import GOODS, SERIES
from casework.services.numbers import next_number
from casework.services.office import office_of
from casework.services.pledges.pay_pledge import unpay_pledge
from casework.services.thanks.promise import end_promise
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_REASON = 300


def reverse_gift(session: ViewerSession, gift_id: UUID, *, reason: str) -> Gift:
    """The reversal of what is left of a gift, booked today. Its receipt is cancelled, and kept.

    Raises Refused SAME_PERSON (whoever entered a gift does not reverse it), ALREADY_REVERSED, IS_REVERSAL.
    """
    gift = gift_by_id(session, gift_id, lock=True)
    require_standing(session, gift)
    if not reason.strip():
        raise InvalidInput({"reason": phrase("Say why the gift is taken back")})
    reason = reason.strip()[:LONGEST_REASON]
    held = gift_held(session, gift.id)
    left = total([part for _, part in held], gift.currency)
    row = _against(session, gift, 0 if gift.kind == GOODS else -left.minor, reason)
    session.add(row)
    gift.status = "reversed"
    session.flush()
    cancel_receipt(session, gift, reason)
    end_promise(session, gift.id)
    if left:
        lines = books.taking_back(left, held, goods=gift.kind == GOODS)
        post(session, NewEntry(Act.REVERSAL, lines, row.received_on, gift.id, reason))
        unpay_pledge(session, gift.id, Money(0, gift.currency), row.received_on)
    ledger_chain.record(
        session,
        "gift.reversed",
        case=gift.case_id,
        subjects=[gift.donor_id, gift.id, row.id],
        fields=["amount"],
    )
    return row


def _against(session: ViewerSession, gift: Gift, amount: int, reason: str) -> Gift:
    day = today(office_of(session).tenant.timezone)
    return Gift(
        id=new_id(),
        number=f"{day.year}-{next_number(session, SERIES, day.year):06d}",
        donor_id=gift.donor_id,
        fund_id=gift.fund_id,
        kind=gift.kind,
        amount=amount,
        currency=gift.currency,
        method=gift.method,
        goods=reason,
        received_on=day,
        status="reversed",
        reverses_id=gift.id,
        case_id=gift.case_id,
        entered_by=session.viewer.actor,
    )


def require_standing(session: ViewerSession, gift: Gift) -> None:
    """Make sure that a gift stands and that the viewer may give it back, or raise Refused."""
    if gift.reverses_id is not None:
        raise Refused("IS_REVERSAL", phrase("This takes another gift back. Enter that gift anew instead"))
    if gift.status == "reversed":
        raise Refused("ALREADY_REVERSED", phrase("This gift was taken back already. Nothing is left to do"))
    if gift.status == "refunded":
        raise Refused(
            "ALREADY_REFUNDED", phrase("All of this gift was given back already. Nothing is left to do")
        )
    if gift.entered_by is not None and gift.entered_by == session.viewer.actor:
        raise Refused(
            "SAME_PERSON", phrase("Not by you: you entered this gift, so a second person takes it back")
        )
