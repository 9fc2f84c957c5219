"""The change log of a pledge: what changed, why, and what that does to its value in a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from casework.base.clock import now, today
from casework.base.ids import new_id
from casework.base.values import Value, field
from casework.models import Pledge, PledgeChange
from casework.services.office import office_of
from casework.store.session import ViewerSession


class Change(Value):
    """What happened to a pledge. Amounts stand in the yearly values alone, in minor units of its currency."""

    what: str
    reason: str | None = None
    yearly_before: int | None = None
    yearly_after: int | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    effective_on: date | None = None


def log_change(session: ViewerSession, row: Pledge, change: Change) -> None:
    """Write it down."""
    entry = PledgeChange(
        id=new_id(),
        pledge_id=row.id,
        donor_id=row.donor_id,
        what=change.what,
        detail=dict(change.detail),
        effective_on=change.effective_on or today(office_of(session).tenant.timezone),
        at=now(),
        by=session.viewer.actor,
    )
    if change.reason:
        entry.reason = change.reason
    if change.yearly_before is not None:
        entry.yearly_before = change.yearly_before
    if change.yearly_after is not None:
        entry.yearly_after = change.yearly_after
    session.add(entry)
    session.flush()
