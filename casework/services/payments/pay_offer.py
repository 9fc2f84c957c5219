"""Pay what a case offers: the order is on record under its key before anybody hears of it, and answered once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import NotFound
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.values import Value
from casework.domain.collection import Answer, Order, key_of
from casework.models import OnlinePayment
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.pledges.begin_attempt import TRUSTED
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "take_payment"
SENT, CHARGED, AGREED, DECLINED = "sent", "charged", "agreed", "declined"
UNDER_WAY = timedelta(minutes=2)
"""So long an order is taken to be under way; after that its processor is asked by its key."""


class Offered(Value):
    """What is to be paid. `regular`: the permission to collect it again and again; nothing is charged now."""

    amount: Money
    regular: bool = False


class Tried(Value):
    """The latest try, as its page may show it."""

    id: UUID
    status: str
    code: str | None
    amount: Money
    fresh: bool  # sent a moment ago: another page may still be waiting for the answer


class BegunPayment(Value):
    """An order on record. `ask`, `again`: as for instalments."""

    id: UUID
    order: Order
    ask: bool = False
    again: bool = True


def latest_try(session: ViewerSession, case_id: UUID) -> Tried | None:
    """The last try to pay for a case; None before the first."""
    row = _latest(session, case_id)
    if row is None:
        return None
    fresh = row.sent_at > now() - UNDER_WAY
    return Tried(row.id, row.status, row.code, Money(row.amount, row.currency), fresh)


def is_paid(tried: Tried | None) -> bool:
    """Whether the giver has nothing more to do, though the books may not have it yet."""
    return tried is not None and tried.status in (CHARGED, AGREED)


def is_agreed(tried: Tried | None) -> bool:
    """Whether the giver agreed that it is collected again and again: nothing was charged yet."""
    return tried is not None and tried.status == AGREED


def begin_payment(
    session: ViewerSession, case_id: UUID, offered: Offered, mandate: str, processor: str
) -> BegunPayment | None:
    """The order, on record; None when nothing is to be paid, or one is under way. Commit before it is sent.

    One that was sent and never answered is the same order once more, whatever card is offered now.
    """
    case = lock_case(session, case_id)
    if case.state != workflow_of(session, case).waits_in:
        return None
    last = _latest(session, case_id)
    if last is not None and last.status == SENT:
        if last.sent_at > now() - UNDER_WAY or last.code is not None:
            return None
        order = Order(last.key, last.mandate, Money(last.amount, last.currency))
        return BegunPayment(last.id, order, ask=True, again=last.sent_at > now() - TRUSTED)
    if last is not None and last.status != DECLINED:
        return None
    place = last.place + 1 if last is not None else 1
    row = OnlinePayment(
        id=new_id(),
        case_id=case_id,
        place=place,
        key=key_of(str(case_id), place),
        processor=processor,
        regular=offered.regular,
        mandate=mandate,
        amount=offered.amount.minor,
        currency=offered.amount.currency,
    )
    session.add(row)
    session.flush()
    ledger_chain.record(session, "payment.begun", case=case_id, fields=["amount"])
    return BegunPayment(row.id, Order(row.key, mandate, offered.amount))


def note_answer(session: ViewerSession, payment_id: UUID, answer: Answer | None) -> str:
    """What became of it, and put it into the queue to be taken into the books. None: the giver agreed that it is
    collected later. Answering again changes nothing."""
    row = session.scalar(
        select(OnlinePayment)
        .where(OnlinePayment.id == payment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or (answer is not None and answer.key != row.key):
        raise NotFound
    if row.status != SENT or row.code is not None:
        return row.code or row.status
    row.answered_at = now()
    if answer is None:
        row.status = AGREED
    elif answer.charged:
        row.status = CHARGED
    else:
        row.status, row.code = DECLINED, answer.code
    session.flush()
    ledger_chain.record(session, f"payment.{row.status}", case=row.case_id, fields=["amount"])
    if row.status != DECLINED:
        defer(session, TASK, lock=f"payment:{row.case_id}", payment=row.id, case=row.case_id)
    return row.status


def _latest(session: ViewerSession, case_id: UUID) -> OnlinePayment | None:
    chosen = select(OnlinePayment).where(OnlinePayment.case_id == case_id)
    found: OnlinePayment | None = session.scalar(chosen.order_by(OnlinePayment.place.desc()).limit(1))
    return found
