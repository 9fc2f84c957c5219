"""Take online payments into the books: those that are answered, and those of which the answer was lost."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.money import Money
from casework.domain.collection import Answer
from casework.models import OnlinePayment
from casework.services.cases.move_case import move_case
from casework.services.payments.pay_offer import DECLINED, SENT, UNDER_WAY, note_answer
from casework.services.payments.port import NoAnswer, Processor
from casework.services.payments.settle_payment import CHARGED as SETTLED_CHARGED
from casework.services.pledges.begin_attempt import TRUSTED
from casework.services.pledges.settle_attempt import ID_TWICE, OTHER_AMOUNT
from casework.store import ledger_chain
from casework.store.session import ViewerSession

MOVE = "paid"
MOST = 1000


def payments_to_take(session: ViewerSession) -> list[tuple[UUID, UUID]]:
    """Payment and case of what is not in the books yet: charged, agreed, or sent a while ago and not answered."""
    rows = session.execute(
        select(OnlinePayment.id, OnlinePayment.case_id)
        .where(
            OnlinePayment.taken_at.is_(None),
            OnlinePayment.code.is_(None),
            OnlinePayment.status != DECLINED,
            OnlinePayment.sent_at < now() - UNDER_WAY,
        )
        .order_by(OnlinePayment.sent_at)
        .limit(MOST)
    )
    return [(row.id, row.case_id) for row in rows]


def take_payment(session: ViewerSession, payment_id: UUID, processor: Processor | None) -> str | None:
    """What became of one: its status, or the code under which a person looks at it; None when there is no such one.

    What a page noted of a charge is not believed: the processor is asked by the key, and its answer counts.
    """
    row = session.scalar(select(OnlinePayment).where(OnlinePayment.id == payment_id))
    if row is None:
        return None
    if row.taken_at is None and row.code is None and _is_paid(session, row, processor):
        move_case(session, row.case_id, MOVE)
    return row.code or row.status


def _is_paid(session: ViewerSession, row: OnlinePayment, processor: Processor | None) -> bool:
    if row.regular:
        return row.status != SENT
    if row.settled_as == SETTLED_CHARGED:
        return True
    answer = _answer(row, processor)
    if answer is None:
        return False
    if row.status == SENT:
        note_answer(session, row.id, answer)
    return answer.charged and _is_sound(session, row, answer)


def _is_sound(session: ViewerSession, row: OnlinePayment, answer: Answer) -> bool:
    """Keep the processor's number and fee; of a charge that can't be right nothing is booked until a person asked."""
    if answer.amount != Money(row.amount, row.currency):
        _to_a_person(session, row, answer, OTHER_AMOUNT)
    elif _known(session, row, answer):
        _to_a_person(session, row, answer, ID_TWICE)
    else:
        row.processor_id = answer.processor_id
        row.fee = answer.fee.minor if answer.fee else None
        session.flush()
    return row.code is None


def _known(session: ViewerSession, row: OnlinePayment, answer: Answer) -> bool:
    """Whether the processor's number stands for another charge already."""
    other = select(OnlinePayment.id).where(
        OnlinePayment.processor == row.processor,
        OnlinePayment.processor_id == answer.processor_id,
        OnlinePayment.id != row.id,
    )
    return session.scalar(other) is not None


def _to_a_person(session: ViewerSession, row: OnlinePayment, answer: Answer, code: str) -> None:
    row.code = code
    row.told_amount, row.told_id = answer.amount.minor, answer.processor_id
    row.told_fee = answer.fee.minor if answer.fee else None
    session.flush()
    ledger_chain.record(session, f"payment.{code}", case=row.case_id, fields=["amount"])


def _answer(row: OnlinePayment, processor: Processor | None) -> Answer | None:
    """What the processor says of it; None when it says nothing, or has not heard of it and may still."""
    if processor is None or processor.name != row.processor:
        return None
    try:
        known = processor.find(row.key)
    except NoAnswer:
        return None
    if known is None and row.status == SENT and row.sent_at < now() - TRUSTED:
        return Answer(row.key, charged=False, amount=Money(row.amount, row.currency), code="no_trace")
    return known
