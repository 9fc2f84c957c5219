"""Which moves a case has now for this viewer, and for those that are not possible, why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import today
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models import Case, CaseEvent, Document
from casework.packs import APPLICANT, ENTER, PARTY, SYSTEM, Move, Workflow
from casework.packs.deed import MADE, Deed
from casework.packs.rules import asked as asks_of
from casework.services.cases.facts import may_open, read_facts
from casework.services.cases.guards import unmet
from casework.services.office import office_of
from casework.store.session import ViewerSession

SAME_PERSON = "SAME_PERSON"
NOT_YOURS = "NOT_YOURS"


class Possible(Value):
    """A move that leaves the case's state; `hindrances` are (code, sentence), none means go ahead.

    `who` names the duties that may make it.
    """

    move: Move
    hindrances: tuple[tuple[str, Sayable], ...] = ()
    who: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.hindrances


def available_moves(
    session: ViewerSession,
    case: Case,
    workflow: Workflow,
    *,
    facts: Mapping[str, Any] | None = None,
    actors: Mapping[str, set[UUID | None]] | None = None,
    known: Mapping[str, Any] | None = None,
    only: str | None = None,
) -> list[Possible]:
    """The moves from the case's state in the pack's order, each judged for this viewer.

    A page that has read the facts and events already hands over what `facts_for` and `actors_of` would read, and
    what else guards may need in `known`. `only`: judge none but the move of this name.
    """
    moves = [move for move in workflow.moves_from(case.state) if _for_viewer(session, move)]
    if only is not None:
        moves = [move for move in moves if move.name == only]
    if workflow.state(case.state).final:  # what has ended is taken back by few, and not offered to the others
        moves = [move for move in moves if set(move.by) & session.viewer.duties]
    if not moves:
        return []
    if facts is None:
        facts = facts_for(session, case, workflow)
    if actors is None:
        actors = actors_of(session, case.id)
        known = {MADE: set(actors), **(known or {})}
    shared = dict(known or {})
    return [judge(session, case, workflow, move, facts=facts, actors=actors, known=shared) for move in moves]


def judge(  # what one judgement needs, each by name
    session: ViewerSession,
    case: Case,
    workflow: Workflow,
    move: Move,
    *,
    facts: Mapping[str, Any],
    actors: Mapping[str, set[UUID | None]],
    asked: Mapping[str, Any] | None = None,
    known: dict[str, Any] | None = None,
) -> Possible:
    """One move judged. While a move still has to ask something, its guards wait until `asked` is given.

    `known`: what guards of other moves have read, where several are judged together.
    """
    who = tuple(duty for duty in move.by if duty not in (APPLICANT, PARTY, SYSTEM))
    if not set(move.by) & session.viewer.duties:
        return Possible(move, ((NOT_YOURS, phrase("Not by you: this needs another duty.")),), who)
    if session.viewer.actor in set().union(*(actors.get(name, set()) for name in move.four_eyes)):
        said = phrase("Not by you: you had a part in this case, so a second officer does it.")
        return Possible(move, ((SAME_PERSON, said),), who)
    deed = deed_of(session, case, workflow, move, facts=facts, asked=asked or {}, known=known)
    waits = asked is None and any(field.required for field in asks_of(workflow, move.asks, facts, deed.today))
    return Possible(move, () if waits else tuple(unmet(deed, move.guards)), who)


def deed_of(  # as above
    session: ViewerSession,
    case: Case,
    workflow: Workflow,
    move: Move,
    *,
    facts: Mapping[str, Any],
    asked: Mapping[str, Any],
    known: dict[str, Any] | None = None,
) -> Deed:
    """What hooks get to see of this move."""
    day = today(office_of(session).tenant.timezone)
    return Deed(
        session, case, workflow, move, session.viewer, facts, day, asked, {} if known is None else known
    )


def facts_for(session: ViewerSession, case: Case, workflow: Workflow) -> dict[str, Any]:
    """The facts that guards and effects may use: those the viewer's purpose opens."""
    open_to = [field for field in workflow.fields if may_open(session.viewer, field)]
    facts = read_facts(session, case.id, [field.name for field in open_to])
    papers: dict[str, list[str]] = {field.name: [] for field in open_to if field.kind == "file"}
    rows = session.execute(
        select(Document.field, Document.id).where(
            Document.case_id == case.id, Document.removed_at.is_(None), Document.field.in_(sorted(papers))
        )
    )
    for field, document in rows:
        papers[field].append(str(document))
    return {**facts, **papers}


def actors_of(session: ViewerSession, case_id: UUID) -> dict[str, set[UUID | None]]:
    """Who made each move of a case so far, nobody where no person did; `enter` is who opened it."""
    rows = session.execute(
        select(CaseEvent.move, CaseEvent.actor_id).where(
            CaseEvent.case_id == case_id, CaseEvent.move.is_not(None)
        )
    )
    actors: dict[str, set[UUID | None]] = {}
    for move, actor in rows:
        assert move is not None  # the query asks for moves
        actors.setdefault(ENTER if move == "open" else move, set()).update({actor} - {None})
    return actors


def _for_viewer(session: ViewerSession, move: Move) -> bool:
    """An applicant sees their own moves only; staff see all that people make."""
    if session.viewer.actor_kind == "applicant":
        return bool(set(move.by) & session.viewer.duties)
    return session.viewer.actor_kind == "system" or set(move.by) - {SYSTEM, APPLICANT, PARTY} != set()
