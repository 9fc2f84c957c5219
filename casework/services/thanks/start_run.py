"""Begin to thank many donors: their gifts are taken out of the queue, and a job writes to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.domain.thanking import WANTED
from casework.models import Thanks, ThanksRun
from casework.services.thanks.promise import DUE, SENDING
from casework.store import ledger_chain
from casework.store.columns import one_of
from casework.store.queue import defer
from casework.store.session import ViewerSession

TASK = "thank_donors"
MOST = 2000
"""Gifts in one run: its letters come in files that a printer takes."""


def start_run(
    session: ViewerSession, wanted: str, *, chosen: Sequence[UUID] = (), due_until: date | None = None
) -> ThanksRun:
    """Thank for these gifts, or for all that are due until a day. `auto`: by mail where there is an address and no wish
    against it, else by letter. InvalidInput under `wanted`, or under `chosen` where none of them is due."""
    if wanted not in WANTED:
        raise InvalidInput({"wanted": phrase("Choose how the donors are thanked")})
    which = Thanks.due_on <= due_until if due_until is not None else one_of(Thanks.id, chosen)
    rows = session.scalars(
        select(Thanks)
        .where(Thanks.status == DUE, which)
        .order_by(Thanks.due_on, Thanks.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        raise InvalidInput({"chosen": phrase("Tick at least one gift that is due")})
    run = ThanksRun(id=new_id(), wanted=wanted, total=len(rows), made_at=now(), made_by=session.viewer.actor)
    session.add(run)
    session.flush()
    for row in rows:
        row.status, row.run_id, row.reason = SENDING, run.id, None
    session.flush()
    ledger_chain.record(
        session, "thanks.begun", subjects=[run.id], detail={"gifts": len(rows), "wanted": wanted}
    )
    defer(session, TASK, lock=f"thanks:{run.id}", run=run.id)
    return run
