"""One published request, for everybody."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template

from casework.base.errors import NotFound
from casework.base.ids import parse_case_number
from casework.services.requests.areas import AreaView, list_areas
from casework.services.requests.public_list import PublicView, public_request
from casework.store.session import ViewerSession
from casework.web.map_chart import map_chart
from casework.web.public.check import said
from casework.web.requests.door import as_visitor, everybody, requests
from casework.web.requests.listing import is_late

AROUND = 0.012
"""Degrees shown on each side of a place."""


@requests.get("/<string(maxlength=32):number>")
@everybody
def one(number: str) -> str:
    """What is published of it. One that is not published is not found, like one that never was."""
    with as_visitor() as session:
        view = find(session, number)
        areas = list_areas(session) if view.row.lat is not None else []
        session.commit()
    return drawn(view, areas)


def find(session: ViewerSession, number: str) -> PublicView:
    """The request that an address names; NotFound."""
    plain = parse_case_number(number)
    if plain is None:
        raise NotFound
    return public_request(session, plain)


def drawn(view: PublicView, areas: Sequence[AreaView], *, error: str | None = None, email: str = "") -> str:
    """The page of a request."""
    row, drawing = view.row, None
    if row.lat is not None and row.lon is not None:
        box = (row.lat - AROUND, row.lon - AROUND * 1.6, row.lat + AROUND, row.lon + AROUND * 1.6)
        shapes = [(area.name, area.polygons) for area in areas]
        drawing = map_chart(shapes, [(row.lat, row.lon, view.is_open)], within=box)
    return render_template(
        "requests/one.html",
        view=view,
        row=row,
        late=is_late(view),
        drawing=drawing,
        answers=[(field, said(field, value)) for field, value in view.answers],
        error=error,
        email=email,
    )
