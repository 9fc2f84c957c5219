"""Requests that may be the same as the one somebody is about to send. Suggested, never decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import cos, radians
from typing import Any

from casework.base.clock import now
from casework.base.values import Value
from casework.domain.requests import Likeness, Nearness, Place, Report, likeness
from casework.packs import Listed, Workflow
from casework.services.requests.areas import point_of
from casework.services.requests.public_list import Box, PublicView, Wish, public_requests
from casework.store.session import ViewerSession

MOST, LOOKED_AT = 5, 200
_METRES_PER_DEGREE = 111_195.0


class Suggestion(Value):
    """A published request that may be the same, and why."""

    view: PublicView
    like: Likeness


def same_requests(
    session: ViewerSession, workflow: Workflow, answers: Mapping[str, Any], *, but: str = ""
) -> list[Suggestion]:
    """The likeliest published requests, the best first. None while category or place are not answered."""
    listing = workflow.listing
    category = answers.get(listing.category) if listing else None
    place = answers.get(listing.place) if listing else None
    if listing is None or not isinstance(category, str) or not isinstance(place, Mapping):
        return []
    listed = listing.of(category)
    new = Report(
        group=_group(listed),
        category=category,
        created_at=now(),
        text=str(answers.get(listing.words or "") or ""),
        place=point_of(place),
        address=str(place.get("text") or ""),
    )
    figures = Nearness(radius_m=listed.radius + listed.grid, days=listed.days)
    found = []
    for view in public_requests(session, _wish(new, listed, workflow, figures), most=LOOKED_AT).views:
        like = likeness(new, _report(view, workflow), figures)
        if like is not None and view.number != but:
            found.append(Suggestion(view, like))
    return sorted(found, key=lambda one: -one.like.score)[:MOST]


def _wish(new: Report, listed: Listed, workflow: Workflow, figures: Nearness) -> Wish:
    """What to look at at all: near it where a point is known, else those of the same category."""
    since = new.created_at - timedelta(days=figures.days)
    if new.place is None:
        return Wish(categories=(listed.name,), since=since)
    assert workflow.listing is not None  # the caller has looked
    options = workflow.field(workflow.listing.category).options
    group = tuple(
        option.value for option in options if _group(workflow.listing.of(option.value)) == _group(listed)
    )
    return Wish(categories=group or (listed.name,), since=since, box=_around(new.place, figures.radius_m))


def _report(view: PublicView, workflow: Workflow) -> Report:
    row = view.row
    assert workflow.listing is not None  # as above
    return Report(
        group=_group(workflow.listing.of(row.category)),
        category=row.category,
        created_at=row.opened_at,
        text=row.words or "",
        place=Place(row.lat, row.lon) if row.lat is not None and row.lon is not None else None,
        address=row.place or "",
        closed_at=row.closed_at,
    )


def _group(listed: Listed) -> str:
    """What it is compared with: its group, or itself alone."""
    return listed.group.text("en") or listed.name


def _around(place: Place, radius: float) -> Box:
    up = radius / _METRES_PER_DEGREE
    aside = up / max(cos(radians(place.lat)), 0.01)
    return place.lat - up, place.lon - aside, place.lat + up, place.lon + aside
