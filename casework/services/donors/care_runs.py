"""Begin a plan for all donors at a level, piece by piece: a killed job goes on where it was; nobody gets it twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, Refused
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.donor_rules import Condition, Rule, checked
from casework.models import CareRun, DonorTask, Person
from casework.services.donors.care_plans import may_plan, steps_of
from casework.services.donors.find_donors import count_donors
from casework.services.donors.giving_figures import figures_of
from casework.services.donors.levels import levels_on
from casework.services.donors.tasks import OPEN_TASK, one_at_a_time
from casework.services.office import office_of
from casework.services.people.one_person import of_any, record_kept
from casework.services.pieces import locked_run
from casework.store import ledger_chain
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "begin_care"
PIECE = 100
LATEST = 3


class CareRunView(Value):
    """A run: of `total` donors it has looked at `done`, and begun the plan for `begun`."""

    id: UUID
    plan: str
    total: int
    done: int
    begun: int
    made_at: datetime
    ended_at: datetime | None

    @property
    def share(self) -> int:
        """How far it is, in percent."""
        return 100 if self.ended_at else min(99, 100 * self.done // max(self.total, 1))


def start_care(session: ViewerSession, plan: str, level: str) -> CareRun:
    """Begin a plan for all who stand at a level today. InvalidInput by field; Refused CARE_UNDER_WAY."""
    may_plan(session)
    name, steps = steps_of(session, plan)
    if level not in {one.code for one in levels_on(session, today(office_of(session).tenant.timezone))}:
        raise InvalidInput({"level": phrase("Choose a level that holds today")})
    if session.scalar(select(CareRun.id).where(CareRun.plan == name, CareRun.ended_at.is_(None))):
        raise Refused("CARE_UNDER_WAY", phrase("This plan is being begun just now. Wait until that is done"))
    run = CareRun(
        id=new_id(),
        plan=name,
        level=level,
        steps=[{"what": what, "due": due.isoformat()} for what, due in steps],
        total=count_donors(session, {"all": _at(level)})["all"],
        done=0,
        begun=0,
        made_at=now(),
        made_by=session.viewer.actor,
    )
    session.add(run)
    session.flush()
    ledger_chain.record(session, "care_run.begun", subjects=[run.id], detail={"donors": run.total})
    go_on(session, run.id)
    return run


def go_on(session: ViewerSession, run_id: UUID) -> None:
    """Put the rest of a run into the queue."""
    defer(session, TASK, lock=f"care:{run_id}", run=run_id)


def care_piece(session: ViewerSession, run_id: UUID) -> bool:
    """Begin it for the next donors, by id; True while there are more. The caller commits after each."""
    run = locked_run(session, CareRun, run_id)
    if run is None:
        return False
    donors = _next(session, run)
    one_at_a_time(session, run.plan)
    running = _running(session, run.plan, donors)
    begun = [one for one in donors if one not in running]
    session.add_all(_task(run, donor, step) for donor in begun for step in run.steps)
    run.done, run.begun = run.done + len(donors), run.begun + len(begun)
    if donors:
        run.after_donor = donors[-1]
    if len(donors) < PIECE:
        run.ended_at = now()
    session.flush()
    if begun:
        ledger_chain.record(session, "donor_task.planned", subjects=begun, detail={"plan": run.plan})
    return len(donors) == PIECE


def care_runs(session: ViewerSession) -> tuple[CareRunView, ...]:
    """The latest runs."""
    told = (
        CareRun.id,
        CareRun.plan,
        CareRun.total,
        CareRun.done,
        CareRun.begun,
        CareRun.made_at,
        CareRun.ended_at,
    )
    rows = session.execute(select(*told).order_by(CareRun.made_at.desc(), CareRun.id.desc()).limit(LATEST))
    return tuple(CareRunView(*row) for row in rows)


def _at(level: str) -> Rule:
    return checked([Condition("level", "is", level)])


def _next(session: ViewerSession, run: CareRun) -> Sequence[UUID]:
    figures = figures_of(session)
    chosen = select(Person.id).join(figures.sums, figures.sums.c.donor_id == Person.id)
    chosen = chosen.where(*figures.holds(_at(run.level)))
    if run.after_donor is not None:
        chosen = chosen.where(Person.id > run.after_donor)
    return session.scalars(chosen.order_by(Person.id).limit(PIECE)).all()


def _running(session: ViewerSession, plan: str, donors: Sequence[UUID]) -> set[UUID]:
    """For whom of these it runs, under whichever of their records."""
    chosen = (
        select(record_kept())
        .select_from(DonorTask)
        .join(Person, Person.id == DonorTask.donor_id)
        .where(of_any(DonorTask.donor_id, donors), DonorTask.plan == plan, *OPEN_TASK)
    )
    return set(session.scalars(chosen))


def _task(run: CareRun, donor: UUID, step: dict[str, str]) -> DonorTask:
    return DonorTask(
        id=new_id(),
        donor_id=donor,
        what=step["what"],
        due_on=date.fromisoformat(step["due"]),
        plan=run.plan,
        made_at=now(),
        made_by=run.made_by,
        member_id=run.made_by,
    )
