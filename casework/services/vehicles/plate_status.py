"""The life of a plate issue: its states, and the events between them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import NotFound, Refused
from casework.base.ids import new_id
from casework.base.values import Value
from casework.domain.findings import Finding
from casework.domain.plate_life import CHANGES, Event, check_event
from casework.models import PlateIssue, PlateIssueEvent, PlateMark
from casework.packs.kind import PlateClass
from casework.packs.text import NOTHING
from casework.services.office import office_of
from casework.store.session import ViewerSession


class Papers(Value):
    """What an event came with: the number of a report, receipt or certificate, a reason, who counted along."""

    number: str | None = None
    reason: str | None = None
    witness: UUID | None = None


NO_PAPERS = Papers()


def plate_issue(session: ViewerSession, issue_id: UUID, *, lock: bool = False) -> PlateIssue:
    """One life of a mark; NotFound when it is not there for this viewer."""
    chosen = select(PlateIssue).where(PlateIssue.id == issue_id)
    if lock:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def class_of_plate(session: ViewerSession, issue: PlateIssue) -> PlateClass:
    """The class of a plate as this office has it today; one that is no longer issued keeps what it was issued with."""
    code = session.scalars(select(PlateMark.plate_class).where(PlateMark.id == issue.mark_id)).one()
    known = office_of(session).kind.plates.get(code)
    return known or PlateClass(code, NOTHING, issue.follows, max_vehicles=issue.max_vehicles)


def record_event(
    session: ViewerSession,
    issue: PlateIssue,
    event: Event,
    *,
    at: datetime | None = None,
    case_id: UUID | None = None,
    papers: Papers = NO_PAPERS,
) -> PlateIssueEvent:
    """Take a plate issue through an event that took effect at `at`. Refused under the code of the illegal step."""
    refuse(check_event(issue.status, event, shared=issue.max_vehicles > 1))
    return note_event(session, issue, event, at=at, case_id=case_id, papers=papers)


def note_event(
    session: ViewerSession,
    issue: PlateIssue,
    event: Event,
    *,
    at: datetime | None = None,
    case_id: UUID | None = None,
    papers: Papers = NO_PAPERS,
    stays: bool = False,
) -> PlateIssueEvent:
    """Enter an event that was checked. With `stays` the state remains: one of two pieces was lost."""
    before, after = issue.status, issue.status if stays else CHANGES[event].to
    row = PlateIssueEvent(
        id=new_id(),
        issue_id=issue.id,
        at=at or now(),
        recorded_at=now(),
        from_status=before,
        to_status=after,
        event=event,
        witness_id=papers.witness,
        case_id=case_id,
        actor_id=session.viewer.actor,
    )
    if papers.number is not None:  # a job that reads no numbers may not even say that there is none
        row.number = papers.number
    if papers.reason is not None:
        row.reason = papers.reason
    session.add(row)
    issue.status = after
    session.flush()
    return row


def refuse(*findings: Finding | None) -> None:
    """Raise the first of these findings that stops the act."""
    for finding in findings:
        if finding is not None and finding.stops:
            raise Refused(finding.code, finding.said)
