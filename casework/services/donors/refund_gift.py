"""Give part of a gift back, or all of it: each fund bears its share, the receipt is cancelled."""

from __future__ import annotations

from uuid import UUID

from casework.base.clock import today
from casework.base.errors import InvalidInput, Refused
from casework.base.money import Money, total
from casework.base.phrases import Coded, Sayable, phrase
from casework.domain import books
from casework.domain.books import Act
from casework.services.books.gift_books import gift_held
from casework.services.books.post import NewEntry, post
from casework.services.donors.cancel_receipt import cancel_receipt
from casework.services.donors.gift_by_id import gift_by_id
from casework.services.donors.record_gift import GOODS
from casework.services.donors.reverse_gift import LONGEST_REASON, require_standing
from casework.services.office import office_of
from casework.services.pledges.pay_pledge import unpay_pledge
from casework.services.thanks.promise import end_promise
from casework.services.tributes.states import end_notices
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def refund_gift(session: ViewerSession, gift_id: UUID, amount: Money, *, reason: str) -> Money:
    """Give so much back, booked today; what is left of the gift.

    Raises InvalidInput under `refund` or `refund_reason`; Refused SAME_PERSON, ALREADY_REVERSED, ALREADY_REFUNDED,
    GOODS_NOT_REFUNDED. A receipt that was issued is cancelled: one for what is left can be issued then.
    """
    gift = gift_by_id(session, gift_id, lock=True)
    require_standing(session, gift)
    if gift.kind == GOODS:
        raise Refused("GOODS_NOT_REFUNDED", phrase("Goods are not refunded. Take the gift back instead"))
    held = gift_held(session, gift.id)
    left = total([part for _, part in held], gift.currency)
    errors: dict[str, Sayable] = {}
    if amount.currency != gift.currency or not 0 < amount.minor <= left.minor:
        said = phrase("Enter an amount up to what is left of the gift: %(left)s", left=str(left))
        errors["refund"] = Coded(said, "REFUND_OVER_GIFT")
    if not reason.strip():
        errors["refund_reason"] = phrase("Say why it is given back")
    if errors:
        raise InvalidInput(errors)
    rest = left - amount
    day = today(office_of(session).tenant.timezone)
    entry = NewEntry(
        Act.REFUND, books.taking_back(amount, held), day, gift.id, reason.strip()[:LONGEST_REASON]
    )
    cancel_receipt(session, gift, reason.strip()[:LONGEST_REASON])
    gift.status = "posted" if rest else "refunded"
    if not rest:
        end_promise(session, gift.id)
        end_notices(session, [gift.id])
    post(session, entry)
    unpay_pledge(session, gift.id, rest, day)
    ledger_chain.record(
        session, "gift.refunded", case=gift.case_id, subjects=[gift.donor_id, gift.id], fields=["amount"]
    )
    return rest
