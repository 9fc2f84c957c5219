"""Pledges and recurring gifts that fall due, the overdue ones first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.money import Money
from casework.base.values import Value
from casework.models import Fund, Instalment, Pledge
from casework.services.office import office_of
from casework.services.people.donor_names import donor_names
from casework.services.withheld import require_open
from casework.store.session import ViewerSession

AHEAD = timedelta(days=90)
MOST = 200
ENDED = ("cancelled", "written_off", "fulfilled")


class DueLine(Value):
    """One part that is due. `late`: days overdue."""

    pledge_id: UUID
    number: str
    donor: str | None
    fund: str
    due_on: date
    late: int
    amount: Money


def pledges_due(session: ViewerSession) -> tuple[DueLine, ...]:
    """What is overdue or falls due within three months, the oldest first. A disclosure. FieldWithheld where amounts
    are withheld."""
    require_open(session, "gift.amount")
    day = today(office_of(session).tenant.timezone)
    columns: list[Any] = [
        *(Instalment.id, Instalment.pledge_id, Instalment.donor_id, Instalment.due_on, Instalment.amount),
        *(Instalment.currency, Pledge.number, Fund.name.label("fund")),
    ]
    chosen = (
        select(*columns)
        .join(Pledge, Pledge.id == Instalment.pledge_id)
        .join(Fund, Fund.id == Pledge.fund_id)
        .where(
            Instalment.status.in_(("due", "sent", "failed")),
            Instalment.due_on <= day + AHEAD,
            Pledge.status.not_in(ENDED),
        )
        .order_by(Instalment.due_on, Instalment.id)
        .limit(MOST)
    )
    rows = session.execute(chosen).all()
    names = donor_names(session, [row.donor_id for row in rows])
    return tuple(
        DueLine(
            *(row.pledge_id, row.number, names.get(row.donor_id), row.fund, row.due_on),
            max(0, (day - row.due_on).days),
            Money(row.amount, row.currency),
        )
        for row in rows
    )
