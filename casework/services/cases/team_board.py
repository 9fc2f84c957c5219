"""How the open cases stand, unit by unit: how old, how many near their day, how many past it, how many with nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select

from casework.base.clock import now
from casework.base.values import Value
from casework.models import Case, Unit
from casework.policy.rulebook import require
from casework.store.session import ViewerSession

AGES = (7, 30, 90)
"""Days: a case is in the first band whose number it has not passed, else in one more."""


class BoardRow(Value):
    """The open cases of one unit, as far as the viewer sees them; `unit` None: of no unit."""

    unit: UUID | None
    name: str
    open: int
    ages: tuple[int, ...]
    at_risk: int
    late: int
    unassigned: int
    without_day: int


def read_board(session: ViewerSession) -> list[BoardRow]:
    """A row for each unit that has cases, most late first. Counted by the database, in two statements."""
    require("case.board", session.viewer)
    at = now()
    older = [Case.opened_at < at - timedelta(days=days) for days in AGES]
    bands = [
        _many(~older[0]),
        *(_many(and_(older[n], ~older[n + 1])) for n in range(len(AGES) - 1)),
        _many(older[-1]),
    ]
    counted = (
        *(func.count(), _many(and_(Case.risk_at <= at, Case.due_at >= at)), _many(Case.due_at < at)),
        *(_many(Case.assignee_id.is_(None)), _many(Case.due_at.is_(None)), *bands),
    )
    rows = session.execute(
        select(Case.unit_id, *counted).where(Case.closed_at.is_(None)).group_by(Case.unit_id)
    ).all()
    names = {unit: name for unit, name in session.execute(select(Unit.id, Unit.name))} if rows else {}
    found = [
        BoardRow(
            unit=unit,
            name=names.get(unit, "") if unit else "",
            open=total,
            ages=tuple(int(one) for one in ages),
            at_risk=int(risk),
            late=int(late),
            unassigned=int(nobody),
            without_day=int(none),
        )
        for unit, total, risk, late, nobody, none, *ages in rows
    ]
    return sorted(found, key=lambda row: (-row.late, -row.at_risk, -row.open, row.name))


def sum_of(rows: Sequence[BoardRow]) -> BoardRow:
    """All of them together."""
    ages = tuple(sum(row.ages[n] for row in rows) for n in range(len(AGES) + 1))
    sums = [
        sum(getattr(row, name) for row in rows) for name in ("at_risk", "late", "unassigned", "without_day")
    ]
    return BoardRow(None, "", sum(row.open for row in rows), ages, *sums)


def _many(wanted: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((wanted, 1), else_=0)), 0)
