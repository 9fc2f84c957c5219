"""What came of a campaign's appeals as CSV, and the addresses of an appeal by post: under the rights of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from casework.base.errors import NotFound
from casework.base.money import Money
from casework.domain.appeals import POST
from casework.policy.guard import guarded
from casework.policy.viewer import Viewer
from casework.services.appeals.campaigns import list_campaigns, within
from casework.services.appeals.list_appeals import addresses_piece, appeals_of, read_appeal
from casework.services.appeals.returns import returns_of
from casework.services.staff.present import current_staff
from casework.store import ledger_chain
from casework.web.appeals.appeal_page import campaigns
from casework.web.csv_file import csv_file
from casework.web.desk.opening import this_office
from casework.web.registers.reading import asks_purpose, declared_session, only_for

__all__ = ["campaigns"]


@campaigns.get("/<uuid:campaign_id>/returns.csv")
@guarded("giving.report", fresh=True)
@asks_purpose
def returns_csv(campaign_id: UUID) -> Response:
    """The table of a campaign and its parts. Names of nobody."""
    only_for("funds")
    with declared_session(needs="financial") as (session, _why):
        kept = {one.id: one for one in list_campaigns(session)}
        if campaign_id not in kept:
            raise NotFound
        parents = {one.id: one.parent_id for one in kept.values()}
        parts = [one for one in kept if within(parents, one, campaign_id)]
        appeals = appeals_of(session, parts)
        returns = returns_of(session, [one.id for one in appeals])
        told = {"list": "returns", "rows": len(appeals)}
        ledger_chain.record(session, "list.exported", fields=["amount"], detail=told)
        session.commit()
    headings = [
        _("Campaign"),
        _("Appeal"),
        _("Code"),
        _("Asked"),
        _("Gave"),
        _("Gifts"),
        _("Raised"),
        _("Cost"),
    ]
    rows = []
    for one in appeals:
        back = returns[one.id]
        counted = (back.asked, back.gave, back.gifts, _figure(back.raised), _figure(back.cost))
        rows.append((kept[one.campaign_id].name, one.name, one.code, *counted))
    return csv_file("returns.csv", headings, [rows])


@campaigns.get("/appeals/<uuid:appeal_id>/addresses.csv")
@guarded("register.export", fresh=True)
@asks_purpose
def addresses_csv(appeal_id: UUID) -> Response:
    """For the printer of the letters: who was asked by post, each once."""
    only_for("funds")
    with declared_session(needs="contact") as (session, _why):
        view = read_appeal(session, appeal_id)
        viewer = this_office().member(current_staff(), session.viewer.purpose)
        because = session.info.get("because", {})
        session.commit()
    if view.channel != POST:
        raise NotFound
    headings = [_("Name"), _("Language"), _("Address"), _("Code")]
    return csv_file("appeal.csv", headings, _pieces(appeal_id, view.code, viewer, because))


def _figure(amount: Money | None) -> object:
    return amount.decimal if amount is not None else None


def _pieces(
    appeal_id: UUID, code: str, viewer: Viewer, because: dict[str, str]
) -> Iterator[Sequence[Sequence[object]]]:
    """Piece after piece, each on the ledger before it leaves."""
    after: UUID | None = None
    more = True
    while more:
        with this_office().open(viewer) as session:
            session.info["because"] = because
            piece, after = addresses_piece(session, appeal_id, after)
            session.commit()
        yield [[one.name, one.language, one.address, code] for one in piece]
        more = after is not None
