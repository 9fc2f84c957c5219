"""Plans of care that an office writes itself: steps with days, begun for one donor or all of a level, stopped at
any time. Beside those that ship."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now, today
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.stewardship import PLANS, days_of
from casework.models import CarePlan, DonorTask, Person
from casework.policy.rulebook import require
from casework.services.donors.tasks import GONE, OPEN_TASK, begin_steps
from casework.services.office import office_of
from casework.services.people.one_person import of_one
from casework.store import ledger_chain
from casework.store.session import ViewerSession

GRANT = "grant"
"""Stands at tasks that a grant asks for."""
MOST_STEPS, LONGEST, LAST_DAY, MOST = 8, 120, 730, 30


class CareStep(Value):
    """One thing to do so many days after the plan begins."""

    what: str
    after: int


class CarePlanView(Value):
    """A plan as it is kept."""

    id: UUID
    name: str
    steps: tuple[CareStep, ...]


def write_plan(session: ViewerSession, name: str, steps: Sequence[CareStep]) -> UUID:
    """Keep a plan. InvalidInput by field."""
    may_plan(session)
    name, kept = " ".join(name.split()), care_plans(session)
    errors: dict[str, Sayable] = {}
    if not name or len(name) > LONGEST or name in {*PLANS, GRANT, *(one.name for one in kept)}:
        errors["name"] = phrase("Enter a name that no other plan has")
    if not steps or len(steps) > MOST_STEPS:
        errors["what-1"] = phrase("Enter one step or more")
    for place, one in enumerate(steps, 1):
        if not one.what.strip() or len(one.what) > LONGEST or not 0 <= one.after <= LAST_DAY:
            errors[f"what-{place}"] = phrase("Say what is to be done, and after how many days, up to 730")
    if len(kept) >= MOST:
        errors["name"] = phrase("There are 30 plans. End one that nobody needs")
    if errors:
        raise InvalidInput(errors)
    told = [{"what": " ".join(one.what.split()), "after": one.after} for one in steps]
    row = CarePlan(name=name, steps=told, made_at=now(), made_by=session.viewer.actor)
    session.add(row)
    session.flush()
    ledger_chain.record(session, "care_plan.written", subjects=[row.id])
    return row.id


def end_plan(session: ViewerSession, plan_id: UUID) -> None:
    """Nobody begins it any more; where it runs, it goes on. NotFound; Refused STOPPED."""
    may_plan(session)
    row = session.scalar(select(CarePlan).where(CarePlan.id == plan_id).with_for_update())
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise Refused("STOPPED", GONE)
    row.ended_at = now()
    session.flush()
    ledger_chain.record(session, "care_plan.ended", subjects=[row.id])


def care_plans(session: ViewerSession) -> tuple[CarePlanView, ...]:
    """The plans that can be begun, by name."""
    rows = session.scalars(select(CarePlan).where(CarePlan.ended_at.is_(None)).order_by(CarePlan.name))
    return tuple(_view(row) for row in rows)


def begin_care(session: ViewerSession, donor_id: UUID, plan: str) -> None:
    """All steps of a plan, shipped or the office's own, counted from today. InvalidInput under `plan`; Refused PLANNED
    while it runs; NotFound."""
    begin_steps(session, donor_id, *steps_of(session, plan))


def stop_plan(session: ViewerSession, donor_id: UUID, plan: str) -> int:
    """What is still open of a plan is not wanted any more; how many steps that were. NotFound; Refused STOPPED where it
    does not run."""
    may_plan(session)
    if session.scalar(select(Person.id).where(Person.id == donor_id)) is None:
        raise NotFound
    rows = session.scalars(
        select(DonorTask)
        .where(of_one(DonorTask.donor_id, donor_id), DonorTask.plan == plan, *OPEN_TASK)
        .with_for_update()
    ).all()
    if not rows:
        raise Refused("STOPPED", GONE)
    day = today(office_of(session).tenant.timezone)
    for row in rows:
        row.stopped_on, row.stopped_by = day, session.viewer.actor
    session.flush()
    ledger_chain.record(session, "donor_task.stopped", subjects=[donor_id], detail={"steps": len(rows)})
    return len(rows)


def steps_of(session: ViewerSession, plan: str) -> tuple[str, tuple[tuple[str, date], ...]]:
    """What stands at the tasks of a plan (the name of one of the office's own), and its steps with their days.
    InvalidInput under `plan`."""
    day = today(office_of(session).tenant.timezone)
    if plan in PLANS:
        return plan, days_of(plan, day)
    own = next((one for one in care_plans(session) if str(one.id) == plan), None)
    if own is None:
        raise InvalidInput({"plan": phrase("Choose a plan")})
    return own.name, tuple((step.what, day + timedelta(days=step.after)) for step in own.steps)


def _view(row: CarePlan) -> CarePlanView:
    steps = tuple(CareStep(str(one["what"]), int(one["after"])) for one in row.steps)
    return CarePlanView(row.id, row.name, steps)


def may_plan(session: ViewerSession) -> None:
    """Make sure that the viewer plans for donors, for a purpose that lets them."""
    require("donor.plan", session.viewer)
    if not session.viewer.access.may_write("internal"):
        raise PurposeRequired
