"""Campaigns: what money is raised for, in which time, with which goal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, PurposeRequired
from casework.base.ids import new_id
from casework.base.money import Money
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.models import Campaign
from casework.policy.rulebook import require
from casework.services.donors.new_gift import LARGEST
from casework.services.office import office_of
from casework.store import ledger_chain
from casework.store.session import ViewerSession

LONGEST_NAME = 120
FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)


class NewCampaign(Value):
    """A campaign as it is planned. Without a last day it has no end."""

    name: str
    starts_on: date
    ends_on: date | None = None
    goal: Money | None = None
    parent_id: UUID | None = None


class CampaignView(Value):
    """A campaign as it is kept."""

    id: UUID
    name: str
    starts_on: date
    ends_on: date | None
    goal: Money | None
    parent_id: UUID | None


def make_campaign(session: ViewerSession, new: NewCampaign) -> UUID:
    """Plan a campaign. InvalidInput by field."""
    may_make(session)
    _check(session, new, None)
    row = Campaign(id=new_id(), made_at=now(), made_by=session.viewer.actor)
    _put(row, new)
    session.add(row)
    session.flush()
    ledger_chain.record(session, "campaign.made", subjects=[row.id])
    return row.id


def change_campaign(session: ViewerSession, campaign_id: UUID, new: NewCampaign) -> None:
    """Another name, goal, time or parent. NotFound; InvalidInput by field."""
    may_make(session)
    row = session.scalar(select(Campaign).where(Campaign.id == campaign_id).with_for_update())
    if row is None:
        raise NotFound
    _check(session, new, campaign_id)
    _put(row, new)
    session.flush()
    ledger_chain.record(session, "campaign.changed", subjects=[row.id])


def list_campaigns(session: ViewerSession) -> tuple[CampaignView, ...]:
    """Every campaign, those that began last first."""
    currency = office_of(session).tenant.currency
    columns = (Campaign.id, Campaign.name, Campaign.starts_on, Campaign.ends_on, Campaign.goal)
    rows = session.execute(
        select(*columns, Campaign.parent_id).order_by(Campaign.starts_on.desc(), Campaign.name)
    )
    return tuple(
        CampaignView(
            *(row.id, row.name, row.starts_on, row.ends_on),
            Money(row.goal, currency) if row.goal else None,
            row.parent_id,
        )
        for row in rows
    )


def may_make(session: ViewerSession) -> None:
    """Make sure that the viewer makes campaigns and appeals, for a purpose that lets them."""
    require("appeal.make", session.viewer)
    if not session.viewer.access.may_write("internal"):
        raise PurposeRequired


def within(parents: Mapping[UUID, UUID | None], campaign: UUID, other: UUID) -> bool:
    """Whether a campaign is the other one or a part of it, however deep."""
    seen: set[UUID] = set()
    at: UUID | None = campaign
    while at is not None and at not in seen:
        if at == other:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _check(session: ViewerSession, new: NewCampaign, itself: UUID | None) -> None:
    errors: dict[str, Sayable] = {}
    kept = list_campaigns(session)
    name = _name(new)
    if not name or len(name) > LONGEST_NAME:
        errors["name"] = phrase("Give the campaign a name of at most 120 characters")
    elif name in {one.name for one in kept if one.id != itself}:
        errors["name"] = phrase("There is a campaign of this name")
    if not FIRST <= new.starts_on < LAST:
        errors["starts"] = phrase("Enter a day that exists, with its year")
    if new.ends_on is not None and not new.starts_on <= new.ends_on < LAST:
        errors["ends"] = phrase("It ends on the day it begins, or later")
    if new.goal is not None and not 0 < new.goal.minor < LARGEST:
        errors["goal"] = phrase("Enter a goal of more than zero, or leave it empty")
    parents = {one.id: one.parent_id for one in kept}
    if new.parent_id is not None and (
        new.parent_id not in parents or (itself is not None and within(parents, new.parent_id, itself))
    ):
        errors["parent"] = phrase("Choose a campaign that is no part of this one")
    if errors:
        raise InvalidInput(errors)


def _put(row: Campaign, new: NewCampaign) -> None:
    row.name, row.starts_on, row.ends_on = _name(new), new.starts_on, new.ends_on
    row.goal, row.parent_id = new.goal.minor if new.goal else None, new.parent_id


def _name(new: NewCampaign) -> str:
    return " ".join(new.name.split())
