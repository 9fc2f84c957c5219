"""Campaigns at the desk: how far each is from its goal, and what came of its appeals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, NotFound
from casework.base.money import Money
from casework.base.values import Value
from casework.policy.guard import guarded
from casework.services.appeals.campaigns import (
    CampaignView,
    change_campaign,
    list_campaigns,
    make_campaign,
    within,
)
from casework.services.appeals.list_appeals import AppealView, appeals_of
from casework.services.appeals.returns import raised_by_campaign, returns_of
from casework.web.appeals.campaign_form import as_typed, read_campaign, typed_campaign
from casework.web.appeals.words import OPEN_STATE, STATES, told_return
from casework.web.auth import Page
from casework.web.charts import bar_chart
from casework.web.columns import Column
from casework.web.desk.opening import may, this_office
from casework.web.formats import short_money
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import told

campaigns = Blueprint("campaigns", __name__)
desk_door(RECORDS, _l("Campaigns"), "campaigns.page", "appeal.read", having="funds")
DRAWN = 9


class Listed(Value):
    """A campaign in the list: how deep it stands under others, and what it brought with its parts."""

    view: CampaignView
    depth: int
    raised: Money

    @property
    def share(self) -> int | None:
        """Of the goal, in hundredths."""
        return max(0, 100 * self.raised.minor // self.view.goal.minor) if self.view.goal else None


@campaigns.get("/")
@guarded("appeal.read")
@asks_purpose
def page() -> Page:
    """Every campaign."""
    return _page({}, {})


@campaigns.post("/")
@guarded("appeal.make")
def make() -> Page:
    """Plan one."""
    only_for("funds")
    typed = typed_campaign()
    try:
        with declared_session(needs="financial", writes="internal") as (session, _why):
            made = make_campaign(session, read_campaign(typed))
            session.commit()
    except InvalidInput as wrong:
        return _page(typed, told(wrong)), wrong.status
    flash(_("The campaign is planned. Now plan its first appeal."), "good")
    return go(url_for("campaigns.one", campaign_id=made))


@campaigns.get("/<uuid:campaign_id>")
@guarded("appeal.read")
@asks_purpose
def one(campaign_id: UUID) -> Page:
    """One campaign with its parts and appeals."""
    return _one(campaign_id, {}, {})


@campaigns.post("/<uuid:campaign_id>")
@guarded("appeal.make")
def change(campaign_id: UUID) -> Page:
    """Plan it otherwise."""
    only_for("funds")
    typed = typed_campaign()
    try:
        with declared_session(needs="financial", writes="internal") as (session, _why):
            change_campaign(session, campaign_id, read_campaign(typed))
            session.commit()
    except InvalidInput as wrong:
        return _one(campaign_id, typed, told(wrong)), wrong.status
    flash(_("The campaign is changed."), "good")
    return go(url_for("campaigns.one", campaign_id=campaign_id))


def listed(views: Iterable[CampaignView], raised: Mapping[UUID, Money]) -> list[Listed]:
    """Campaigns as a tree: each followed by its parts, with what they brought together."""
    kept = list(views)
    parents = {one.id: one.parent_id for one in kept}
    nothing = Money(0, this_office().tenant.currency)

    def under(parent: UUID | None, depth: int) -> Iterable[Listed]:
        for view in kept:
            if view.parent_id == parent:
                parts = (raised.get(one, nothing) for one in parents if within(parents, one, view.id))
                yield Listed(view, depth, sum(parts, nothing))
                yield from under(view.id, depth + 1)

    return list(under(None, 0))


def state_of(view: AppealView) -> tuple[object, str, str]:
    """Where an appeal stands: word, tone, shape."""
    return OPEN_STATE if view.channel == "open" else STATES[view.status]


def _page(typed: dict[str, str], errors: dict[str, str]) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        rows = listed(list_campaigns(session), raised_by_campaign(session))
        session.commit()
    return render_template(
        "appeals/campaigns.html",
        why=why,
        rows=rows,
        typed=typed,
        errors=errors,
        parents=_parents(rows, None),
        may_make=may("appeal.make"),
        columns=_columns(),
    )


def _one(campaign_id: UUID, typed: dict[str, str], errors: dict[str, str]) -> str:
    only_for("funds")
    with declared_session(needs="financial") as (session, why):
        rows = listed(list_campaigns(session), raised_by_campaign(session))
        here = next((row for row in rows if row.view.id == campaign_id), None)
        if here is None:
            raise NotFound
        parts = _below(rows, here)
        appeals = appeals_of(session, [campaign_id, *(row.view.id for row in parts)])
        returns = returns_of(session, [one.id for one in appeals])
        session.commit()
    drawn = [(one.code, max(0, returns[one.id].raised.minor)) for one in appeals[:DRAWN]]
    return render_template(
        "appeals/campaign.html",
        why=why,
        here=here,
        parts=parts,
        appeals=[(one, returns[one.id], told_return(returns[one.id]), state_of(one)) for one in appeals],
        drawing=bar_chart(drawn, lambda minor: short_money(Money(minor, this_office().tenant.currency))),
        typed=typed or as_typed(here.view),
        errors=errors,
        parents=_parents(rows, campaign_id),
        may_make=may("appeal.make"),
        part_columns=_columns(),
        columns=[
            *(Column(_("Appeal")), Column(_("State"))),
            *(Column(said, num=True) for said in _numbers()),
        ],
    )


def _columns() -> list[Column]:
    numbers = (Column(said, num=True) for said in (_("Raised"), _("Goal")))
    return [Column(_("Campaign")), Column(_("Time")), *numbers]


def _numbers() -> tuple[str, ...]:
    return (_("Asked"), _("Gave"), _("Share"), _("Raised"), _("Average gift"), _("Cost"), _("Back on cost"))


def _below(rows: list[Listed], here: Listed) -> list[Listed]:
    parents = {row.view.id: row.view.parent_id for row in rows}
    return [row for row in rows if row is not here and within(parents, row.view.id, here.view.id)]


def _parents(rows: list[Listed], itself: UUID | None) -> list[tuple[str, str]]:
    parents = {row.view.id: row.view.parent_id for row in rows}
    return [
        (str(row.view.id), row.view.name)
        for row in rows
        if itself is None or not within(parents, row.view.id, itself)
    ]
