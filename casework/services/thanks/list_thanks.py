"""The queue of thanks: what is due, late first; what was thanked, how and when; what needs none and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from casework.base.clock import today
from casework.base.money import Money
from casework.base.values import Value
from casework.models import Fund, Gift, Person, Receipt, Thanks
from casework.policy.why import Decision
from casework.services.day_cursor import day_cursor, read_day_cursor
from casework.services.office import office_of
from casework.services.people.donor_names import donor_names
from casework.services.thanks.promise import DUE, NONE, SENDING, THANKED
from casework.services.withheld import reasons, shows
from casework.store.columns import one_of
from casework.store.session import ViewerSession

ON_A_PAGE = 25
VIEWS = (DUE, SENDING, THANKED, NONE)


class ThanksFilter(Value):
    """Which thanks: of a state, for gifts for a fund, to donors of a language, of a run or a gift."""

    view: str = DUE
    fund_id: UUID | None = None
    language: str | None = None
    run_id: UUID | None = None
    gift_id: UUID | None = None


class ThanksView(Value):
    """A gift and its thanks. Names and amounts are None where they are withheld. `late`: days past the promise."""

    id: UUID
    gift_id: UUID
    number: str
    donor_id: UUID
    donor: str | None
    language: str
    kind: str
    amount: Money | None
    fund: str
    received_on: date
    due_on: date
    late: int
    status: str
    how: str | None
    reason: str | None
    thanked_at: datetime | None
    thanked_by: UUID | None
    receipt_id: UUID | None
    receipt_number: str | None


class ThanksPage(Value):
    """One page; `after` leads to the next. `withheld`: donor, amount."""

    rows: tuple[ThanksView, ...]
    after: str | None
    withheld: dict[str, Decision]


class QueueFigures(Value):
    """How many gifts wait: late, due today, due later, and how many are being written to."""

    late: int
    today: int
    later: int
    sending: int


def list_thanks(session: ViewerSession, wanted: ThanksFilter, *, after: str | None = None) -> ThanksPage:
    """A page of the queue: what is due the oldest promise first, the rest the newest first. A disclosure."""
    rows = session.execute(_chosen(session, wanted, after).limit(ON_A_PAGE + 1)).all()
    shown = rows[:ON_A_PAGE]
    receipts = _receipts(session, [row.gift_id for row in shown])
    day = today(office_of(session).tenant.timezone)
    names = donor_names(session, [row.donor_id for row in shown])
    views = tuple(_view(session, row, (receipts, names), day) for row in shown)
    closed = reasons(session, ["gift.donor", "gift.amount"])
    withheld = {name.removeprefix("gift."): why for name, why in closed.items()}
    return ThanksPage(
        views, day_cursor(views[-1].due_on, views[-1].id) if len(rows) > ON_A_PAGE else None, withheld
    )


def queue_figures(session: ViewerSession) -> QueueFigures:
    """How much waits."""
    day = today(office_of(session).tenant.timezone)
    counted = select(Thanks.status, Thanks.due_on, func.count().label("gifts")).where(
        Thanks.status.in_((DUE, SENDING))
    )
    late = due_today = later = sending = 0
    for row in session.execute(counted.group_by(Thanks.status, Thanks.due_on)):
        if row.status == SENDING:
            sending += row.gifts
        elif row.due_on < day:
            late += row.gifts
        elif row.due_on == day:
            due_today += row.gifts
        else:
            later += row.gifts
    return QueueFigures(late, due_today, later, sending)


def _chosen(session: ViewerSession, wanted: ThanksFilter, after: str | None) -> Select[Any]:
    columns: list[Any] = [
        *(
            Thanks.id,
            Thanks.gift_id,
            Thanks.donor_id,
            Thanks.due_on,
            Thanks.status,
            Thanks.how,
            Thanks.reason,
        ),
        *(Thanks.thanked_at, Thanks.thanked_by),
        *(Gift.id, Gift.number, Gift.kind, Gift.currency, Gift.received_on, Fund.name.label("fund")),
        *(Person.id, Person.language),
    ]
    if shows(session, "gift.amount"):
        columns.append(Gift.amount)
    chosen = (
        select(*columns)
        .join(Gift, Gift.id == Thanks.gift_id)
        .join(Fund, Fund.id == Gift.fund_id)
        .join(Person, Person.id == Thanks.donor_id)
        .where(*_criteria(wanted))
    )
    forwards = wanted.view == DUE
    if after is not None:
        day, last = read_day_cursor(after)
        beyond = Thanks.due_on > day if forwards else Thanks.due_on < day
        next_one = Thanks.id > last if forwards else Thanks.id < last
        chosen = chosen.where(or_(beyond, and_(Thanks.due_on == day, next_one)))
    if forwards:
        return chosen.order_by(Thanks.due_on, Thanks.id)
    return chosen.order_by(Thanks.due_on.desc(), Thanks.id.desc())


def _criteria(wanted: ThanksFilter) -> list[ColumnElement[bool]]:
    if wanted.gift_id is not None:
        return [Thanks.gift_id == wanted.gift_id]
    found: list[ColumnElement[bool]] = [Thanks.status == wanted.view]
    if wanted.run_id is not None:
        found.append(Thanks.run_id == wanted.run_id)
    if wanted.fund_id is not None:
        found.append(Gift.fund_id == wanted.fund_id)
    if wanted.language is not None:
        found.append(Person.language == wanted.language)
    return found


def _receipts(session: ViewerSession, gifts: Sequence[UUID]) -> dict[UUID, tuple[UUID, str]]:
    rows = session.execute(
        select(Receipt.gift_id, Receipt.id, Receipt.number).where(
            one_of(Receipt.gift_id, gifts), Receipt.status == "issued", Receipt.kind == "receipt"
        )
    )
    return {row.gift_id: (row.id, row.number) for row in rows}


def _view(
    session: ViewerSession,
    row: Row[Any],
    beside: tuple[Mapping[UUID, tuple[UUID, str]], Mapping[UUID, str]],
    day: date,
) -> ThanksView:
    """A row with the receipt of its gift and the name of its donor."""
    receipts, names = beside
    receipt_id, receipt_number = receipts.get(row.gift_id, (None, None))
    money = shows(session, "gift.amount") and row.kind == "money"
    return ThanksView(
        id=row[0],
        gift_id=row.gift_id,
        number=row.number,
        donor_id=row.donor_id,
        donor=names.get(row.donor_id),
        language=row.language,
        kind=row.kind,
        amount=Money(row.amount, row.currency) if money else None,
        fund=row.fund,
        received_on=row.received_on,
        due_on=row.due_on,
        late=max(0, (day - row.due_on).days) if row.status == DUE else 0,
        status=row.status,
        how=row.how,
        reason=row.reason,
        thanked_at=row.thanked_at,
        thanked_by=row.thanked_by,
        receipt_id=receipt_id,
        receipt_number=receipt_number,
    )
