"""What the visit remembers of an emergency access, for the strip on every page. It opens nothing: the register does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import session as visit

from casework.base.clock import now
from casework.services.emergency.glass import Glass
from casework.services.staff.recognise import Staff

_KEY = "emergency"


def keep(glass: Glass) -> None:
    """Remember it until it ends."""
    visit[_KEY] = {"id": str(glass.id), "who": str(glass.opened_by), "until": glass.until.isoformat()}


def drop() -> None:
    """Forget it."""
    visit.pop(_KEY, None)


def kept(staff: Staff) -> tuple[UUID, datetime] | None:
    """The access of this member that has not run out, and until when it lasts."""
    held = visit.get(_KEY)
    if not isinstance(held, dict) or held.get("who") != str(staff.id):
        return None
    until = datetime.fromisoformat(held["until"])
    return (UUID(held["id"]), until) if now() < until else None
