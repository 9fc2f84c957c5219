"""The appeal of a code, and what brought a gift: for gifts, pledges, batches and the form on the web."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from casework.base.errors import InvalidInput, NotFound
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.appeals import normal_code
from casework.models import Appeal, Campaign
from casework.store.session import ViewerSession


class Source(Value):
    """What brought a gift: a campaign, and perhaps one appeal of it. False where nobody said."""

    campaign_id: UUID | None = None
    appeal_id: UUID | None = None

    def __bool__(self) -> bool:
        return self.campaign_id is not None or self.appeal_id is not None


NO_SOURCE = Source()


class Named(Protocol):
    """A row that names a campaign and an appeal."""

    campaign_id: UUID | None
    appeal_id: UUID | None


class AppealFound(Value):
    """An appeal as everybody may know it; `fund_id`: what gifts to it are for, unless the donor says otherwise."""

    id: UUID
    code: str
    name: str
    campaign_id: UUID
    campaign: str
    fund_id: UUID | None

    @property
    def source(self) -> Source:
        """For the gift that it brings."""
        return Source(self.campaign_id, self.id)


def find_appeal(session: ViewerSession, code: str) -> AppealFound | None:
    """The appeal of this code, however it is written; None where there is none. For everybody, visitors too."""
    wanted = normal_code(code)
    if wanted is None:
        return None
    chosen = (
        select(*(Appeal.id, Appeal.code, Appeal.name, Appeal.campaign_id, Appeal.fund_id))
        .add_columns(Campaign.id.label("campaign"), Campaign.name.label("campaign_name"))
        .join(Campaign, Campaign.id == Appeal.campaign_id)
        .where(Appeal.code == wanted)
    )
    row = session.execute(chosen).one_or_none()
    if row is None:
        return None
    return AppealFound(row.id, row.code, row.name, row.campaign_id, row.campaign_name, row.fund_id)


def source_of(row: Named | None) -> Source:
    """What a pledge or a batch names, for the gifts that come of it."""
    return Source(row.campaign_id, row.appeal_id) if row is not None else NO_SOURCE


def known_source(session: ViewerSession, source: Source) -> Source:
    """The same with the appeal's own campaign. NotFound for one that is not here; InvalidInput under `campaign` where
    the appeal belongs to another."""
    if source.appeal_id is not None:
        campaign = session.scalar(select(Appeal.campaign_id).where(Appeal.id == source.appeal_id))
        if campaign is None:
            raise NotFound
        if source.campaign_id not in (None, campaign):
            raise InvalidInput({"campaign": phrase("This appeal belongs to another campaign")})
        return Source(campaign, source.appeal_id)
    if source.campaign_id is not None:
        found = session.scalar(select(Campaign.id).where(Campaign.id == source.campaign_id))
        if found is None:
            raise NotFound
    return source
