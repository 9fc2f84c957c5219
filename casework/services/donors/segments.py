"""Lists of donors kept as rules: named, counted anew each time they are read, ended and never deleted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, PurposeRequired
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.donor_rules import BadRule, Rule, rule_of
from casework.models import DonorSegment
from casework.policy.rulebook import require
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_NAME = 80
MOST = 50


class Segment(Value):
    """A rule under a name."""

    id: UUID
    name: str
    rule: Rule


def save_segment(session: ViewerSession, name: str, rule: Rule) -> UUID:
    """Keep a rule. InvalidInput under `name`."""
    require("donor.segment", session.viewer)
    if not session.viewer.access.may_write("internal"):
        raise PurposeRequired
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput({"name": phrase("Give the list a name of at most 80 characters")})
    kept = segments(session)
    if name in {one.name for one in kept}:
        raise InvalidInput({"name": phrase("There is a list of this name")})
    if len(kept) >= MOST:
        raise InvalidInput({"name": phrase("There are 50 lists. End one that nobody needs")})
    row = DonorSegment(name=name, rule=rule.to_data(), made_at=now(), made_by=session.viewer.actor)
    session.add(row)
    session.flush()
    ledger_chain.record(session, "segment.saved", subjects=[row.id])
    return row.id


def end_segment(session: ViewerSession, segment_id: UUID) -> None:
    """Nobody needs it any more. NotFound."""
    require("donor.segment", session.viewer)
    row = session.scalar(
        select(DonorSegment).where(DonorSegment.id == segment_id, DonorSegment.ended_at.is_(None))
    )
    if row is None:
        raise NotFound
    row.ended_at = now()
    session.flush()
    ledger_chain.record(session, "segment.ended", subjects=[row.id])


def segments(session: ViewerSession) -> tuple[Segment, ...]:
    """The lists that are kept, by name. One whose rule is no longer one is left out."""
    chosen = select(DonorSegment.id, DonorSegment.name, DonorSegment.rule)
    rows = session.execute(chosen.where(DonorSegment.ended_at.is_(None)).order_by(DonorSegment.name))
    found = []
    for row in rows:
        try:
            found.append(Segment(row.id, row.name, rule_of(row.rule)))
        except BadRule:
            continue
    return tuple(found)


def segment(session: ViewerSession, segment_id: UUID) -> Segment:
    """One of them; NotFound."""
    found = next((one for one in segments(session) if one.id == segment_id), None)
    if found is None:
        raise NotFound
    return found
