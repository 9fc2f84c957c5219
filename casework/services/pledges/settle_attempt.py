"""Take in what became of an order: a gift in the books, another try, or a person who looks at it. Once each."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from casework.base.clock import now, today
from casework.base.errors import NotFound
from casework.base.money import Money
from casework.base.values import Value
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


class Held(Value):
    """An order with the instalment and the pledge that it is about, all three under lock."""

    attempt: CollectionAttempt
    row: Instalment
    pledge: Pledge


def settle_attempt(
    session: ViewerSession, attempt_id: UUID, answer: Answer, *, on: date | None = None
) -> str:
    """What became of it: charged (on a day, today unless said), declined, or the code under which a person looks at
    it. Answering again changes nothing."""
    held = hold_attempt(session, attempt_id)
    attempt, row = held.attempt, held.row
    if attempt.key != answer.key:
        raise NotFound
    if attempt.status != "sent" or attempt.code is not None:
        return attempt.code or attempt.status
    attempt.answered_at = now()
    if not answer.charged:
        return note_decline(session, held, answer.code)
    if answer.amount != Money(row.amount, row.currency):
        return _to_a_person(session, attempt, answer, OTHER_AMOUNT)
    if known_charge(session, attempt, answer.processor_id) is not None:
        return _to_a_person(session, attempt, answer, ID_TWICE)
    book_charge(session, held, answer, on)
    return "charged"


def hold_attempt(session: ViewerSession, attempt_id: UUID) -> Held:
    """The three under lock; NotFound."""
    attempt = session.scalar(_locked(CollectionAttempt, attempt_id))
    if attempt is None:
        raise NotFound
    row = session.scalars(_locked(Instalment, attempt.instalment_id)).one()
    return Held(attempt, row, session.scalars(_locked(Pledge, row.pledge_id)).one())


def _locked(register: type[Any], row_id: UUID) -> Select[Any]:
    chosen = select(register).where(register.id == row_id).with_for_update()
    return chosen.execution_options(populate_existing=True)


def book_charge(session: ViewerSession, held: Held, answer: Answer, on: date | None = None) -> Gift:
    """What was charged as a gift of its day, which pays the instalment."""
    attempt, row, pledge = held.attempt, held.row, held.pledge
    gift = _gift(session, pledge, answer, on)
    attempt.status, attempt.processor_id, attempt.code = "charged", answer.processor_id, None
    row.status, row.try_on, row.gift_id = "paid", None, gift.id
    if pledge.status == "failing":
        pledge.status = "active"
        log_change(session, pledge, Change("recovered"))
    session.flush()
    ledger_chain.record(
        session, "instalment.charged", subjects=[row.donor_id, pledge.id, gift.id], fields=["amount"]
    )
    return gift


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


def note_decline(session: ViewerSession, held: Held, code: str | None) -> str:
    """It was not charged: the next try by the ladder, or none any more."""
    attempt, row, pledge = held.attempt, held.row, held.pledge
    attempt.status, attempt.code = "declined", code
    row.tries = attempt.place
    row.try_on = next_try(row.tries, today(office_of(session).tenant.timezone), code)
    if row.try_on is not None:
        row.status = "due"
        wanted = "failing"
    else:
        row.status = "failed"
        wanted = "suspended"
    if pledge.status in ("active", "failing") and pledge.status != wanted:
        pledge.status = wanted
        log_change(session, pledge, Change(wanted, detail={"code": code or ""}))
    session.flush()
    return "declined"


def known_charge(session: ViewerSession, attempt: CollectionAttempt, processor_id: str | None) -> UUID | None:
    """The other order for which the processor's number stands already."""
    found: UUID | None = session.scalar(
        select(CollectionAttempt.id).where(
            CollectionAttempt.processor == attempt.processor,
            CollectionAttempt.processor_id == processor_id,
            CollectionAttempt.id != attempt.id,
        )
    )
    return found


def _to_a_person(session: ViewerSession, attempt: CollectionAttempt, answer: Answer, code: str) -> str:
    """It stays sent: nothing is booked, and nothing more is sent, until somebody has settled it."""
    attempt.code = code
    attempt.told_amount, attempt.told_id = answer.amount.minor, answer.processor_id
    attempt.told_fee = answer.fee.minor if answer.fee else None
    session.flush()
    return code
