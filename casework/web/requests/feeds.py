"""Atom feeds (RFC 4287): of the list that an address asks for, and of one request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from flask import Response, request, url_for
from flask_babel import gettext as _

from casework.base.clock import now
from casework.services.requests.public_list import PublicView, public_requests
from casework.services.staff.present import current_tenant
from casework.web.formats import day, reader
from casework.web.pack_box import presentable
from casework.web.requests.door import as_visitor, everybody, requests
from casework.web.requests.one import find
from casework.web.requests.wishes import read_wish, wish_args
from casework.web.words import pack_text

MOST = 50
KEPT = 300  # seconds that a feed may be kept by whoever fetched it
_ATOM = "http://www.w3.org/2005/Atom"
register_namespace("atom", _ATOM)
register_namespace("georss", "http://www.georss.org/georss")


@requests.get("/feed.atom")
@everybody
def feed() -> Response:
    """The newest requests that fit."""
    wish = read_wish(request.args)
    with as_visitor() as session:
        views = public_requests(session, wish, most=MOST).views
        session.commit()
    title = _("Requests at %(office)s", office=current_tenant().name)
    here = url_for("requests.feed", **wish_args(wish), _external=True)
    return _atom(here, title, url_for("requests.page", **wish_args(wish), _external=True), views)


@requests.get("/<string(maxlength=32):number>/feed.atom")
@everybody
def feed_of_one(number: str) -> Response:
    """The news of one request."""
    with as_visitor() as session:
        view = find(session, number)
        session.commit()
    there = url_for("requests.one", number=view.number, _external=True)
    here = url_for("requests.feed_of_one", number=view.number, _external=True)
    return _atom(here, f"{view.number}, {pack_text(view.label)}", there, [view], by_state=True)


def _atom(
    here: str, title: str, there: str, views: Sequence[PublicView], *, by_state: bool = False
) -> Response:
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": str(reader()).replace("_", "-")})
    put(root, "id", here)
    put(root, "title", title)
    put(root, "updated", _stamp(max((view.row.changed_at for view in views), default=now())))
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": here})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": there})
    put(SubElement(root, "author"), "name", current_tenant().name)
    for view in views:
        _entry(root, view, by_state=by_state)
    return feed_answer(root, "application/atom+xml")


def feed_answer(root: Element, kind: str) -> Response:
    """A feed of this kind, as everybody may keep it for a while."""
    text = tostring(root, encoding="utf-8", xml_declaration=True)
    answer = Response(text, content_type=f"{kind}; charset=utf-8")
    answer.headers["Cache-Control"] = f"public, max-age={KEPT}"
    return answer


def _entry(root: Element, view: PublicView, *, by_state: bool) -> None:
    row = view.row
    there = url_for("requests.one", number=view.number, _external=True)
    entry = SubElement(root, "entry")
    # A request stays one entry in the list; in its own feed each state is news.
    put(entry, "id", f"{there}#{row.state}" if by_state else there)
    put(entry, "title", entry_title(view))
    put(entry, "published", _stamp(row.opened_at))
    put(entry, "updated", _stamp(row.changed_at))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": there})
    SubElement(entry, "category", {"term": row.category, "label": presentable(pack_text(view.label))})
    put(entry, "summary", summary(view))
    if row.lat is not None:
        put(entry, "{http://www.georss.org/georss}point", f"{row.lat} {row.lon}")


def entry_title(view: PublicView) -> str:
    """What and where."""
    where = view.row.place or view.area
    return f"{pack_text(view.label)}, {where}" if where else pack_text(view.label)


def summary(view: PublicView) -> str:
    """How a request stands, in a few sentences."""
    row = view.row
    said = [_("%(sentence)s.", sentence=pack_text(view.state.public_label))]
    if row.message:
        said.append(row.message)
    if view.is_open and row.due_at is not None:
        said.append(_("Planned by %(day)s.", day=day(row.due_at)))
    return " ".join(said)


def put(parent: Element, name: str, text: str) -> None:
    """A child with words that XML can carry."""
    SubElement(parent, name).text = presentable(text)


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
