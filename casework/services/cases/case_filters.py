"""What a work list is narrowed to: whose cases, and which of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from casework.base.clock import now
from casework.base.values import Value
from casework.models import Case
from casework.packs import Workflow
from casework.services.office import office_of
from casework.store.session import ViewerSession

VIEWS = ("mine", "unassigned", "units", "all")
STANDINGS = ("open", "waiting", "risk", "late", "today", "week", "closed")
NO_UNIT = "none"
WEEK = timedelta(days=7)


class Filters(Value):
    """`view` says whose cases, `standing` how they stand; the others are names, None for any. `unit`: its id, or
    NO_UNIT for cases of none."""

    view: str = "mine"
    standing: str = "open"
    workflow: str | None = None
    state: str | None = None
    language: str | None = None
    purpose: str | None = None
    unit: UUID | str | None = None

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view was chosen."""
        return self != Filters(self.view)


def used_by(filters: Filters) -> list[InstrumentedAttribute[Any]]:
    """The columns that a wish looks into: who may not read one of them may not narrow by it."""
    chosen = {
        Case.workflow: filters.workflow,
        Case.state: filters.state,
        Case.language: filters.language,
        Case.purpose: filters.purpose,
    }
    always = [Case.closed_at, Case.due_at, Case.assignee_id, Case.unit_id]
    return [*always, *(column for column, value in chosen.items() if value is not None)]


def whose(session: ViewerSession, view: str) -> ColumnElement[bool]:
    """The condition of a view, `units` as one alternative; lists take each unit by itself instead."""
    viewer = session.viewer
    if view == "mine":
        return Case.assignee_id == viewer.actor
    if view == "unassigned":
        return Case.assignee_id.is_(None)
    if view == "units":
        return Case.unit_id.in_(viewer.units) if viewer.units else false()
    return Case.id.is_not(None)


def conditions(
    session: ViewerSession, filters: Filters, workflows: Iterable[Workflow]
) -> list[ColumnElement[bool]]:
    """Everything but the view. Without a wish for closed cases only open ones are meant."""
    found = standing(session, filters.standing, workflows)
    for column, value in (
        (Case.workflow, filters.workflow),
        (Case.state, filters.state),
        (Case.language, filters.language),
        (Case.purpose, filters.purpose),
    ):
        if value is not None:
            found.append(column == value)
    if filters.unit is not None:
        found.append(Case.unit_id.is_(None) if filters.unit == NO_UNIT else Case.unit_id == filters.unit)
    return found


def standing(session: ViewerSession, name: str, workflows: Iterable[Workflow]) -> list[ColumnElement[bool]]:
    """How a case stands, as conditions."""
    if name == "closed":
        return [Case.closed_at.is_not(None)]
    still_open = Case.closed_at.is_(None)
    if name == "waiting":
        return [still_open, waiting(workflows)]
    if name == "risk":
        return [still_open, Case.risk_at <= now(), Case.due_at >= now()]
    if name == "late":
        return [still_open, Case.due_at < now()]
    if name in ("today", "week"):
        midnight = end_of_today(session)
        until = midnight if name == "today" else midnight + WEEK
        return [still_open, Case.due_at >= now(), Case.due_at < until]
    return [still_open]


def waiting(workflows: Iterable[Workflow]) -> ColumnElement[bool]:
    """In a state in which the clock stands still: somebody else has to act first."""
    paused = {
        flow.name: [state.name for state in flow.states if state.clock == "pause"] for flow in workflows
    }
    places = [
        and_(Case.workflow == name, Case.state.in_(states)) for name, states in paused.items() if states
    ]
    return or_(*places) if places else false()


def end_of_today(session: ViewerSession) -> datetime:
    """The midnight to come on the office's clock."""
    here = now().astimezone(ZoneInfo(office_of(session).tenant.timezone))
    return (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
