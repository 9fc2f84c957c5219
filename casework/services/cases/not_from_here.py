"""Why a move cannot be made from the state a case is in: a code for each such pair, a sentence, and what to do."""

from __future__ import annotations

from casework.base.errors import Refused, WrongState
from casework.base.phrases import AnyOf, phrase
from casework.packs import Move, Workflow
from casework.services.cases.guards import PackSays
from casework.store.access import Viewer


def not_from_here(viewer: Viewer, workflow: Workflow, state: str, move: Move) -> Refused | WrongState:
    """The refusal of `move` in `state`. Where the pack has a code and words of its own (TOO_LATE), those are it."""
    for said in move.elsewhere:
        if state in said.states:
            return Refused(said.code, PackSays(said.message))
    code = f"CASE_{state}_CANNOT_{move.name}".upper()
    here = workflow.state(state)
    if viewer.actor_kind == "applicant":
        told = phrase(
            "This is not possible now. Where it stands: %(state)s", state=PackSays(here.public_label)
        )
        return WrongState(code, told)
    words = {"state": PackSays(here.label), "move": PackSays(move.label)}
    if here.final:
        told = phrase(
            "The case has ended: %(state)s. “%(move)s” is not possible any more. Open a new case that names this one",
            **words,
        )
        return WrongState(code, told)
    starts = AnyOf(tuple(PackSays(workflow.state(name).label) for name in move.sources))
    told = phrase(
        "The case is now: %(state)s. “%(move)s” starts only from: %(starts)s. Make the move that leads there first",
        **words,
        starts=starts,
    )
    return WrongState(code, told)
