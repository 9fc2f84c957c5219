"""What brought a gift: offered to choose from, told in words, and named or corrected after the gift was recorded."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.errors import NotFound, PurposeRequired
from casework.base.values import Value
from casework.models import Appeal, Campaign, Gift
from casework.policy.rulebook import require
from casework.services.appeals.find_appeal import NO_SOURCE, Source, known_source
from casework.store import ledger_chain
from casework.store.session import ViewerSession


class SourceFound(Value):
    """A campaign, or an appeal of it with its code."""

    source: Source
    campaign: str
    appeal: str | None = None
    code: str | None = None


def list_sources(session: ViewerSession) -> tuple[SourceFound, ...]:
    """Everything that a gift may name, campaigns that began last first, each followed by its appeals."""
    rows = session.execute(
        select(Campaign.id, Campaign.name)
        .add_columns(Appeal.id.label("appeal_id"), Appeal.name.label("appeal"), Appeal.code)
        .outerjoin(Appeal, Appeal.campaign_id == Campaign.id)
        .order_by(Campaign.starts_on.desc(), Campaign.name, Campaign.id, Appeal.code)
    )
    found: dict[Source, SourceFound] = {}
    for row in rows:
        found.setdefault(Source(row.id), SourceFound(Source(row.id), row.name))
        if row.appeal_id is not None:
            source = Source(row.id, row.appeal_id)
            found[source] = SourceFound(source, row.name, row.appeal, row.code)
    return tuple(found.values())


def source_of_gift(session: ViewerSession, gift_id: UUID) -> Source:
    """What brought a gift, if anybody said."""
    row = session.execute(
        select(Gift.id, Gift.campaign_id, Gift.appeal_id).where(Gift.id == gift_id)
    ).one_or_none()
    return Source(row.campaign_id, row.appeal_id) if row is not None else NO_SOURCE


def name_source(session: ViewerSession, gift_id: UUID, source: Source) -> None:
    """Name it, another, or none. The money stays as it was posted. NotFound; InvalidInput."""
    require("gift.attribute", session.viewer)
    if not session.viewer.access.may_write("internal"):
        raise PurposeRequired
    row = session.scalar(select(Gift).where(Gift.id == gift_id, Gift.reverses_id.is_(None)).with_for_update())
    if row is None:
        raise NotFound
    known = known_source(session, source)
    row.campaign_id, row.appeal_id = known.campaign_id, known.appeal_id
    session.flush()
    ledger_chain.record(session, "gift.attributed", subjects=[row.id, row.donor_id])
