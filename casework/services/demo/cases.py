"""Play the demo's stories: each case is opened and moved by the services that people use, as of its own days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from casework.base import clock
from casework.base.errors import CaseworkError
from casework.base.values import Value
from casework.models import Case, CaseEvent, Document, FeeLine
from casework.packs import APPLICANT, SYSTEM, Field, Workflow
from casework.packs.rules import holds
from casework.policy.viewer import Viewer
from casework.services.cases.move_case import move_case
from casework.services.cases.open_case import open_case
from casework.services.deadlines.time_rules import preset_calendar
from casework.services.demo import talk
from casework.services.demo.offices import DemoOffice
from casework.services.demo.papers import paper
from casework.services.demo.parties import confirm_parties
from casework.services.demo.stories import Step, Story
from casework.services.office import Office
from casework.store.files import file_store
from casework.store.session import ViewerSession


class Colleague(Value):
    """A member of staff of the demo, as a viewer is made from one."""

    id: UUID
    titles: tuple[str, ...]
    units: frozenset[UUID]


class Stage(Value):
    """Where stories are played: the office and who works there, by login."""

    office: Office
    demo: DemoOffice
    staff: dict[str, Colleague]
    day: date

    def viewer(self, actor: str, case: UUID, purpose: str) -> Viewer:
        """The eyes of a step's actor."""
        if actor == APPLICANT:
            return self.office.applicant(case, purpose)
        if actor == SYSTEM:
            return self.office.system("run_clocks")
        return self.office.member(self.staff[actor], purpose)

    def instant(self, day: date, random: Random) -> datetime:
        """Some time in the working hours of a day, never in the future."""
        wall = datetime.combine(day, time(random.randint(8, 16), random.randint(0, 59)))
        return min(wall.replace(tzinfo=ZoneInfo(self.office.tenant.timezone)), clock.now())

    def at_work(self, at: datetime) -> datetime:
        """`at`, or the next morning that is worked when nobody is at work then."""
        calendar, wall = preset_calendar(self.office), at.astimezone(ZoneInfo(self.office.tenant.timezone))
        if 8 <= wall.hour < 17 and calendar.is_working(wall.date()):
            return at
        morning = calendar.next_working(wall.date() + timedelta(days=wall.hour >= 8))
        return datetime.combine(morning, time(8, at.minute), wall.tzinfo)

    def days_ago(self, back: int, hour: int, minute: int) -> datetime:
        """A time on the first day that is worked, so many days ago or later."""
        day = preset_calendar(self.office).next_working(self.day - timedelta(days=back))
        return datetime.combine(day, time(hour, minute), ZoneInfo(self.office.tenant.timezone))


def case_id(seed: str, demo: DemoOffice, number: int) -> UUID:
    """The id of the demo's n-th case: the same whenever it is loaded, so that loading can go on after a stop."""
    return uuid5(NAMESPACE_URL, f"casework-demo/{seed}/{demo.slug}/case/{number}")


def play(stage: Stage, story: Story, case: UUID, random: Random) -> None:
    """Open the case unless it is there, and make the moves it has not made. What is refused ends the story."""
    workflow = next(flow for flow in stage.office.workflows if flow.name == story.workflow)
    at = stage.instant(story.opened_on, random)
    done = _done(stage, story, case, workflow)
    if done is None:
        try:
            _open(stage, story, case, workflow, at)
        except CaseworkError:
            return  # by what somebody did at the desk since; the bulk goes on without this case
        done = 0
    for number, step in enumerate(story.steps):
        day = at.date() + timedelta(days=step.after)
        if day > stage.day:
            return
        at = max(at + timedelta(minutes=20), stage.instant(day, random))
        at = stage.at_work(at) if step.actor in stage.staff else at
        if at > clock.now():
            return
        if number >= done and not _step(stage, step, case, workflow, at):
            return


def _done(stage: Stage, story: Story, case: UUID, workflow: Workflow) -> int | None:
    with stage.office.open(stage.office.applicant(case, workflow.purpose)) as session:
        if session.scalar(select(Case.id).where(Case.id == case)) is None:
            return None
        moves = session.scalar(
            select(func.count())
            .select_from(CaseEvent)
            .where(CaseEvent.case_id == case, CaseEvent.kind == "moved")
        )
        return moves or 0


def _open(stage: Stage, story: Story, case: UUID, workflow: Workflow, at: datetime) -> None:
    papers = [
        field
        for field in workflow.fields
        if field.kind == "file" and (field.required or field.name in story.papers)
        if field.when is None or holds(workflow, field.when, story.answers, at.date())
    ]
    answers: dict[str, Any] = {**story.answers, **{field.name: [str(case)] for field in papers}}
    with clock.at(at), history(stage, stage.office.applicant(case, workflow.purpose), case) as session:
        open_case(session, workflow, answers, language=story.language, channel=story.channel, case_id=case)
        for field in papers:
            session.add(_paper(stage, case, field, paper(workflow, field, story.answers, stage.demo.name)))
        session.commit()


def _step(stage: Stage, step: Step, case: UUID, workflow: Workflow, at: datetime) -> bool:
    try:
        viewer = stage.viewer(step.actor, case, workflow.purpose)
        with clock.at(at), history(stage, viewer, case) as session:
            asked = dict(step.asked)
            if step.move == "pay":
                asked = _payment(session, case)
            if step.move == "clear":
                confirm_parties(session, case)
            if (step.actor, step.move) == (APPLICANT, "answer"):
                talk.answer(session, case)
            else:
                move_case(session, case, step.move, asked=asked, confirmed=_checks(workflow, step))
            _hand(session, case, step, stage.staff)
            talk.note(session, case, step.move)
            session.commit()
    except CaseworkError:
        return False
    return True


def _hand(session: ViewerSession, case: UUID, step: Step, staff: Mapping[str, Colleague]) -> None:
    """Whoever begins the work has it from then on, and whom it is given to, with their unit."""
    to = staff.get(step.to)
    if to is None and step.move in ("take", "start", "triage"):
        to = next((one for one in staff.values() if one.id == session.viewer.actor), None)
    if to is not None:
        row = session.scalars(select(Case).where(Case.id == case)).one()
        row.assignee_id, row.unit_id = to.id, next(iter(to.units), None)


def _payment(session: ViewerSession, case: UUID) -> dict[str, Any]:
    total = session.scalar(select(func.sum(FeeLine.amount)).where(FeeLine.case_id == case)) or 0
    return {"amount_paid": {"minor": int(total), "currency": "USD"}, "payment_method": "card"}


def _checks(workflow: Workflow, step: Step) -> frozenset[str]:
    return frozenset(check.name for check in workflow.move(step.move).checks) if step.checks else frozenset()


def _paper(stage: Stage, case: UUID, field: Field, content: bytes) -> Document:
    stored = file_store().keep(stage.office.tenant.id, content)
    return Document(
        case_id=case,
        field=field.name,
        label=field.cls,
        name=f"{field.name.replace('_', '-')}.pdf",
        media_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        store_name=stored.name,
        scan="not_scanned",
        sender="them",
    )


@contextmanager
def history(stage: Stage, viewer: Viewer, case: UUID | None) -> Iterator[ViewerSession]:
    """A session that takes in what happened earlier: letters of then are entered as sent, not sent again."""
    with stage.office.open(viewer) as session:
        session.info["history"], session.info["case"] = True, case
        yield session
