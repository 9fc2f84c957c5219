"""Numbers without gaps: taken under the lock of their series, in the transaction that uses them."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert

from casework.models import NumberSeries
from casework.store.session import ViewerSession


def next_number(session: ViewerSession, series: str, year: int) -> int:
    """The next number of a series and year. The row stays locked until the transaction ends: a number taken by an
    act that is undone is not lost, and two acts never get the same one."""
    return next_numbers(session, series, year, 1)


def next_numbers(session: ViewerSession, series: str, year: int, count: int) -> int:
    """The first of so many numbers in a row, all of them taken."""
    first = {"tenant_id": session.viewer.tenant, "series": series, "year": year, "next": 1}
    session.execute(insert(cast(Table, NumberSeries.__table__)).values(first).on_conflict_do_nothing())
    row = session.scalars(
        select(NumberSeries)
        .where(NumberSeries.series == series, NumberSeries.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    number = row.next
    row.next = number + count
    session.flush()
    return number
