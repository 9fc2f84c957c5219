"""The versions of the office's calendar: what each changed, and what one more would say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.domain.calendar_edits import Difference, differences
from casework.models import TimeRule
from casework.policy.rulebook import require
from casework.services.deadlines.calendar_acts import edited
from casework.services.deadlines.time_rules import CALENDAR, CalendarInForce, preset
from casework.services.office import office_of
from casework.store.session import ViewerSession

RESTORE = "restore"


class VersionView(Value):
    """A version of the calendar, and what it changed against the one before."""

    number: int
    made_at: datetime | None
    made_by: UUID | None
    reason: str
    restores: int | None
    changes: tuple[Difference, ...]


def list_versions(session: ViewerSession) -> list[VersionView]:
    """Every version, newest first; the last is what the office's kind says."""
    require("calendar.change", session.viewer)
    rows = session.scalars(
        select(TimeRule).where(TimeRule.subject == CALENDAR).order_by(TimeRule.number)
    ).all()
    before: Mapping[str, Any] = preset(office_of(session))
    found = [VersionView(0, None, None, "", None, ())]
    for row in rows:
        changes = tuple(differences(before, row.document))
        found.append(VersionView(row.number, row.made_at, row.made_by, row.reason, row.restores, changes))
        before = row.document
    return found[::-1]


def after_act(
    session: ViewerSession, current: CalendarInForce, typed: Mapping[str, str]
) -> Mapping[str, Any]:
    """The data that the calendar would have. Raises InvalidInput by field, NotFound for a version there is not."""
    if typed.get("act") != RESTORE:
        return edited(current.data, typed, office_of(session).tenant.timezone)
    told = typed.get(RESTORE, "")
    if not (told.isascii() and told.isdigit() and len(told) < 9):
        raise NotFound
    if told == "0":
        return preset(office_of(session))
    wanted = select(TimeRule.document).where(TimeRule.subject == CALENDAR, TimeRule.number == int(told))
    document: Mapping[str, Any] | None = session.scalar(wanted)
    if document is None:
        raise NotFound
    return document
