"""Say where it is without typing: mark the place on a map of the office's areas, or choose one of them by name."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import MultiDict

from casework.base.values import Value
from casework.packs import Page, Workflow
from casework.services.requests.areas import area_names, list_areas
from casework.store.session import ViewerSession
from casework.web.map_chart import MapDrawing, map_chart
from casework.web.public.door import office_here

AREA = "area"
"""The part of the question under which an area is chosen, beside its words."""


class Picker(Value):
    """A map to mark a place on, for one question. Without shapes there are only the names."""

    name: str
    drawing: MapDrawing | None
    areas: tuple[tuple[str, str], ...]


def picker_for(workflow: Workflow, page: Page) -> Picker | None:
    """The map of a page that asks for the place of a request; None where the office has no areas."""
    name = _asked_here(workflow, page)
    if name is None:
        return None
    office = office_here()
    with office.open(office.visitor()) as session:
        areas = list_areas(session)
        session.commit()
    drawing = map_chart([(area.name, area.polygons) for area in areas], [])
    return Picker(name, drawing, tuple((area.code, area.name) for area in areas)) if areas else None


def sent_form(session: ViewerSession, workflow: Workflow, page: Page) -> MultiDict[str, str]:
    """What was sent; where an area was chosen and nothing typed, its name is what was typed."""
    name = _asked_here(workflow, page)
    chosen = request.form.get(f"{name}-{AREA}", "") if name else ""
    if not chosen or request.form.get(f"{name}-text", "").strip():
        return request.form
    words = area_names(session).get(chosen)
    typed = request.form.copy()
    if words:
        typed[f"{name}-text"] = words
    return typed


def _asked_here(workflow: Workflow, page: Page) -> str | None:
    place = workflow.listing.place if workflow.listing else None
    return place if place and any(field.name == place for field in page.fields) else None
