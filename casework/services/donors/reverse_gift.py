"""Take a gift back: bounced or entered wrongly. The gift stays, a row below zero stands against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from casework.base.clock import today
from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.money import Money, total
from casework.base.phrases import phrase
from casework.domain import books
from casework.domain.books import Act
from casework.models import Gift
from casework.services.books.gift_books import gifts_held
from casework.services.books.post import NewEntry, post_all
from casework.services.donors.cancel_receipt import cancel_receipt, with_receipt
from casework.services.donors.gift_by_id import gifts_by_id
from casework.services.donors.record_gift import GOODS, SERIES
from casework.services.numbers import next_numbers
from casework.services.office import office_of
from casework.services.pledges.pay_pledge import settled_by, unpay_pledge
from casework.services.thanks.promise import end_promises
from casework.services.tributes.states import end_notices
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_REASON = 300
Gone = tuple[Gift, Money, list[tuple[UUID, Money]]]


def reverse_gift(session: ViewerSession, gift_id: UUID, *, reason: str) -> Gift:
    """The reversal of what is left of a gift, booked today. Its receipt is cancelled, and kept.

    Raises Refused SAME_PERSON (whoever entered a gift does not reverse it), ALREADY_REVERSED, IS_REVERSAL.
    """
    return reverse_gifts(session, (gift_id,), reason=reason)[0]


def reverse_gifts(session: ViewerSession, ids: Sequence[UUID], *, reason: str) -> list[Gift]:
    """The reversals of these gifts, in their order: one act for each, with a few statements for all of them.

    None is taken back where one can't be. Raises what `reverse_gift` raises.
    """
    gifts = gifts_by_id(session, ids, lock=True)
    for gift in gifts:
        require_standing(session, gift)
    if not reason.strip():
        raise InvalidInput({"reason": phrase("Say why the gift is taken back")})
    reason = reason.strip()[:LONGEST_REASON]
    held = gifts_held(session, ids)
    left = {gift.id: total([part for _, part in held[gift.id]], gift.currency) for gift in gifts}
    rows = _against(session, gifts, left, reason)
    session.add_all(rows)
    for gift in gifts:
        gift.status = "reversed"
    session.flush()
    receipted = with_receipt(session, ids)
    for gift in gifts:
        if gift.id in receipted:
            cancel_receipt(session, gift, reason)
    end_promises(session, ids)
    end_notices(session, ids)
    _book(session, [(gift, left[gift.id], held[gift.id]) for gift in gifts if left[gift.id]], rows[0], reason)
    for gift, row in zip(gifts, rows, strict=True):
        about: dict[str, Any] = {"case": gift.case_id, "subjects": [gift.donor_id, gift.id, row.id]}
        ledger_chain.record(session, "gift.reversed", **about, fields=["amount"])
    return rows


def _book(session: ViewerSession, gone: Sequence[Gone], first: Gift, reason: str) -> None:
    """Enter into the books what is left of the gifts, against them; and what that means for pledges."""
    if not gone:
        return
    day, entries = first.received_on, []
    for gift, left, held in gone:
        lines = books.taking_back(left, held, goods=gift.kind == GOODS)
        entries.append(NewEntry(Act.REVERSAL, lines, day, gift.id, reason))
    post_all(session, entries)
    settling = settled_by(session, [gift.id for gift, _, _ in gone])
    for gift, _, _ in gone:
        if gift.id in settling:
            unpay_pledge(session, gift.id, Money(0, gift.currency), day)


def _against(
    session: ViewerSession, gifts: Sequence[Gift], left: Mapping[UUID, Money], reason: str
) -> list[Gift]:
    day = today(office_of(session).tenant.timezone)
    first = next_numbers(session, SERIES, day.year, len(gifts))
    return [
        Gift(
            id=new_id(),
            number=f"{day.year}-{first + place:06d}",
            donor_id=gift.donor_id,
            fund_id=gift.fund_id,
            kind=gift.kind,
            amount=0 if gift.kind == GOODS else -left[gift.id].minor,
            currency=gift.currency,
            method=gift.method,
            goods=reason,
            received_on=day,
            status="reversed",
            reverses_id=gift.id,
            case_id=gift.case_id,
            entered_by=session.viewer.actor,
        )
        for place, gift in enumerate(gifts)
    ]


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
