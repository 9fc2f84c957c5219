"""Add to a case's stream of events."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.models import CaseEvent
from casework.store.session import ViewerSession


def add_event(
    session: ViewerSession,
    case_id: UUID,
    kind: str,
    *,
    move: tuple[str, str | None, str] | None = None,
    public: bool = False,
    detail: dict[str, Any] | None = None,
    asked: dict[str, Any] | None = None,
) -> CaseEvent:
    """The next event of a case. `move` is (name, from, to). The caller holds the case's row lock."""
    session.flush()
    last = session.scalar(select(func.max(CaseEvent.seq)).where(CaseEvent.case_id == case_id)) or 0
    name, source, target = move or (None, None, None)
    event = CaseEvent(
        case_id=case_id,
        seq=last + 1,
        kind=kind,
        actor_kind=session.viewer.actor_kind,
        actor_id=session.viewer.actor,
        move=name,
        from_state=source,
        to_state=target,
        public=public,
        detail=detail or {},
    )
    if asked:
        event.asked = asked
    session.add(event)
    return event
