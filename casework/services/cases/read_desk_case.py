"""Everything the desk shows of a case on its first page, read once and frozen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from casework.base.values import Value
from casework.models import Case
from casework.packs import ENTER, Workflow
from casework.packs.deed import MADE, PAPERS, PARTIES
from casework.services.cases.ask_again import Linked, linked_cases
from casework.services.cases.available_moves import Possible, available_moves
from casework.services.cases.colleagues import Colleagues, read_colleagues
from casework.services.cases.disclose_case import CaseView, disclose_case
from casework.services.cases.due import Running, clocks_of
from casework.services.cases.facts import may_open
from casework.services.cases.read_timeline import Happening, read_happenings
from casework.services.deadlines.happened import APPLIED, Happened
from casework.services.deadlines.notes import Note, notes_of
from casework.services.forwarding.read_forwarded import ForwardedView, read_forwarded
from casework.store.session import ViewerSession

_NAMING = {**dict.fromkeys(("assigned", "released", "taken"), ("to", "from")), APPLIED: ("by",)}
"""Events whose details name colleagues, and where; others may tell of other things under the same words."""


class DeskCase(Value):
    """A case as its desk page shows it: facts, moves, clocks, history, and who works here."""

    view: CaseView
    moves: tuple[Possible, ...]
    clocks: tuple[Running, ...]
    clock_notes: tuple[Note, ...]
    happenings: tuple[Happening, ...]
    forwarded: tuple[ForwardedView, ...]
    linked: tuple[Linked, ...]
    colleagues: Colleagues


def read_desk_case(
    session: ViewerSession, case: Case, workflow: Workflow, *, to_act: bool = True
) -> DeskCase:
    """Disclose a case with what can be done with it; on paper nothing can. The caller commits before it shows it."""
    view = disclose_case(session, case, workflow)
    happenings = read_happenings(session, case.id)
    moves: list[Possible] = []
    if to_act:
        facts, actors = _facts(session, view), _actors(happenings)
        known = _known(session, view, happenings)
        moves = available_moves(session, case, workflow, facts=facts, actors=actors, known=known)
    happened = [
        Happened(one.at, one.kind, one.to_state, one.actor_kind, one.detail, one.move)
        for one in reversed(happenings)
    ]
    people = [case.assignee_id, *(one.actor_id for one in happenings), *_mentioned(happenings)]
    return DeskCase(
        view,
        tuple(moves),
        tuple(clocks_of(session, case, workflow, happened=happened)),
        notes_of(session, case.id, happened),
        tuple(happenings),
        read_forwarded(session, case.id, workflow),
        linked_cases(session, case.id),
        read_colleagues(session, people, everybody=True),
    )


def _facts(session: ViewerSession, view: CaseView) -> dict[str, Any]:
    """What guards may use, out of what was disclosed: as `facts_for` reads it."""
    form = view.workflow.fields
    papers = (field.name for field in form if field.kind == "file" and may_open(session.viewer, field))
    found: dict[str, list[str]] = {name: [] for name in papers}
    for paper in view.papers:
        if paper.field in found:
            found[paper.field].append(str(paper.id))
    return {**{field.name: view.value(field.name) for field in form if field.name in view.shown}, **found}


def _known(session: ViewerSession, view: CaseView, happenings: Iterable[Happening]) -> dict[str, Any]:
    """What guards need not read again."""
    known: dict[str, Any] = {
        PARTIES: {party.role: party.person_id for party in view.parties},
        MADE: {one.move for one in happenings},
    }
    # A paper that is closed to the viewer may be at fault all the same: then they are read for themselves.
    if all(may_open(session.viewer, field) for field in view.workflow.fields if field.kind == "file"):
        known[PAPERS] = view.papers
    return known


def _actors(happenings: Iterable[Happening]) -> dict[str, set[UUID | None]]:
    """Who made each move; `enter` is who opened the case."""
    actors: dict[str, set[UUID | None]] = {}
    for one in happenings:
        if one.move is not None and one.actor_id is not None:
            actors.setdefault(ENTER if one.move == "open" else one.move, set()).add(one.actor_id)
    return actors


def _mentioned(happenings: Iterable[Happening]) -> list[UUID]:
    """Colleagues that events tell of beside who did them."""
    told = (one.detail.get(key) for one in happenings for key in _NAMING.get(one.kind, ()))
    return [UUID(member) for member in told if member]
