"""What the applicant's page says: stages, by when, who has looked; from frozen values to words."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from casework.base.money import Money
from casework.base.values import Value
from casework.packs import Kind, Stage, Workflow
from casework.services.cases.due import Running
from casework.services.deadlines.happened import OPENED
from casework.services.deadlines.running import decided_by
from casework.services.tracking.track_case import TrackedCase
from casework.web.formats import day
from casework.web.words import pack_text


class Step(Value):
    """A stage as the `stages` macro draws it."""

    label: str
    text: str
    stage: str  # done, here or next


def steps(tracked: TrackedCase) -> list[Step]:
    """The stages of the way: done with their day, the present one with its words, those to come."""
    flow = tracked.workflow
    state = flow.state(tracked.case.state)
    here = [stage.name for stage in flow.stages].index(state.stage)
    shown = []
    for place, stage in enumerate(flow.stages):
        if place < here or (state.final and place == here):
            shown.append(Step(pack_text(stage.label), _reached(tracked, stage), "done"))
        elif place == here:
            since = _("Since %(day)s", day=day(tracked.case.state_since))
            shown.append(Step(pack_text(stage.label), since, "here"))
        elif not state.final:
            shown.append(Step(pack_text(stage.label), "", "next"))
    return shown


def _reached(tracked: TrackedCase, stage: Stage) -> str:
    states = {state.name for state in tracked.workflow.states if state.stage == stage.name}
    at = next((passed.at for passed in tracked.passed if passed.state in states), None)
    return day(at) if at else ""


def decision(tracked: TrackedCase) -> Running | None:
    """By when all of it is to be done or decided; after that, by when what was asked for since."""
    return decided_by(tracked.clocks)


def answer_by(tracked: TrackedCase) -> date | None:
    """Until when the applicant may answer: the clock of the present state."""
    own = (one for one in tracked.clocks if one.clock.starts == tracked.case.state)
    return next((one.deadline.due_on for one in own if not one.deadline.met), None)


def promise(running: Running, flow: Workflow) -> str:
    """By when, in one sentence: work that everybody sees is planned, all else is decided."""
    line = running.deadline
    if line.late:
        late = ngettext("We are %(num)s day late.", "We are %(num)s days late.", line.days_late)
        return late + " " + _("You may ask for a review at no cost.")
    if line.projected:
        return _(
            "Our clock stands still. If you answered today, we would decide by %(day)s.", day=day(line.due_on)
        )
    if running.clock.starts != OPENED:  # of a part, such as the first word about a second look
        return _("%(clock)s: by %(day)s.", clock=pack_text(running.clock.label), day=day(line.due_on))
    return by_when(flow, line.due_on)


def by_when(flow: Workflow, due_on: date) -> str:
    """The day, while it is kept to."""
    if flow.listing is not None:
        return _("Planned by %(day)s.", day=day(due_on))
    return _("We decide by %(day)s.", day=day(due_on))


def fee_rows(tracked: TrackedCase, kind: Kind) -> list[tuple[str, Money]]:
    """Each fee by its name in the kind's table, with its amount."""
    table = kind.fees.get(tracked.workflow.fee_table or "")
    names = {row.code: pack_text(row.label) for row in table.rows} if table else {}
    return (
        [(names.get(line.code, line.code), line.amount) for line in tracked.fees.lines]
        if tracked.fees
        else []
    )
