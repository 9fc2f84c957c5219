"""The promise of thanks that begins with a gift, and ends when the gift is taken back."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.ids import new_id
from casework.domain.thanking import Way, is_too_late, promised_on
from casework.models import Gift, Thanks
from casework.services.deadlines.time_rules import calendar_of
from casework.services.office import office_of
from casework.store.session import ViewerSession

DUE, SENDING, THANKED, NONE = "due", "sending", "thanked", "none"
TOO_LATE, REGULAR, GIFT_GONE, BY_HAND, MAIL_FAILED = (
    "too_late",
    "regular",
    "gift_gone",
    "by_hand",
    "mail_failed",
)


def promise_thanks(session: ViewerSession, gift: Gift, *, regular: bool = False) -> Thanks:
    """Promise thanks for a gift that was just recorded. `regular`: one more of a recurring gift.

    Where the office's rules say so nobody is thanked: for a gift that came long ago, for each part of a recurring one.
    """
    office = office_of(session)
    policy = office.kind.giving.thanks
    row = Thanks(
        id=new_id(),
        gift_id=gift.id,
        donor_id=gift.donor_id,
        due_on=promised_on(gift.received_on, policy, calendar_of(session)),
        status=DUE,
    )
    if is_too_late(gift.received_on, today(office.tenant.timezone), policy):
        row.status, row.reason = NONE, TOO_LATE
    elif regular and policy.regular != "every":
        row.status, row.reason = NONE, REGULAR
    session.add(row)
    session.flush()
    return row


def end_promise(session: ViewerSession, gift_id: UUID) -> None:
    """The gift is gone: who was not thanked yet is not thanked for it any more."""
    row = session.scalar(
        select(Thanks).where(Thanks.gift_id == gift_id, Thanks.status.in_((DUE, SENDING))).with_for_update()
    )
    if row is not None:
        row.status, row.reason, row.run_id = NONE, GIFT_GONE, None
        session.flush()


def thanked_before(session: ViewerSession, gift_id: UUID, day: date) -> None:
    """The donor was thanked on that day, before the gift came here."""
    row = session.scalars(select(Thanks).where(Thanks.gift_id == gift_id).with_for_update()).one()
    zone = ZoneInfo(office_of(session).tenant.timezone)
    row.status, row.reason = THANKED, None
    row.thanked_at = datetime.combine(day, time(12), zone)
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
