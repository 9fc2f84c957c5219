"""Grants as they are kept, and what is due in them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.errors import NotFound
from casework.base.money import Money
from casework.base.values import Value, field
from casework.models import FundingGrant, GrantDeadline, Person
from casework.services.office import office_of
from casework.services.people.hidden_names import true_names
from casework.services.withheld import require_open
from casework.store.session import ViewerSession

MOST = 200


class DeadlineView(Value):
    """Something due; `late`: days past its day while it is not done."""

    id: UUID
    grant_id: UUID
    title: str
    kind: str
    due_on: date
    done_on: date | None
    late: int


class GrantView(Value):
    """A grant as it is kept. Amounts and note are None where they are withheld."""

    id: UUID
    funder_id: UUID
    funder: str
    title: str
    stage: str
    fund_id: UUID | None
    asked: Money | None
    awarded: Money | None
    note: str | None
    deadlines: tuple[DeadlineView, ...] = field(default=())


def list_grants(session: ViewerSession) -> tuple[GrantView, ...]:
    """Every grant, the latest first, without what is due. Names are a disclosure."""
    return _views(session)


def read_grant(session: ViewerSession, grant_id: UUID) -> GrantView:
    """One with all that is due in it; NotFound."""
    found = _views(session, FundingGrant.id == grant_id)
    if not found:
        raise NotFound
    return found[0]


def deadlines_due(session: ViewerSession) -> tuple[DeadlineView, ...]:
    """What is due in any grant and not done, the most urgent first."""
    return _deadlines(session, GrantDeadline.done_on.is_(None))


def _views(session: ViewerSession, *which: Any) -> tuple[GrantView, ...]:
    require_open(session, "donor.name")
    internal = session.viewer.access.may_read("internal")
    columns: list[Any] = [
        *(FundingGrant.id, FundingGrant.funder_id, FundingGrant.title, FundingGrant.stage),
        *(FundingGrant.fund_id, Person.id.label("person"), Person.name),
        *([FundingGrant.asked, FundingGrant.awarded, FundingGrant.note] if internal else []),
    ]
    chosen = select(*columns).join(Person, Person.id == FundingGrant.funder_id).where(*which)
    rows = session.execute(chosen.order_by(FundingGrant.made_at.desc(), FundingGrant.id).limit(MOST)).all()
    names = true_names(session, {row.funder_id: row.name for row in rows})
    one = _deadlines(session, GrantDeadline.grant_id == rows[0].id) if which and rows else ()
    currency = office_of(session).tenant.currency
    return tuple(
        GrantView(
            *(row.id, row.funder_id, names[row.funder_id], row.title, row.stage, row.fund_id),
            asked=_money(row.asked, currency) if internal else None,
            awarded=_money(row.awarded, currency) if internal else None,
            note=row.note if internal else None,
            deadlines=one,
        )
        for row in rows
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return Money(minor, currency) if minor else None


def _deadlines(session: ViewerSession, *which: Any) -> tuple[DeadlineView, ...]:
    rows = session.execute(
        select(
            *(GrantDeadline.id, GrantDeadline.grant_id, GrantDeadline.kind, GrantDeadline.due_on),
            *(GrantDeadline.done_on, FundingGrant.title),
        )
        .join(FundingGrant, FundingGrant.id == GrantDeadline.grant_id)
        .where(*which)
        .order_by(GrantDeadline.due_on, GrantDeadline.id)
        .limit(MOST)
    )
    day = today(office_of(session).tenant.timezone)
    return tuple(
        DeadlineView(
            *(row.id, row.grant_id, row.title, row.kind, row.due_on, row.done_on),
            max(0, (day - row.due_on).days) if row.done_on is None else 0,
        )
        for row in rows
    )
