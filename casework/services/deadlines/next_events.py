"""One more event for each of many cases, whose rows are locked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from casework.base.values import Value
from casework.models import CaseEvent
from casework.store.columns import one_of
from casework.store.session import ViewerSession


class NextEvents(Value):
    """The numbers of the last events of some cases, so that each gets one more without being asked again."""

    last: Mapping[UUID, int]

    def event(self, session: ViewerSession, case_id: UUID, kind: str, detail: dict[str, Any]) -> CaseEvent:
        """The next event of a case, which is locked; everybody may read it."""
        return CaseEvent(
            case_id=case_id,
            seq=self.last[case_id] + 1,
            kind=kind,
            actor_kind=session.viewer.actor_kind,
            actor_id=session.viewer.actor,
            public=True,
            detail=detail,
        )


def told_of(session: ViewerSession, case_ids: Sequence[UUID]) -> NextEvents:
    """How far the events of these cases go."""
    last = select(CaseEvent.case_id, func.max(CaseEvent.seq)).where(one_of(CaseEvent.case_id, case_ids))
    return NextEvents({case_id: seq for case_id, seq in session.execute(last.group_by(CaseEvent.case_id))})
