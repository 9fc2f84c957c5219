"""Pledges on record, newest first, page by page; one with its parts, its tries and its changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from casework.base.errors import NotFound
from casework.base.money import Money
from casework.base.values import Value
from casework.domain.schedules import Schedule, yearly_value
from casework.models import CollectionAttempt, Fund, Instalment, Pledge, PledgeChange
from casework.policy.why import Decision
from casework.services.people.donor_names import donor_names
from casework.services.people.one_person import Whom, of_one
from casework.services.pledges.pay_pledge import left_of
from casework.services.withheld import reasons, require_open, shows
from casework.store.columns import columns_of, one_of
from casework.store.session import ViewerSession

ON_A_PAGE = 25
PARTS_SHOWN = 36
STATUSES = (
    *("active", "failing", "suspended", "paused", "fulfilled", "lapsed"),
    *("written_off", "cancelled"),
)

_FUND = Fund.name.label("fund")  # the very same column each time: what it shows is worked out once


class PledgeRow(Value):
    """Columns of `Pledge`, for `columns_of`."""

    id: UUID
    number: str
    donor_id: UUID
    fund_id: UUID
    kind: str
    amount: int
    currency: str
    unit: str
    every: int
    day: int
    starts_on: date
    instalments: int | None
    method: str
    mandate: str | None
    status: str
    next_on: date | None


class PledgeView(Value):
    """A pledge in a list. What is withheld from the viewer is None. `yearly`: of a recurring one."""

    row: PledgeRow
    donor: str | None
    fund: str
    amount: Money | None
    yearly: Money | None

    @property
    def schedule(self) -> Schedule:
        """When it falls due."""
        return Schedule(self.row.unit, self.row.every, self.row.day, self.row.starts_on)


class PledgePage(Value):
    """One page; `after` leads to the next. `withheld`: donor, amount."""

    pledges: tuple[PledgeView, ...]
    after: UUID | None
    withheld: dict[str, Decision]


class TryView(Value):
    """One order to collect: `status` sent, charged or declined; `code` says why, or what a person must look at."""

    place: int
    status: str
    sent_at: datetime
    code: str | None


class PartView(Value):
    """What falls due on one day, with its tries."""

    id: UUID
    due_on: date
    amount: Money | None
    status: str
    try_on: date | None
    gift_id: UUID | None
    tries: tuple[TryView, ...]


class ChangeView(Value):
    """A change of a pledge, and what it did to a year."""

    what: str
    at: datetime
    by: UUID | None
    effective_on: date
    reason: str | None
    before: Money | None
    after: Money | None
    detail: dict[str, Any]


class WholePledge(Value):
    """A pledge with all that is known of it. `left`: what is still to come of one in parts."""

    view: PledgeView
    parts: tuple[PartView, ...]
    changes: tuple[ChangeView, ...]
    left: Money | None
    withheld: dict[str, Decision]


def list_pledges(
    session: ViewerSession,
    *,
    status: str | None = None,
    donor_id: UUID | None = None,
    after: UUID | None = None,
    size: int = ON_A_PAGE,
) -> PledgePage:
    """A page of pledges. The names on it are a disclosure; FieldWithheld to who asks for a donor's and reads none."""
    chosen = _chosen(session)
    if status is not None:
        chosen = chosen.where(Pledge.status == status)
    if donor_id is not None:
        require_open(session, "gift.donor")
        chosen = chosen.where(of_one(Pledge.donor_id, donor_id))
    if after is not None:
        chosen = chosen.where(Pledge.id < after)
    rows = session.execute(chosen.order_by(Pledge.id.desc()).limit(size + 1)).all()
    views = _views(session, rows[:size])
    return PledgePage(views, views[-1].row.id if len(rows) > size else None, _withheld(session))


def pledges_of(session: ViewerSession, whom: Whom, size: int = ON_A_PAGE) -> tuple[PledgeView, ...]:
    """A donor's pledges, newest first, for a page that says who the donor is."""
    require_open(session, "gift.donor")
    joined = _chosen(session).where(of_one(Pledge.donor_id, whom))
    return _views(session, session.execute(joined.order_by(Pledge.id.desc()).limit(size)).all(), named=False)


