"""Note that a move was refused: the one thing that a refusal leaves behind."""

from __future__ import annotations

from casework.models import Case
from casework.store import ledger_chain
from casework.store.session import ViewerSession


def note_refusal(session: ViewerSession, case: Case, move: str, code: str) -> None:
    """An entry on the ledger, in a transaction of its own: what the move had begun is undone by then."""
    ledger_chain.record(session, "case.move_refused", case=case.id, detail={"move": move, "code": code})
