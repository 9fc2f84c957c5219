"""What happened to cases, as far as it moves a clock: read for one case, or for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select

from casework.models import CaseEvent
from casework.store.columns import one_of
from casework.store.session import ViewerSession

OPENED = "opened"
MESSAGE, EXTENDED, APPLIED, SORTED = "message", "extended", "promises_applied", "sorted"
RECOUNTED = "recounted"
DECIDED, LAW_CHOSEN = "records_decided", "law_chosen"
REMINDED, AT_RISK, BREACHED, ESCALATED = "reminded", "at_risk", "breached", "escalated"
KINDS = (MESSAGE, EXTENDED, APPLIED, SORTED, RECOUNTED, REMINDED, AT_RISK, BREACHED, ESCALATED, LAW_CHOSEN)


class Happened(NamedTuple):
    """An event: a state entered, a word to the applicant, an extension, and so on."""

    at: datetime
    kind: str
    to_state: str | None
    actor_kind: str
    detail: Mapping[str, Any]
    move: str | None


def happened_to(session: ViewerSession, case_ids: Iterable[UUID]) -> dict[UUID, Sequence[Happened]]:
    """The events of these cases that clocks care about, in their order."""
    found: dict[UUID, list[Happened]] = {case_id: [] for case_id in case_ids}
    rows = session.execute(
        select(
            *(CaseEvent.case_id, CaseEvent.at, CaseEvent.kind, CaseEvent.to_state),
            *(CaseEvent.actor_kind, CaseEvent.detail, CaseEvent.move),
        )
        .where(
            one_of(CaseEvent.case_id, found), or_(CaseEvent.to_state.is_not(None), CaseEvent.kind.in_(KINDS))
        )
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    for case_id, *event in rows:
        found[case_id].append(Happened(*event))
    return dict(found)