def read_pledge(session: ViewerSession, pledge_id: UUID) -> WholePledge:
    """One pledge; NotFound when it is not there for this viewer."""
    rows = session.execute(_chosen(session).where(Pledge.id == pledge_id)).all()
    if not rows:
        raise NotFound
    (view,) = _views(session, rows)
    in_parts = view.row.kind == "pledge" and shows(session, "gift.amount")
    left = left_of(session, view.row.id, view.row.currency) if in_parts else None
    return WholePledge(
        view, _parts(session, pledge_id), _changes(session, view.row), left, _withheld(session)
    )


def _chosen(session: ViewerSession) -> Select[Any]:
    pledges = columns_of(session, Pledge, PledgeRow)
    return pledges.select.add_columns(_FUND).join(Fund, Fund.id == Pledge.fund_id)


def _views(session: ViewerSession, rows: Sequence[Any], *, named: bool = True) -> tuple[PledgeView, ...]:
    pledges = columns_of(session, Pledge, PledgeRow).rows(rows)
    financial = shows(session, "gift.amount")
    names = donor_names(session, [row.donor_id for row in pledges] if named else [])
    found = []
    for row, read in zip(pledges, rows, strict=True):
        amount = Money(row.amount, row.currency) if financial else None
        schedule = Schedule(row.unit, row.every, row.day, row.starts_on)
        yearly = yearly_value(schedule, amount) if amount and row.kind == "recurring" else None
        found.append(PledgeView(row, names.get(row.donor_id), read.fund, amount, yearly))
    return tuple(found)


def _withheld(session: ViewerSession) -> dict[str, Decision]:
    closed = reasons(session, ["gift.donor", "gift.amount"])
    return {name.removeprefix("gift."): why for name, why in closed.items()}


def _parts(session: ViewerSession, pledge_id: UUID) -> tuple[PartView, ...]:
    """The latest parts, the one that is due last first."""
    financial = shows(session, "gift.amount")
    columns: list[Any] = [
        *(Instalment.id, Instalment.donor_id, Instalment.due_on, Instalment.currency, Instalment.status),
        *(Instalment.try_on, Instalment.gift_id, *([Instalment.amount] if financial else [])),
    ]
    chosen = select(*columns).where(Instalment.pledge_id == pledge_id)
    rows = session.execute(chosen.order_by(Instalment.due_on.desc()).limit(PARTS_SHOWN)).all()
    tried = (
        select(
            *(CollectionAttempt.instalment_id, CollectionAttempt.place, CollectionAttempt.status),
            *(CollectionAttempt.sent_at, CollectionAttempt.code),
        )
        .where(one_of(CollectionAttempt.instalment_id, [row.id for row in rows]))
        .order_by(CollectionAttempt.place)
    )
    tries: dict[UUID, list[TryView]] = {}
    for one in session.execute(tried):
        tries.setdefault(one.instalment_id, []).append(TryView(one.place, one.status, one.sent_at, one.code))
    return tuple(
        PartView(
            row.id,
            row.due_on,
            Money(row.amount, row.currency) if financial else None,
            row.status,
            row.try_on,
            row.gift_id,
            tuple(tries.get(row.id, ())),
        )
        for row in rows
    )


def _changes(session: ViewerSession, pledge: PledgeRow) -> tuple[ChangeView, ...]:
    financial, told = shows(session, "gift.amount"), shows(session, "gift.goods")
    chosen = select(PledgeChange).where(PledgeChange.pledge_id == pledge.id)
    found = []
    for row in session.scalars(chosen.order_by(PledgeChange.at.desc(), PledgeChange.id.desc())):
        before, after = (row.yearly_before, row.yearly_after) if financial else (None, None)
        found.append(
            ChangeView(
                row.what,
                row.at,
                row.by,
                row.effective_on,
                row.reason if told else None,
                None if before is None else Money(before, pledge.currency),
                None if after is None else Money(after, pledge.currency),
                row.detail,
            )
        )
    return tuple(found)
