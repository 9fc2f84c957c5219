"""Take in what became of an order: a gift in the books, another try, or a person who looks at it. Once each."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import NotFound
from casework.base.money import Money
from casework.domain.collection import Answer, next_try
from casework.models import CollectionAttempt, Gift, Instalment, Pledge
from casework.services.appeals.find_appeal import source_of
from casework.services.books.post import PeriodClosed, require_open_month
from casework.services.donors.new_gift import NewGift
from casework.services.donors.record_gift import record_gift
from casework.services.office import office_of
from casework.services.pledges.log_change import Change, log_change
from casework.store import ledger_chain
from casework.store.session import ViewerSession

OTHER_AMOUNT, ID_TWICE = "other_amount", "id_twice"
"""Answers that nobody books: for a person to look at with the processor."""

_GIFT_METHOD = {"card": "card", "bank": "transfer", "self": "transfer"}


def settle_attempt(
    session: ViewerSession, attempt_id: UUID, answer: Answer, *, on: date | None = None
) -> str:
    """What became of it: charged (on a day, today unless said), declined, or the code under which a person looks at
    it. Answering again changes nothing."""
    attempt = session.scalar(
        select(CollectionAttempt)
        .where(CollectionAttempt.id == attempt_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if attempt is None or attempt.key != answer.key:
        raise NotFound
    if attempt.status != "sent" or attempt.code is not None:
        return attempt.code or attempt.status
    row = session.scalars(
        select(Instalment)
        .where(Instalment.id == attempt.instalment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    pledge = session.scalars(
        select(Pledge)
        .where(Pledge.id == row.pledge_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    attempt.answered_at = now()
    if not answer.charged:
        return _declined(session, attempt, row, pledge, answer)
    if answer.amount != Money(row.amount, row.currency):
        return _to_a_person(session, attempt, OTHER_AMOUNT)
    if _known(session, attempt, answer):
        return _to_a_person(session, attempt, ID_TWICE)
    gift = _gift(session, pledge, answer, on)
    return _charged(session, attempt, row, pledge, (gift, answer))


def _charged(
    session: ViewerSession,
    attempt: CollectionAttempt,
    row: Instalment,
    pledge: Pledge,
    booked: tuple[Gift, Answer],
) -> str:
    gift, answer = booked
    attempt.status, attempt.processor_id = "charged", answer.processor_id
    row.status, row.try_on, row.gift_id = "paid", None, gift.id
    if pledge.status == "failing":
        pledge.status = "active"
        log_change(session, pledge, Change("recovered"))
    session.flush()
    ledger_chain.record(
        session, "instalment.charged", subjects=[row.donor_id, pledge.id, gift.id], fields=["amount"]
    )
    return "charged"


def _gift(session: ViewerSession, pledge: Pledge, answer: Answer, on: date | None) -> Gift:
    """The gift of the day it was charged; where the books of that month are closed, booked today."""
    day = today(office_of(session).tenant.timezone)
    received_on, book_on = min(on or day, day), None
    try:
        require_open_month(session, received_on)
    except PeriodClosed:
        book_on = day
    return record_gift(
        session,
        NewGift(
            donor_id=pledge.donor_id,
            fund_id=pledge.fund_id,
            received_on=received_on,
            amount=answer.amount,
            method=_GIFT_METHOD[pledge.method],
            fee=answer.fee,
            book_on=book_on,
            has_come=True,
            regular=_paid_before(session, pledge),
            source=source_of(pledge),
        ),
    )


def _paid_before(session: ViewerSession, pledge: Pledge) -> bool:
    paid = select(Instalment.id).where(Instalment.pledge_id == pledge.id, Instalment.status == "paid")
    return session.scalar(paid.limit(1)) is not None


def _declined(
    session: ViewerSession, attempt: CollectionAttempt, row: Instalment, pledge: Pledge, answer: Answer
) -> str:
    attempt.status, attempt.code = "declined", answer.code
    row.tries = attempt.place
    row.try_on = next_try(row.tries, today(office_of(session).tenant.timezone), answer.code)
    if row.try_on is not None:
        row.status = "due"
        wanted = "failing"
    else:
        row.status = "failed"
        wanted = "suspended"
    if pledge.status in ("active", "failing") and pledge.status != wanted:
        pledge.status = wanted
        log_change(session, pledge, Change(wanted, detail={"code": answer.code or ""}))
    session.flush()
    return "declined"


def _known(session: ViewerSession, attempt: CollectionAttempt, answer: Answer) -> bool:
    """Whether the processor's number stands for another charge already."""
    other = select(CollectionAttempt.id).where(
        CollectionAttempt.processor == attempt.processor,
        CollectionAttempt.processor_id == answer.processor_id,
        CollectionAttempt.id != attempt.id,
    )
    return session.scalar(other) is not None


def _to_a_person(session: ViewerSession, attempt: CollectionAttempt, code: str) -> str:
    """It stays sent: nothing is booked, and nothing more is sent, until somebody has looked."""
    attempt.code = code
    session.flush()
    return code
