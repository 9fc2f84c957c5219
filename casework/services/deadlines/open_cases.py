"""Open cases as deadlines are counted for them: many at once, by a few columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from casework.base.clock import now
from casework.base.values import Value
from casework.models import Case
from casework.packs import Workflow
from casework.services.cases.pin import know_packs, workflow_of
from casework.services.deadlines.happened import Happened, happened_to
from casework.services.deadlines.promise import standing_of
from casework.services.deadlines.running import Running, running_clocks
from casework.services.deadlines.time_rules import TimeRules
from casework.store.columns import columns_of
from casework.store.session import ViewerSession


class OpenCase(Value):
    """Columns of `Case`, for `columns_of`."""

    id: UUID
    number: str
    workflow: str
    pack_id: UUID
    state: str
    opened_at: datetime
    due_at: datetime | None
    planned_at: datetime | None
    risk_at: datetime | None
    look_at: datetime | None


class Counted(Value):
    """A case, its workflow, what happened to it, and its clocks under some rules."""

    case: OpenCase
    workflow: Workflow
    happened: Sequence[Happened]
    clocks: Sequence[Running]
    rules: TimeRules

    def bound_to(self, number: int) -> bool:
        """Whether this version of the promises holds for it already."""
        standing = standing_of(self.happened)
        bound = self.rules.promises_for(standing.begun_at, standing.applied)
        return bound is not None and bound.number == number


def read_after(session: ViewerSession, after: UUID | None, size: int) -> list[OpenCase]:
    """The next open cases by id, locked until the transaction ends."""
    cases = columns_of(session, Case, OpenCase)
    chosen = cases.select.where(Case.closed_at.is_(None)).order_by(Case.id).limit(size).with_for_update()
    if after is not None:
        chosen = chosen.where(Case.id > after)
    return cases.rows(session.execute(chosen))


def read_soonest(session: ViewerSession, most: int) -> list[OpenCase]:
    """The open cases that are due first, as far as the viewer sees them."""
    cases = columns_of(session, Case, OpenCase)
    chosen = cases.select.where(Case.closed_at.is_(None)).order_by(Case.closed_at, Case.due_at, Case.id)
    return cases.rows(session.execute(chosen.limit(most)))


def count_clocks(
    session: ViewerSession, cases: Sequence[OpenCase], *rules: TimeRules
) -> Iterator[tuple[Counted, ...]]:
    """Each case counted under each of the rules; what happened is read once."""
    know_packs(session, {case.pack_id for case in cases})
    happened, at = happened_to(session, [case.id for case in cases]), now()
    for case in cases:
        flow, events = workflow_of(session, case), happened[case.id]
        yield tuple(Counted(case, flow, events, running_clocks(flow, events, one, at), one) for one in rules)
