"""Begin to make the statements of a year: how many donors it is for, and the job that makes them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, select, union

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, PurposeRequired, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.models import Gift, GivingStatement, Person, StatementRun
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "make_statements"


def start_run(session: ViewerSession, year: int) -> StatementRun:
    """A run for a calendar year that is over, or for this one so far. What is the same as before is not issued again.

    Raises InvalidInput under `year`; Refused STATEMENTS_UNDER_WAY while another one of this year is.
    """
    if not session.viewer.access.may_write("financial"):
        raise PurposeRequired
    if not 1990 <= year <= today(office_of(session).tenant.timezone).year:
        raise InvalidInput({"year": phrase("Enter a year up to this one")})
    under_way = select(StatementRun.id).where(StatementRun.year == year, StatementRun.ended_at.is_(None))
    if session.scalar(under_way) is not None:
        raise Refused(
            "STATEMENTS_UNDER_WAY",
            phrase("The statements of this year are being made already. Wait until they are done"),
        )
    counted = select(func.count()).select_from(donors_of_year(year).subquery())
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


def donors_of_year(year: int, *, after: UUID | None = None, most: int | None = None) -> CompoundSelect[Any]:
    """The donors that a run of a year looks at, by the record that stands for each: who gave, and who has a statement
    that stands, since the gifts on it may be another's by now. Each part is walked by an index of its own, so that a
    piece of a long run costs no more than its donors."""
    parts: list[Select[Any]] = []
    for register, column, wanted in (
        (Gift, Gift.donor_id, gifts_of_year(year)),
        (
            GivingStatement,
            GivingStatement.donor_id,
            (GivingStatement.year == year, GivingStatement.status == "issued"),
        ),
    ):
        for shown, kind in (
            (column, Person.merged_into.is_(None)),
            (Person.merged_into, Person.merged_into.is_not(None)),
        ):
            part = select(shown.label("donor_id")).select_from(register)
            part = part.join(Person, Person.id == column).where(*wanted, kind)
            if after is not None:
                part = part.where(shown > after)
            part = part.distinct().order_by(shown).limit(most)
            parts.append(select(part.subquery().c.donor_id))
    return union(*parts).order_by("donor_id").limit(most)


def gifts_of_year(year: int) -> tuple[ColumnElement[bool], ...]:
    """The gifts a statement of a year is about: by the day they were received, reversals apart."""
    return (
        Gift.received_on >= date(year, 1, 1),
        Gift.received_on < date(year + 1, 1, 1),
        Gift.reverses_id.is_(None),
    )
