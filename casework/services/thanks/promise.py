"""The promise of thanks that begins with a gift, and ends when the gift is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.values import Value
from casework.domain.thanking import Way, is_too_late, promised_on
from casework.models import Gift, Thanks
from casework.services.deadlines.time_rules import calendar_of
from casework.services.insert_rows import insert_rows
from casework.services.office import office_of
from casework.store.columns import one_of
from casework.store.session import ViewerSession

DUE, SENDING, THANKED, NONE = "due", "sending", "thanked", "none"
TOO_LATE, REGULAR, GIFT_GONE, BY_HAND, MAIL_FAILED = (
    "too_late",
    "regular",
    "gift_gone",
    "by_hand",
    "mail_failed",
)


class Promise(Value):
    """What is known of thanks for a gift: whether it is one more of a recurring one, and the day on which the donor was
    thanked before the gift came here."""

    regular: bool = False
    thanked_on: date | None = None


def promise_thanks(session: ViewerSession, gifts: Sequence[tuple[Gift, Promise]]) -> None:
    """Promise thanks for each of these gifts, which were just recorded.

    Where the office's rules say so nobody is thanked: for a gift that came long ago, for each part of a recurring one.
    """
    insert_rows(session, Thanks, [_promise(session, gift, told) for gift, told in gifts])


def _promise(session: ViewerSession, gift: Gift, told: Promise) -> dict[str, Any]:
    tenant, policy = office_of(session).tenant, office_of(session).kind.giving.thanks
    row: dict[str, Any] = {
        "gift_id": gift.id,
        "donor_id": gift.donor_id,
        "due_on": promised_on(gift.received_on, policy, calendar_of(session)),
        "status": DUE,
        "reason": None,
        "thanked_at": None,
    }
    if told.thanked_on is not None:
        noon = datetime.combine(told.thanked_on, time(12), ZoneInfo(tenant.timezone))
        return row | {"status": THANKED, "thanked_at": noon}
    if is_too_late(gift.received_on, today(tenant.timezone), policy):
        return row | {"status": NONE, "reason": TOO_LATE}
    if told.regular and policy.regular != "every":
        return row | {"status": NONE, "reason": REGULAR}
    return row


def end_promise(session: ViewerSession, gift_id: UUID) -> None:
    """The gift is gone: who was not thanked yet is not thanked for it any more."""
    end_promises(session, (gift_id,))


def end_promises(session: ViewerSession, gifts: Iterable[UUID]) -> None:
    """These gifts are gone: who was not thanked yet is not thanked for them any more."""
    rows = session.scalars(
        select(Thanks)
        .where(one_of(Thanks.gift_id, gifts), Thanks.status.in_((DUE, SENDING)))
        .order_by(Thanks.id)
        .with_for_update()
    )
    for row in rows.all():
        row.status, row.reason, row.run_id = NONE, GIFT_GONE, None
    session.flush()


def thanked_by_mail(session: ViewerSession, gift_id: UUID, letter_id: UUID | None = None) -> None:
    """The mail of the gift's own case, or the letter named, is its thanks."""
    row = session.scalar(
        select(Thanks).where(Thanks.gift_id == gift_id, Thanks.status == DUE).with_for_update()
    )
    if row is not None:
        row.status, row.how, row.reason, row.letter_id = THANKED, Way.EMAIL.value, None, letter_id
        row.thanked_at, row.thanked_by = now(), session.viewer.actor
        session.flush()


def thanks_failed(session: ViewerSession, letter_id: UUID) -> None:
    """The mail that was the thanks could not be sent: the gift is due again, and says why."""
    row = session.scalar(
        select(Thanks).where(Thanks.letter_id == letter_id, Thanks.status == THANKED).with_for_update()
    )
    if row is not None:
        row.status, row.reason, row.how = DUE, MAIL_FAILED, None
        row.thanked_at, row.thanked_by = None, None
        session.flush()
