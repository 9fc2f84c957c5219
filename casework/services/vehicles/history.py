"""Twice-dated history: what was so then, and what we said when. Nothing is ever changed, only superseded.

A row is superseded at the instant its true successors are recorded, so that at every instant exactly one of them
is what we say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, or_, select
from sqlalchemy.exc import IntegrityError

from casework.base.clock import now
from casework.base.errors import Refused
from casework.base.phrases import phrase
from casework.models import Ownership, PlateAssignment
from casework.store.session import ViewerSession

Dated = TypeVar("Dated", Ownership, PlateAssignment)

_OWN = frozenset(
    {
        "id",
        "tenant_id",
        "recorded_at",
        "superseded_at",
        "recorded_by",
        "source_case_id",
        "supersedes_id",
        "reason",
        "correction_reason",
    }
)
_TAKEN = {
    "ownership_never_twice": (
        "OWNERSHIP_OVERLAP",
        phrase("Another ownership of this vehicle is on record for that time. Correct that one first"),
    ),
    "plate_assignment_one_vehicle": (
        "PLATE_ON_ANOTHER_VEHICLE",
        phrase("This plate is on another vehicle at that time. Correct that one first"),
    ),
    "plate_assignment_one_plate": (
        "VEHICLE_HAS_PLATE",
        phrase("This vehicle has another plate at that time. Correct that one first"),
    ),
    "plate_assignment_same_twice": (
        "SAME_VEHICLE",
        phrase("This plate is on this vehicle at that time already. Enter another time"),
    ),
    "plate_assignment_too_many": (
        "PLATE_TOO_MANY_VEHICLES",
        phrase("This plate is on as many vehicles as it may serve at once. Take it off one first"),
    ),
    "plate_assignment_in_life": (
        "PLATE_NOT_THEN",
        phrase(
            "At that time the plate was not issued, or it was given back, lost or recalled. "
            "Enter a time within its life"
        ),
    ),
    "plate_assignment_order": (
        "RECORDED_BEFORE",
        phrase("The clock of this machine is behind the record. Tell the operator"),
    ),
    "ownership_not_empty_check": (
        "EMPTY_PERIOD",
        phrase("This period would have no length: it must end after it begins"),
    ),
    "plate_assignment_not_empty_check": (
        "EMPTY_PERIOD",
        phrase("This period would have no length: it must end after it begins"),
    ),
}


def midnight(day: date, timezone: str) -> datetime:
    """The instant at which `day` begins in an office's time zone: what a date without a time means."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def office_day(instant: datetime, timezone: str) -> date:
    """The day an instant falls on at the office."""
    return instant.astimezone(ZoneInfo(timezone)).date()


def holds_at(row: type[Dated], instant: datetime) -> Any:
    """The criterion that a row's valid time covers `instant`."""
    return (row.valid_from <= instant) & or_(row.valid_to.is_(None), row.valid_to > instant)


def known_at(row: type[Dated], instant: datetime) -> Any:
    """The criterion that a row was what we said at `instant`."""
    return (row.recorded_at <= instant) & or_(row.superseded_at.is_(None), row.superseded_at > instant)


def current(session: ViewerSession, row: type[Dated], **which: UUID) -> list[Dated]:
    """The rows we say now, oldest first, read anew."""
    chosen = (
        select(row)
        .filter_by(**which)
        .where(row.superseded_at.is_(None))
        .order_by(row.valid_from)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(chosen))


def covering(rows: Iterable[Dated], instant: datetime) -> Dated | None:
    """The one of these rows whose valid time covers `instant`."""
    held = (r for r in rows if r.valid_from <= instant and (r.valid_to is None or r.valid_to > instant))
    return next(held, None)


def replace(
    session: ViewerSession,
    row: Dated,
    truths: Iterable[Mapping[str, Any]],
    *,
    reason: str,
    case_id: UUID | None = None,
) -> list[Dated]:
    """Supersede `row` and record what is true instead: each of `truths` names what differs from it.

    Raises Refused when a truth would overlap what is on record.
    """
    return restate(session, [(row, truths)], reason=reason, case_id=case_id)


def restate(
    session: ViewerSession,
    changes: Iterable[tuple[Dated, Iterable[Mapping[str, Any]]]],
    *,
    reason: str,
    case_id: UUID | None = None,
    because: str | None = None,
) -> list[Dated]:
    """Supersede several rows at one instant, and record of each what is true instead: each truth names what differs.

    Whoever asks about an instant before sees all of the old rows, whoever asks after all of the new ones.
    """
    told: list[tuple[Dated, list[Mapping[str, Any]]]] = [(row, list(truths)) for row, truths in changes]
    moment = max([now(), *(row.recorded_at for row, _ in told)])
    made: list[Dated] = []
    with refusing_overlap(session):
        for row, _ in told:
            row.superseded_at = moment
        session.flush()
        for row, truths in told:
            for truth in truths:
                fresh = type(row)(**(_said(row) | dict(truth)))
                fresh.recorded_at, fresh.recorded_by = moment, session.viewer.actor
                fresh.supersedes_id, fresh.reason, fresh.source_case_id = row.id, reason, case_id
                if because is not None:
                    fresh.correction_reason = because
                session.add(fresh)
                made.append(fresh)
        session.flush()
    return made


def begin(session: ViewerSession, fresh: Dated) -> Dated:
    """Record a new row; Refused when it would overlap what is on record."""
    fresh.recorded_by = session.viewer.actor
    with refusing_overlap(session):
        session.add(fresh)
        session.flush()
    return fresh


@contextmanager
def refusing_overlap(session: ViewerSession) -> Iterator[None]:
    """Turn the database's refusal of an overlap into ours. The transaction goes on as it was before."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as broken:
        name = getattr(getattr(broken.orig, "diag", None), "constraint_name", None)
        if name not in _TAKEN:
            raise
        raise Refused(*_TAKEN[name]) from None


def _said(row: Dated) -> dict[str, Any]:
    names = (attribute.key for attribute in inspect(type(row)).column_attrs)
    return {name: getattr(row, name) for name in names if name not in _OWN}
