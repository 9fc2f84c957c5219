"""Runs of the collection: what was sent, charged and declined in each, and what a person has to look at."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from casework.base.clock import now
from casework.base.money import Money
from casework.base.values import Value, field
from casework.models import BankFile, CollectionAttempt, CollectionRun, Instalment, Pledge
from casework.services.people.donor_names import donor_names
from casework.services.pledges.begin_attempt import UNDER_WAY
from casework.services.pledges.settle_attempt import ID_TWICE, OTHER_AMOUNT
from casework.services.withheld import shows
from casework.store.columns import one_of
from casework.store.session import ViewerSession

ON_A_PAGE = 20
ENDED = ("cancelled", "written_off")
LOOKED_AT = (OTHER_AMOUNT, ID_TWICE)


class FileView(Value):
    """A file of orders to the bank."""

    id: UUID
    number: str
    count: int
    total: Money | None


class RunView(Value):
    """One go: how many orders it sent, and what became of them."""

    id: UUID
    method: str
    ran_on: date
    at: datetime
    by: UUID | None
    sent: int = 0
    charged: int = 0
    declined: int = 0
    files: tuple[FileView, ...] = field(default_factory=tuple)


class FailureView(Value):
    """What was not collected and why. `code` None: no answer came yet."""

    instalment_id: UUID
    attempt_id: UUID
    pledge_id: UUID
    number: str
    donor: str | None
    amount: Money | None
    due_on: date
    tries: int
    try_on: date | None
    status: str
    code: str | None


class RunPage(Value):
    """One page of runs; `after` leads to the next."""

    runs: tuple[RunView, ...]
    after: UUID | None


def list_runs(session: ViewerSession, *, after: UUID | None = None) -> RunPage:
    """Runs, the latest first."""
    chosen = select(CollectionRun).order_by(CollectionRun.id.desc()).limit(ON_A_PAGE + 1)
    if after is not None:
        chosen = chosen.where(CollectionRun.id < after)
    rows = session.scalars(chosen).all()
    shown = rows[:ON_A_PAGE]
    counts, files = _counts(session, [row.id for row in shown]), _files(session, [row.id for row in shown])
    runs = tuple(
        RunView(
            row.id,
            row.method,
            row.ran_on,
            row.at,
            row.by,
            **counts.get(row.id, {}),
            files=tuple(files.get(row.id, ())),
        )
        for row in shown
    )
    return RunPage(runs, shown[-1].id if len(rows) > ON_A_PAGE else None)


def list_failures(session: ViewerSession) -> tuple[FailureView, ...]:
    """What waits for another try, for an answer or for a person, the oldest first."""
    financial = shows(session, "gift.amount")
    rows = session.execute(_failed(financial=financial).limit(50)).all()
    names = donor_names(session, [row.donor_id for row in rows])
    return tuple(
        FailureView(
            instalment_id=row[0],
            attempt_id=row.attempt,
            pledge_id=row.pledge_id,
            number=row.number,
            donor=names.get(row.donor_id),
            amount=Money(row.amount, row.currency) if financial else None,
            due_on=row.due_on,
            tries=row.tries,
            try_on=row.try_on,
            status=row.status,
            code=row.code,
        )
        for row in rows
    )


def _failed(*, financial: bool) -> Select[Any]:
    """Instalments whose latest order was declined, is looked at, or has no answer."""
    tried = CollectionAttempt
    last = select(tried.instalment_id, func.max(tried.place).label("place")).group_by(tried.instalment_id)
    latest = last.subquery()
    columns: list[Any] = [
        *(Instalment.id, Instalment.donor_id, Instalment.due_on, Instalment.currency, Instalment.tries),
        *(Instalment.try_on, Instalment.status, Instalment.pledge_id, Pledge.number),
        *(tried.id.label("attempt"), tried.code, *([Instalment.amount] if financial else [])),
    ]
    is_latest = (latest.c.instalment_id == tried.instalment_id) & (latest.c.place == tried.place)
    return (
        select(*columns)
        .join(Pledge, Pledge.id == Instalment.pledge_id)
        .join(tried, tried.instalment_id == Instalment.id)
        .join(latest, is_latest)
        .where(
            Instalment.status.in_(("due", "failed", "sent")),
            tried.code.is_not(None) | (tried.sent_at < now() - UNDER_WAY),
            Pledge.status.not_in(ENDED) | tried.code.in_(LOOKED_AT),
        )
        .order_by(Instalment.due_on, Instalment.id)
    )


def _counts(session: ViewerSession, runs: list[UUID]) -> dict[UUID, dict[str, int]]:
    counted = (
        select(CollectionAttempt.run_id, CollectionAttempt.status, func.count().label("orders"))
        .where(one_of(CollectionAttempt.run_id, runs))
        .group_by(CollectionAttempt.run_id, CollectionAttempt.status)
    )
    found: dict[UUID, dict[str, int]] = {}
    for row in session.execute(counted):
        found.setdefault(row.run_id, {})[row.status] = row.orders
    return found


def _files(session: ViewerSession, runs: list[UUID]) -> dict[UUID, list[FileView]]:
    found: dict[UUID, list[FileView]] = {}
    for row in session.scalars(select(BankFile).where(one_of(BankFile.run_id, runs))):
        whole = Money(row.total, row.currency) if shows(session, "gift.amount") else None
        assert row.run_id is not None
        found.setdefault(row.run_id, []).append(FileView(row.id, row.number, row.count, whole))
    return found
