"""Count the requests of whole months, once each, and keep only what may be told.

A month is counted when it is over and never again, so nobody learns from the difference of two counts. What stays is
one table by category and area with its totals, small cells and those that would give them away left out, and how long
it took where enough were done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from casework.base.clock import now, today
from casework.base.errors import NotFound
from casework.base.values import Value
from casework.domain.suppression import TOTAL, left_out, with_totals
from casework.models import PublicRequest, RequestCount
from casework.services.office import office_of
from casework.store.session import ViewerSession

LEAST = 5
MONTHS = 13
NOWHERE = "-"
_LATE = timedelta(days=1)
"""A month is counted a day after its end: what came in at its last hour is there."""


class MonthCount(Value):
    """The counts of a month as they are told: None where one is left out. `days` until done, by category."""

    month: date
    cells: Mapping[tuple[str, str], int | None]
    days: Mapping[str, int]


def count_months(session: ViewerSession) -> list[date]:
    """Count every whole month of the last year that is not counted yet; which ones."""
    office = office_of(session)
    if office.listed is None:
        return []
    zone = ZoneInfo(office.tenant.timezone)
    counted = set(session.scalars(select(RequestCount.month)))
    done = []
    for month in _past_months(today(office.tenant.timezone)):
        since, until = _start(month, zone), _start(_after(month), zone)
        if month in counted or now() < until + _LATE or not _any_before(session, until):
            continue
        session.add(RequestCount(month=month, tables=_tables(session, since, until)))
        session.flush()
        done.append(month)
    return done


def months_counted(session: ViewerSession) -> list[date]:
    """The months that there are counts of, the newest first."""
    chosen = select(RequestCount.month).order_by(RequestCount.month.desc()).limit(MONTHS)
    return list(session.scalars(chosen))


def read_month(session: ViewerSession, month: date) -> MonthCount:
    """The counts of a month; NotFound."""
    found = session.scalar(select(RequestCount.tables).where(RequestCount.month == month))
    if found is None:
        raise NotFound
    cells = {(str(row), str(column)): number for row, column, number in found["cells"]}
    return MonthCount(month, cells, {str(name): int(days) for name, days in found["days"].items()})


def _tables(session: ViewerSession, since: datetime, until: datetime) -> dict[str, Any]:
    rows = session.execute(
        select(PublicRequest.category, PublicRequest.area, func.count())
        .where(PublicRequest.opened_at >= since, PublicRequest.opened_at < until)
        .group_by(PublicRequest.category, PublicRequest.area)
    )
    counts = {(category, area or NOWHERE): number for category, area, number in rows}
    table = with_totals(counts)
    hidden = left_out(table, LEAST)
    cells = [[*cell, None if cell in hidden else number] for cell, number in table.items()]
    return {"cells": cells, "days": _days(session, since, until)}


def _days(session: ViewerSession, since: datetime, until: datetime) -> dict[str, int]:
    """Half of what was done in the month was done within so many days, for categories of which enough was."""
    rows = session.execute(
        select(PublicRequest.category, PublicRequest.opened_at, PublicRequest.closed_at).where(
            PublicRequest.closed_at >= since, PublicRequest.closed_at < until
        )
    )
    took: defaultdict[str, list[float]] = defaultdict(list)
    for category, opened, closed in rows:
        if closed is not None:  # as asked
            took[category].append((closed - opened) / timedelta(days=1))
    return {name: round(median(days)) for name, days in took.items() if len(days) >= LEAST}


def _any_before(session: ViewerSession, until: datetime) -> bool:
    return (
        session.scalar(select(PublicRequest.id).where(PublicRequest.opened_at < until).limit(1)) is not None
    )


def _past_months(day: date) -> list[date]:
    month, found = day.replace(day=1), []
    for _ in range(MONTHS):
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month)
    return found


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _start(month: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(month, time(), zone).astimezone(UTC)


__all__ = ["LEAST", "NOWHERE", "TOTAL", "MonthCount", "count_months", "months_counted", "read_month"]
