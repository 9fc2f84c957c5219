"""What is planned for donors: single tasks and whole plans, each by a day; done once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import DonorTask, Person
from casework.policy.rulebook import require
from casework.services.office import office_of
from casework.services.people.donor_names import donor_names
from casework.services.people.one_person import Whom, of_one
from casework.services.withheld import require_open
from casework.store import ledger_chain
from casework.store.columns import columns_of
from casework.store.session import ViewerSession

LONGEST = 200
MOST_ON_PAGE = 100
LAST = date(2200, 1, 1)
GONE = phrase("This was stopped, and is not wanted any more")
OPEN_TASK = (DonorTask.done_on.is_(None), DonorTask.stopped_on.is_(None))


class PlanRuns(Refused):
    """The plan runs for this donor."""

    def __init__(self) -> None:
        super().__init__("PLANNED", phrase("This plan runs for them already"))


class TaskRow(Value):
    """Columns of `DonorTask`, for `columns_of`."""

    id: UUID
    donor_id: UUID
    plan: str | None
    what: str
    due_on: date
    member_id: UUID | None
    done_on: date | None


class TaskView(Value):
    """A task; `what` is None where it is withheld. `donor` is told in lists of many donors."""

    id: UUID
    donor_id: UUID
    plan: str | None
    what: str | None
    due_on: date
    member_id: UUID | None
    done_on: date | None
    donor: str | None = None


def plan_task(session: ViewerSession, donor_id: UUID, what: str, due_on: date) -> None:
    """One more thing to do for a donor. InvalidInput by field; NotFound."""
    _may_plan(session, donor_id)
    what = " ".join(what.split())
    errors = {}
    if not what or len(what) > LONGEST:
        errors["what"] = phrase("Say what is to be done, in at most 200 characters")
    if not _today(session) <= due_on < LAST:
        errors["due"] = phrase("Enter a day from today on")
    if errors:
        raise InvalidInput(errors)
    _add(session, donor_id, what, due_on, None)
    ledger_chain.record(session, "donor_task.planned", subjects=[donor_id])


def begin_steps(session: ViewerSession, donor_id: UUID, plan: str, steps: Iterable[tuple[str, date]]) -> None:
    """All steps of a plan with their days. PlanRuns while it runs; NotFound."""
    _may_plan(session, donor_id)
    one_at_a_time(session, plan)
    running = select(DonorTask.id).where(
        of_one(DonorTask.donor_id, donor_id), DonorTask.plan == plan, *OPEN_TASK
    )
    if session.scalar(running.limit(1)) is not None:
        raise PlanRuns
    for step, due_on in steps:
        _add(session, donor_id, step, due_on, plan)
    ledger_chain.record(session, "donor_task.planned", subjects=[donor_id], detail={"plan": plan})


def one_at_a_time(session: ViewerSession, plan: str) -> None:
    """Wait for whoever begins this plan just now: nobody gets it twice."""
    named = func.hashtextextended(f"plan {session.viewer.tenant} {plan}", 0)
    session.execute(select(func.pg_advisory_xact_lock(named)))


def finish_task(session: ViewerSession, task_id: UUID) -> UUID:
    """It is done; the donor it was for. NotFound; Refused DONE when it was done before."""
    require("donor.plan", session.viewer)
    row = session.scalar(select(DonorTask).where(DonorTask.id == task_id).with_for_update())
    if row is None:
        raise NotFound
    if row.done_on is not None:
        raise Refused("DONE", phrase("This was done already"))
    if row.stopped_on is not None:
        raise Refused("STOPPED", GONE)
    row.done_on, row.done_by = _today(session), session.viewer.actor
    session.flush()
    ledger_chain.record(session, "donor_task.done", subjects=[row.donor_id])
    return row.donor_id


def tasks_of(session: ViewerSession, whom: Whom) -> tuple[TaskView, ...]:
    """A donor's tasks: what is open first, then what was done."""
    tasks = columns_of(session, DonorTask, TaskRow)
    chosen = tasks.select.where(of_one(DonorTask.donor_id, whom), DonorTask.stopped_on.is_(None))
    ordered = chosen.order_by(DonorTask.done_on.desc().nulls_first(), DonorTask.due_on, DonorTask.id)
    rows = tasks.rows(session.execute(ordered.limit(MOST_ON_PAGE)))
    return tuple(_view(session, row) for row in rows)


def tasks_due(session: ViewerSession) -> tuple[TaskView, ...]:
    """The tasks that are open at this office, the most urgent first. The donors' names are a disclosure."""
    require_open(session, "donor.name")
    tasks = columns_of(session, DonorTask, TaskRow)
    chosen = tasks.select.where(*OPEN_TASK).order_by(DonorTask.due_on, DonorTask.id)
    rows = tasks.rows(session.execute(chosen.limit(MOST_ON_PAGE)))
    names = donor_names(session, [row.donor_id for row in rows])
    return tuple(_view(session, row, names[row.donor_id]) for row in rows)


def _view(session: ViewerSession, row: TaskRow, donor: str | None = None) -> TaskView:
    what = row.what if session.viewer.access.may_read("internal") else None
    return TaskView(row.id, row.donor_id, row.plan, what, row.due_on, row.member_id, row.done_on, donor)


def _add(session: ViewerSession, donor_id: UUID, what: str, due_on: date, plan: str | None) -> None:
    row = DonorTask(donor_id=donor_id, what=what, due_on=due_on, plan=plan, made_at=now())
    row.member_id = row.made_by = session.viewer.actor
    session.add(row)
    session.flush()


def _may_plan(session: ViewerSession, donor_id: UUID) -> None:
    require("donor.plan", session.viewer)
    if not session.viewer.access.may_write("internal"):
        raise PurposeRequired
    if session.scalar(select(Person.id).where(Person.id == donor_id)) is None:
        raise NotFound


def _today(session: ViewerSession) -> date:
    return today(office_of(session).tenant.timezone)
