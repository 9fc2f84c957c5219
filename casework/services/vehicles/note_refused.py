"""Note that a change of the register was refused: the one thing that a refusal leaves behind."""

from __future__ import annotations

from uuid import UUID

from casework.store import ledger_chain
from casework.store.session import ViewerSession


def note_refused(session: ViewerSession, act: str, code: str, about: UUID | None) -> None:
    """An entry on the ledger, in a transaction of its own: what the act had begun is undone by then.

    `act` as the ledger would have called it, `about` the vehicle or mark, where there is one already.
    """
    subjects = [about] if about else []
    ledger_chain.record(session, "register.act_refused", subjects=subjects, detail={"act": act, "code": code})
