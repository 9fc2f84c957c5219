"""Requests as everybody may read them: the newest of ninety days, some by number, or one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from casework.base.clock import now
from casework.base.ids import parse_case_number
from casework.base.values import replace
from casework.services.requests.public_list import PublicView, Status, Wish, public_request, public_requests
from casework.web.formats import local
from casework.web.open311.door import TYPE, Wrong, everybody, jurisdiction, open311
from casework.web.open311.written import written
from casework.web.public.check import said
from casework.web.requests.door import as_visitor
from casework.web.requests.one import find
from casework.web.words import pack_text

SPAN = timedelta(days=90)
MOST = 1000
FIRST_YEAR, LAST_YEAR = 1970, 9000
"""Of a time that can be asked for: what lies near the ends of the calendar can't be reckoned with."""
_STATUSES: tuple[Status, ...] = ("open", "closed")


@open311.get(f"/requests.{TYPE}")
@everybody
def listing(fmt: str) -> Response:
    """The requests that fit."""
    jurisdiction()
    with as_visitor() as session:
        views = _page(public_requests(session, read_wish(request.args), most=MOST).views)
        session.commit()
    return written("service_requests", [face(view) for view in views], fmt)


@open311.get(f"/requests/<string(maxlength=32):number>.{TYPE}")
@everybody
def one(number: str, fmt: str) -> Response:
    """One request. What is not published is not there."""
    jurisdiction()
    with as_visitor() as session:
        view = find(session, number)
        session.commit()
    return written("service_requests", [face(view)], fmt)


@open311.get(f"/tokens/<string(maxlength=64):token>.{TYPE}")
@everybody
def token(token: str, fmt: str) -> Response:
    """The number of a request by its token. Ours have their number at once, so the number is the token."""
    jurisdiction()
    plain = parse_case_number(token)
    with as_visitor() as session:
        view = public_request(session, plain or "")
        session.commit()
    return written("service_requests", [{"service_request_id": view.number, "token": token}], fmt)


def read_wish(args: Mapping[str, str]) -> Wish:
    """What the arguments ask for. Raises Wrong for what can't be read, never guesses."""
    numbers = _listed(args, "service_request_id")
    if numbers:
        known = (parse_case_number(number) for number in numbers)
        return Wish(numbers=tuple(number for number in known if number) or ("",))
    since, until = _span(_instant(args, "start_date"), _instant(args, "end_date"))
    wish = Wish(categories=_listed(args, "service_code"), since=since, until=until)
    statuses = set(_listed(args, "status"))
    if statuses - {"open", "closed"}:
        raise Wrong(_("status: Say open or closed."))
    asked = [one for one in _STATUSES if one in statuses]
    return replace(wish, status=asked[0]) if len(asked) == 1 else wish


def face(view: PublicView) -> dict[str, Any]:
    """A request in the words of the protocol."""
    row = view.row
    told = {
        "service_request_id": view.number,
        "status": "open" if view.is_open else "closed",
        "status_notes": row.message or pack_text(view.state.public_label),
        "service_name": pack_text(view.label),
        "service_code": row.category,
        "description": row.words,
        "agency_responsible": row.agency,
        "service_notice": None,
        "requested_datetime": instant(row.opened_at),
        "updated_datetime": instant(row.changed_at),
        "expected_datetime": instant(row.due_at) if view.is_open else None,
        "address": row.place or view.area or None,
        "address_id": None,
        "zipcode": None,
        "lat": row.lat,
        "long": row.lon,
        "media_url": url_for("requests.photo", photo=view.photos[0], _external=True) if view.photos else None,
    }
    return told | _more(view) if request.args.get("extensions") == "true" else told


def instant(at: datetime | None) -> str | None:
    """An instant with its zone, on the office's clock, to the second."""
    return local(at).isoformat(timespec="seconds") if at else None


def _more(view: PublicView) -> dict[str, Any]:
    """The extensions that are in use: answers that may stand in public, and what was said of it."""
    answers = [
        {"label": pack_text(field.label), "code": field.name, "name": said(field, value), "value": str(value)}
        for field, value in view.answers
    ]
    outcome = pack_text(view.outcome)
    at = instant(view.row.changed_at)
    notes = [{"datetime": at, "description": outcome, "type": "outcome"}] if outcome else []
    return {"attributes": answers, "notes": notes}


def _listed(args: Mapping[str, str], name: str) -> tuple[str, ...]:
    parts = (part.strip() for part in args.get(name, "").split(","))
    return tuple(part for part in parts if part)[:MOST]


def _instant(args: Mapping[str, str], name: str) -> datetime | None:
    text = args.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign that was not escaped
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        told = "2026-11-05T08:15:30-05:00"
        raise Wrong(_("%(name)s: Give a time with its zone, for example %(time)s.", name=name, time=told))
    return found


def _span(since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    until = until or (min(since + SPAN, now()) if since else now())
    since = since or until - SPAN
    if not since <= until:
        raise Wrong(_("end_date: The end is before the beginning."))
    if until - since > SPAN:
        raise Wrong(_("start_date, end_date: Ask for at most %(days)s days at once.", days=SPAN.days))
    return since, until


def _page(views: tuple[PublicView, ...]) -> tuple[PublicView, ...]:
    """The part of them that `page` and `page_size` ask for, an extension many programs use."""
    try:
        size = int(request.args.get("page_size") or MOST)
        page = int(request.args.get("page") or 1)
    except ValueError:
        size = page = 0
    if not (1 <= size <= MOST and 1 <= page <= MOST):
        raise Wrong(_("page, page_size: Give whole numbers from 1 to %(most)s.", most=MOST))
    return views[(page - 1) * size : page * size]
