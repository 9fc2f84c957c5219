"""Asking again about what had ended: a new case, linked to the old one for whoever sees both."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from casework.base.errors import InvalidInput
from casework.base.ids import parse_case_number
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.models import Case, CaseLink
from casework.models.case_link import FOLLOWS
from casework.packs import APPLICANT, Workflow
from casework.services.cases.facts import may_open, read_facts
from casework.services.cases.pin import workflow_of
from casework.store.session import ViewerSession


class Linked(Value):
    """Another case that this one follows, or (`later`) that follows it."""

    number: str
    opened_at: datetime
    closed_at: datetime | None
    later: bool


def may_ask_again(workflow: Workflow, state: str) -> bool:
    """Whether a public request ended here after a time in which its applicant could have said that it is not done."""
    if workflow.listing is None:
        return False
    windows = {
        source
        for move in workflow.moves
        for source in move.sources
        if APPLICANT in move.by and _stands(workflow, source) and not _stands(workflow, move.target)
    }
    ends = {move.target for move in workflow.moves if windows.intersection(move.sources)}
    return state in ends and workflow.state(state).final


def ever_again(workflow: Workflow) -> bool:
    """Whether cases of this kind end in such a way at all."""
    return any(may_ask_again(workflow, state.name) for state in workflow.states)


def told_again(session: ViewerSession, case: Case, workflow: Workflow) -> dict[str, Any]:
    """What of the old answers holds for the new case: what it is about, and where."""
    listing = workflow.listing
    names = (listing.category, listing.place) if listing else ()
    open_ones = [name for name in names if may_open(session.viewer, workflow.field(name))]
    found = read_facts(session, case.id, open_ones)
    return {name: found[name] for name in open_ones if found.get(name) is not None}


def link_followed(session: ViewerSession) -> None:
    """Link the case that the viewer's own draft became to the one that the draft follows.

    The database does it: an applicant sees one case at a time, and no link at all.
    """
    session.flush()
    session.execute(select(func.link_followed()))


def link_as_staff(session: ViewerSession, case_id: UUID, number: str) -> None:
    """Link a new case to the one of this number. Raises InvalidInput (`follows`) where none that ended is seen."""
    plain = parse_case_number(number)
    chosen = select(Case).where(Case.number == plain, Case.id != case_id)
    earlier = session.scalar(chosen) if plain else None
    if earlier is None or not may_ask_again(workflow_of(session, earlier), earlier.state):
        raise InvalidInput({"follows": phrase("There is no case with this number that ended")})
    session.add(CaseLink(case_id=case_id, earlier_id=earlier.id, kind=FOLLOWS))
    session.flush()


def linked_cases(session: ViewerSession, case_id: UUID) -> tuple[Linked, ...]:
    """The cases that this one follows and those that follow it, as far as the viewer sees them; the oldest first."""
    earlier = and_(CaseLink.case_id == case_id, Case.id == CaseLink.earlier_id)
    later = and_(CaseLink.earlier_id == case_id, Case.id == CaseLink.case_id)
    rows = session.execute(
        select(Case.number, Case.opened_at, Case.closed_at, CaseLink.earlier_id == case_id)
        .join(CaseLink, or_(earlier, later))
        .where(CaseLink.kind == FOLLOWS)
        .order_by(Case.opened_at, Case.id)
    )
    return tuple(Linked(*row) for row in rows)


def _stands(workflow: Workflow, state: str) -> bool:
    """Whether the work is called done there, be it for good or not."""
    return workflow.state(state).clock == "stop"
