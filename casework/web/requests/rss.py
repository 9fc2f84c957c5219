"""The same feeds as RSS 2.0, for readers that know no Atom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement

from flask import Response, request, url_for
from flask_babel import gettext as _

from casework.base.clock import now
from casework.base.values import Value
from casework.services.requests.public_list import PublicView, public_requests
from casework.services.staff.present import current_tenant
from casework.web.formats import reader
from casework.web.requests.door import as_visitor, everybody, requests
from casework.web.requests.feeds import KEPT, MOST, entry_title, feed_answer, put, summary
from casework.web.requests.one import find
from casework.web.requests.wishes import read_wish, wish_args
from casework.web.words import pack_text

_ATOM_LINK = "{http://www.w3.org/2005/Atom}link"


class _Channel(Value):
    """A feed: its own address, its title, and the page that says the same."""

    here: str
    title: str
    there: str


@requests.get("/feed.rss")
@everybody
def rss() -> Response:
    """The newest requests that fit."""
    wish = read_wish(request.args)
    with as_visitor() as session:
        views = public_requests(session, wish, most=MOST).views
        session.commit()
    here, there = (
        url_for(endpoint, **wish_args(wish), _external=True) for endpoint in ("requests.rss", "requests.page")
    )
    return _written(_Channel(here, _("Requests at %(office)s", office=current_tenant().name), there), views)


@requests.get("/<string(maxlength=32):number>/feed.rss")
@everybody
def rss_of_one(number: str) -> Response:
    """The news of one request."""
    with as_visitor() as session:
        view = find(session, number)
        session.commit()
    here, there = (
        url_for(endpoint, number=view.number, _external=True)
        for endpoint in ("requests.rss_of_one", "requests.one")
    )
    return _written(_Channel(here, f"{view.number}, {pack_text(view.label)}", there), [view], by_state=True)


def _written(channel: _Channel, views: Sequence[PublicView], *, by_state: bool = False) -> Response:
    root = Element("rss", {"version": "2.0"})
    body = SubElement(root, "channel")
    put(body, "title", channel.title)
    put(body, "link", channel.there)
    put(body, "description", _("What was reported here, and how it stands."))
    put(body, "language", str(reader()).replace("_", "-"))
    put(body, "lastBuildDate", _stamp(max((view.row.changed_at for view in views), default=now())))
    put(body, "ttl", str(KEPT // 60))
    SubElement(body, _ATOM_LINK, {"rel": "self", "type": "application/rss+xml", "href": channel.here})
    for view in views:
        _item(SubElement(body, "item"), view, by_state=by_state)
    return feed_answer(root, "application/rss+xml")


def _item(item: Element, view: PublicView, *, by_state: bool) -> None:
    row = view.row
    there = url_for("requests.one", number=view.number, _external=True)
    put(item, "title", entry_title(view))
    put(item, "link", there)
    # A request stays one item in the list; in its own feed each state is news, and such a name is no address.
    guid = SubElement(item, "guid", {"isPermaLink": "false" if by_state else "true"})
    guid.text = f"{there}#{row.state}" if by_state else there
    put(item, "pubDate", _stamp(row.changed_at if by_state else row.opened_at))
    put(item, "category", pack_text(view.label))
    put(item, "description", summary(view))
    if row.lat is not None:
        put(item, "{http://www.georss.org/georss}point", f"{row.lat} {row.lon}")


def _stamp(instant: datetime) -> str:
    """As mail writes it (RFC 822), in GMT."""
    return format_datetime(instant.astimezone(UTC).replace(microsecond=0), usegmt=True)
