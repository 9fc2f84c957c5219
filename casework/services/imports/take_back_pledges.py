"""Take imported pledges back: they are ended, and what the books still wait for of them is written off.

What something came of, or was changed since, is kept, or ended as well where somebody wants that. What has ended is
named and left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from casework.base.phrases import phrase
from casework.models import Instalment, Pledge, PledgeChange
from casework.services.imports.abilities import Kept
from casework.services.imports.register import Wrong
from casework.services.pledges.change_pledge import RUNNING, cancel_pledge
from casework.store.columns import one_of
from casework.store.session import ViewerSession

REASON = "The import was taken back"
_GONE = Wrong("", "GONE", phrase("This promise has ended already"))
_CHANGED = Wrong("", "CHANGED", phrase("Something was paid, collected or changed of this promise since"))
_UNTOUCHED = ("due", "ended")


def take_back_pledges(
    session: ViewerSession, made: Sequence[tuple[int, UUID]], *, changed: str
) -> list[Kept]:
    """Take back pledges by their line and id; those that stay. `changed`: "keep" or "reverse" what changed."""
    ids = [record for _, record in made]
    rows = session.execute(select(Pledge.id, Pledge.donor_id, Pledge.status).where(one_of(Pledge.id, ids)))
    standing = {row.id: row.status for row in rows}
    since = _changed(session, ids) if changed == "keep" else set()
    kept = []
    for line, record in made:
        if standing.get(record) not in RUNNING:
            kept.append(Kept(line, record, _GONE))
        elif record in since:
            kept.append(Kept(line, record, _CHANGED))
        else:
            cancel_pledge(session, record, reason=REASON)
    return kept


def _changed(session: ViewerSession, ids: Sequence[UUID]) -> set[UUID]:
    touched = select(Instalment.pledge_id).where(
        one_of(Instalment.pledge_id, ids), Instalment.status.not_in(_UNTOUCHED)
    )
    changed = select(PledgeChange.pledge_id).where(
        one_of(PledgeChange.pledge_id, ids), PledgeChange.what != "made"
    )
    return {*session.scalars(touched), *session.scalars(changed)}
