"""Begin to collect an instalment: the order is on record under its key before anybody hears of it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.values import Value
from casework.domain.collection import Order, key_of
from casework.models import CollectionAttempt, Instalment, Pledge
from casework.services.office import office_of
from casework.services.pledges.plan_due import COLLECTED
from casework.store.session import ViewerSession

AT_ONCE = 2000
UNDER_WAY = timedelta(minutes=15)
"""So long an order is taken to be under way; after that its processor is asked by its key."""

TRUSTED = timedelta(hours=20)
"""So long a processor is relied on to know a key again (they promise a day). Later nothing is sent under it."""


class Begun(Value):
    """An order that is on record. `ask`: it was sent before and no answer is known, so ask first; `again`: when the
    processor never heard of it, it may be sent once more under the same key."""

    attempt: UUID
    order: Order
    ask: bool = False
    again: bool = True


def due_instalments(session: ViewerSession, method: str, day: date, *, unanswered: bool = True) -> list[UUID]:
    """Instalments to be tried today; first those sent earlier of which no answer is known, unless they are left out."""
    collected = select(Pledge.id).where(Pledge.method == method, Pledge.status.in_(COLLECTED))
    due = select(Instalment.id).where(
        Instalment.status == "due", Instalment.try_on <= day, Instalment.pledge_id.in_(collected)
    )
    sent = (
        select(CollectionAttempt.instalment_id)
        .join(Instalment, Instalment.id == CollectionAttempt.instalment_id)
        .join(Pledge, Pledge.id == Instalment.pledge_id)
        .where(
            CollectionAttempt.status == "sent",
            CollectionAttempt.code.is_(None),
            CollectionAttempt.sent_at < now() - UNDER_WAY,
            Pledge.method == method,
        )
    )
    first = list(session.scalars(sent.limit(AT_ONCE))) if unanswered else []
    return [*first, *session.scalars(due.order_by(Instalment.try_on, Instalment.id).limit(AT_ONCE))]


def begin_attempt(
    session: ViewerSession, instalment_id: UUID, processor: str, *, run: UUID | None = None
) -> Begun | None:
    """The order for an instalment, on record; None when there is nothing to do. Commit before it is sent."""
    row = session.scalar(
        select(Instalment)
        .where(Instalment.id == instalment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    if row.status == "sent":
        return _asked(session, row)
    pledge = session.scalars(
        select(Pledge).where(Pledge.id == row.pledge_id).execution_options(populate_existing=True)
    ).one()
    day = today(office_of(session).tenant.timezone)
    ready = row.status == "due" and row.try_on is not None and row.try_on <= day
    if not ready or pledge.status not in COLLECTED or not pledge.mandate:
        return None
    place = row.tries + 1
    attempt = CollectionAttempt(
        id=new_id(),
        instalment_id=row.id,
        donor_id=row.donor_id,
        run_id=run,
        place=place,
        key=key_of(str(row.id), place),
        processor=processor,
        sent_at=now(),
        mandate=pledge.mandate,
    )
    session.add(attempt)
    row.status = "sent"
    session.flush()
    return Begun(attempt.id, Order(attempt.key, pledge.mandate, Money(row.amount, row.currency)))


def _asked(session: ViewerSession, row: Instalment) -> Begun | None:
    """What was sent and not answered: ask for it once it can't be under way any more."""
    attempt = session.scalar(
        select(CollectionAttempt).where(
            CollectionAttempt.instalment_id == row.id, CollectionAttempt.status == "sent"
        )
    )
    if attempt is None or attempt.code is not None or attempt.sent_at > now() - UNDER_WAY:
        return None
    attempt.asked_at = now()
    session.flush()
    pledge = session.scalars(select(Pledge).where(Pledge.id == row.pledge_id)).one()
    order = Order(attempt.key, attempt.mandate or pledge.mandate or "", Money(row.amount, row.currency))
    return Begun(attempt.id, order, ask=True, again=attempt.sent_at > now() - TRUSTED)
