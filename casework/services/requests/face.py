"""The public face of a request: begun when it comes in, kept in step with its moves.

Words that somebody typed stand in it only after somebody of the office has had the case in hand; the description and
the photos only as they were released one by one (`moderate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from casework.base.clock import now
from casework.base.ids import new_id
from casework.domain.coarse import coarsened
from casework.models import Case, PublicPhoto, PublicRequest
from casework.packs import Field, Listed, State, Workflow
from casework.packs.model_listing import AT_ONCE, NEVER
from casework.packs.rules import all_fields
from casework.services.forwarding.queue_request import queue_request
from casework.services.requests.areas import point_of
from casework.store.queue import defer
from casework.store.session import ViewerSession

TELL = "tell_followers"


def show_request(
    session: ViewerSession, case: Case, workflow: Workflow, answers: Mapping[str, Any], area: str | None
) -> None:
    """Begin the public face of a new case, if its kind of work has one."""
    listing = workflow.listing
    if listing is None or not isinstance(answers.get(listing.category), str):
        return
    listed = listing.of(answers[listing.category])
    row = PublicRequest(
        id=new_id(),
        case_id=case.id,
        number=case.number,
        workflow=workflow.name,
        category=listed.name,
        area=area,
        state=case.state,
        opened_at=case.opened_at,
        changed_at=case.opened_at,
        published=listed.publish == AT_ONCE and not case.sealed,
        answers={},
    )
    if row.published:
        locate(row, listed, answers.get(listing.place))
    session.add(row)
    session.flush()
    queue_request(session, case, row.category)
    _tell(session, row, new=True)


def follow_state(session: ViewerSession, case: Case, workflow: Workflow) -> None:
    """The case has come into another state."""
    row = face_of(session, case.id) if workflow.listing else None
    if row is None:
        return
    state = workflow.state(case.state)
    row.state, row.changed_at = case.state, case.state_since
    if row.closed_at is not None and not has_ended(state):
        row.outcome = row.message = None  # it was not done after all
    row.closed_at = (row.closed_at or case.state_since) if has_ended(state) else None
    if state.final and state.outcome != "good":
        hide(session, row)
    session.flush()


def follow_move(
    session: ViewerSession,
    case: Case,
    workflow: Workflow,
    *,
    facts: Mapping[str, Any],
    asked: Mapping[str, Any],
) -> None:
    """A move was made: what it says to everybody, and that somebody of the office has seen what it is about."""
    listing = workflow.listing
    row = face_of(session, case.id) if listing else None
    if row is None or listing is None or case.sealed:
        return
    shown = row.published
    row.outcome = asked.get(listing.outcome or "", row.outcome)
    row.message = asked.get(listing.message or "", row.message)
    if row.seen_at is None and session.viewer.actor_kind == "member":
        row.seen_at = now()
        release(row, workflow, facts)
    session.flush()
    _tell(session, row, new=row.published and not shown)


def release(row: PublicRequest, workflow: Workflow, facts: Mapping[str, Any]) -> None:
    """Publish what may be published of it, now that somebody has seen it; nothing of what has ended badly."""
    assert workflow.listing is not None  # who has a face has a listing
    listed = workflow.listing.of(row.category)
    state = workflow.state(row.state)
    if listed.publish == NEVER or (state.final and state.outcome != "good"):
        return
    row.published = True
    place = facts.get(workflow.listing.place)
    locate(row, listed, place)
    if not listed.grid and isinstance(place, Mapping):
        row.place = str(place.get("text") or "") or None
    row.answers = {name: facts[name] for name in public_answers(workflow) if facts.get(name) is not None}


def hide(session: ViewerSession, row: PublicRequest) -> None:
    """Take it out of the public list: what stood there is forgotten, the case keeps everything."""
    row.published, row.answers = False, {}
    row.lat = row.lon = row.place = row.words = row.message = None
    session.execute(delete(PublicPhoto).where(PublicPhoto.request_id == row.id))


def face_of(session: ViewerSession, case_id: UUID) -> PublicRequest | None:
    """The public face of a case that this viewer sees."""
    return session.scalar(select(PublicRequest).where(PublicRequest.case_id == case_id))


def has_ended(state: State) -> bool:
    """Whether everybody would call it done: protocols know open and closed alone."""
    return state.final or state.clock == "stop"


def public_answers(workflow: Workflow) -> tuple[str, ...]:
    """The answers that may stand in public beside those that the listing itself names."""
    named = set(workflow.listing.fields()) if workflow.listing else set()
    return tuple(field.name for field in all_fields(workflow).values() if _may_stand(field, named))


def locate(row: PublicRequest, listed: Listed, place: Any) -> None:
    """Put it on the map, as exactly as its category allows."""
    point = point_of(place)
    told = coarsened(point, listed.grid) if point else None
    row.lat, row.lon = (told.lat, told.lon) if told else (None, None)


def _tell(session: ViewerSession, row: PublicRequest, *, new: bool) -> None:
    """Have its news sent to whoever wants them; what is taken in as history is no news."""
    if row.published and not session.info.get("history"):
        defer(session, TELL, request=row.id, new="yes" if new else "")


def _may_stand(field: Field, named: set[str]) -> bool:
    return field.public and field.name not in named
