"""The post at the desk: what came in by mail, fax and letter, and what becomes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from casework.base.errors import InvalidInput
from casework.policy.guard import guarded
from casework.services.cases.colleagues import read_colleagues
from casework.services.inbound.list_items import MOST, Place, count_items, list_items
from casework.services.inbound.read_item import open_file, read_item
from casework.services.inbound.settle_item import discard_item
from casework.services.looks.read_ledger import place_of
from casework.web.attachments import attachment
from casework.web.auth import Page
from casework.web.desk.counter import enterable
from casework.web.desk.opening import may, uuid_or_none
from casework.web.frame import WORK, desk_door
from casework.web.go import go
from casework.web.post.opening import opening_post
from casework.web.post.post_words import BECAME, CHANNELS, REASONS, WHICH, WHY, reason_words
from casework.web.site import Link
from casework.web.words import told

post = Blueprint("post", __name__)
desk_door(WORK, _l("Post"), "post.page", "post.read", order=25)


@post.get("/")
@guarded("post.read")
def page() -> str:
    """What waits, what is set aside, or what is dealt with."""
    which = request.args.get("which", "")
    which = which if which in WHICH else "waiting"
    channel = request.args.get("channel", "")
    channel = channel if channel in CHANNELS else ""
    with opening_post() as session:
        found = list_items(session, which=which, channel=channel, after=_after())
        counts = count_items(session)
        session.commit()
    chosen: dict[str, Any] = {"which": which, "channel": channel or None}
    return render_template(
        "post/list.html",
        rows=found.rows,
        tabs_shown=_tabs(which, channel, counts),
        which=which,
        channel=channel,
        channels=CHANNELS,
        became=BECAME,
        why=WHY,
        may_add=may("post.sort"),
        first=url_for("post.page", **chosen) if request.args.get("after") else None,
        after=url_for("post.page", after=_place(found.after), **chosen) if found.after else None,
    )


@post.get("/<uuid:item_id>")
@guarded("post.read")
def one(item_id: UUID) -> str:
    """One thing that came in, with what can be done about it."""
    return _item(item_id, {})


@post.get("/<uuid:item_id>/files/<uuid:file_id>")
@guarded("post.read")
def file(item_id: UUID, file_id: UUID) -> Response:
    """A file of it, to be saved."""
    with opening_post() as session:
        opened = open_file(session, item_id, file_id)
        session.commit()
    return attachment(opened)


@post.post("/<uuid:item_id>/discard")
@guarded("post.sort")
def discard(item_id: UUID) -> Page:
    """It goes to no case, with the reason."""
    form = request.form
    try:
        with opening_post() as session:
            discard_item(session, item_id, reason=form.get("reason", ""), words=form.get("words", ""))
            session.commit()
    except InvalidInput as wrong:
        return _item(item_id, told(wrong)), wrong.status
    flash(_("Discarded, with the reason."), "good")
    return go(url_for("post.page"))


def _item(item_id: UUID, errors: dict[str, str]) -> str:
    with opening_post() as session:
        item = read_item(session, item_id)
        colleagues = read_colleagues(session, [item.done_by, item.logged_by])
        session.commit()
    sorts = may("post.sort") and item.to_sort
    return render_template(
        "post/item.html",
        item=item,
        channel=CHANNELS[item.channel],
        why=WHY.get(item.why, ""),
        became=BECAME[item.status],
        reason=reason_words(item.reason),
        who=colleagues.name(item.done_by),
        logged_by=colleagues.name(item.logged_by),
        sorts=sorts,
        flows=enterable() if sorts and may("case.open") else [],
        reasons=REASONS,
        typed=request.form,
        errors=errors,
    )


def _tabs(which: str, channel: str, counts: dict[str, int]) -> list[Link]:
    return [
        Link(
            str(label),
            url_for("post.page", which=name, channel=channel or None),
            counts.get(name),
            current=name == which,
            or_more=counts.get(name, 0) >= MOST,
        )
        for name, label in WHICH.items()
    ]


def _after() -> Place | None:
    """Where the page in the address begins: an instant and an id."""
    at, _dot, last = request.args.get("after", "").rpartition("~")
    instant, key = place_of(f"{at}.0"), uuid_or_none(last)
    return (instant[0], key) if instant and key else None


def _place(place: Place) -> str:
    return f"{place[0].isoformat()}~{place[1]}"
