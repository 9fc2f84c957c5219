"""Online payments that are in nobody's books: those a person looks at, and those of which no answer came."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.money import Money
from casework.base.values import Value
from casework.models import Case, OnlinePayment
from casework.services.payments.pay_offer import DECLINED, UNDER_WAY
from casework.services.withheld import shows
from casework.store.session import ViewerSession

MOST = 50


class OpenPayment(Value):
    """One of them. `key`: what the processor is asked by; `amount`: what was asked for, None where it is withheld."""

    id: UUID
    case: str
    sent_at: datetime
    code: str | None
    key: str
    amount: Money | None


def open_payments(session: ViewerSession) -> tuple[OpenPayment, ...]:
    """Those that can't be booked, or were not answered in the time an answer takes; the oldest first."""
    financial = shows(session, "gift.amount")
    paid = OnlinePayment
    columns: list[Any] = [*(paid.id, paid.case_id, paid.sent_at, paid.code, paid.key, paid.currency)]
    columns += [Case.number, *([paid.amount] if financial else [])]
    chosen = (
        select(*columns)
        .join(Case, Case.id == paid.case_id)
        .where(paid.taken_at.is_(None), paid.status != DECLINED)
        .where(paid.code.is_not(None) | (paid.sent_at < now() - UNDER_WAY))
        .order_by(paid.sent_at, paid.id)
        .limit(MOST)
    )
    return tuple(
        OpenPayment(
            *(row.id, row.number, row.sent_at, row.code, row.key),
            Money(row.amount, row.currency) if financial else None,
        )
        for row in session.execute(chosen)
    )
