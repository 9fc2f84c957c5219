"""Begin to make the statements of a year: how many donors it is for, and the job that makes them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.models import Gift, StatementRun
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "make_statements"


def start_run(session: ViewerSession, year: int) -> StatementRun:
    """A run for a calendar year that is over, or for this one so far. What is the same as before is not issued again.

    Raises InvalidInput under `year`; Refused UNDER_WAY while another one of this year is.
    """
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    if not 1990 <= year <= today(office_of(session).tenant.timezone).year:
        raise InvalidInput({"year": phrase("Enter a year up to this one")})
    under_way = select(StatementRun.id).where(StatementRun.year == year, StatementRun.ended_at.is_(None))
    if session.scalar(under_way) is not None:
        raise Refused("UNDER_WAY", phrase("The statements of this year are being made already"))
    counted = select(func.count(Gift.donor_id.distinct())).where(*gifts_of_year(year))
    run = StatementRun(
        id=new_id(),
        year=year,
        total=session.scalar(counted) or 0,
        done=0,
        made=0,
        corrected=0,
        made_at=now(),
        made_by=session.viewer.actor,
    )
    session.add(run)
    session.flush()
    ledger_chain.record(
        session, "statements.begun", subjects=[run.id], detail={"year": year, "donors": run.total}
    )
    go_on(session, run.id)
    return run


def go_on(session: ViewerSession, run_id: UUID) -> None:
    """Put the rest of a run into the queue."""
    defer(session, TASK, lock=f"statements:{run_id}", run=run_id)


def gifts_of_year(year: int) -> tuple[ColumnElement[bool], ...]:
    """The gifts a statement of a year is about: by the day they were received, reversals apart."""
    return (
        Gift.received_on >= date(year, 1, 1),
        Gift.received_on < date(year + 1, 1, 1),
        Gift.reverses_id.is_(None),
    )
