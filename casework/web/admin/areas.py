"""Areas of the town: drawn elsewhere and pasted, or told by their streets."""

from __future__ import annotations

import json
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput
from casework.domain.geojson import shape_document
from casework.policy.guard import guarded
from casework.services.requests.areas import AreaView, list_areas
from casework.services.requests.keep_areas import AreaWish, keep_area, read_area, retire_area
from casework.services.staff.present import current_staff
from casework.web.admin.tabs import admin_tabs
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.map_chart import map_chart
from casework.web.pack_box import presentable
from casework.web.words import told

areas = Blueprint("areas", __name__)
desk_door(OFFICE, _l("Areas"), "areas.page", "unit.manage", order=26, having="lists")
PURPOSE = "administration"


@areas.get("/")
@guarded("unit.manage")
def page() -> str:
    """All areas, in the order in which they are asked, and on a map."""
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        found = list_areas(session, retired=True)
        session.commit()
    drawing = map_chart([(one.name, one.polygons) for one in found if not one.retired], [])
    columns = [Column(label) for label in (_("Area"), _("Shape"), _("Streets"), _("Order"))]
    return render_template(
        "admin/areas.html", areas=found, drawing=drawing, columns=columns, admin_tabs=admin_tabs("areas.page")
    )


@areas.get("/new")
@guarded("unit.manage")
def new() -> str:
    """A form for another area."""
    return _form(None, AreaWish(""))


@areas.post("/new")
@guarded("unit.manage")
def add() -> Page:
    """Keep it."""
    return _keep(None)


@areas.get("/<uuid:area_id>")
@guarded("unit.manage")
def one(area_id: UUID) -> str:
    """An area as it is."""
    found = _read(area_id)
    shape = json.dumps(shape_document(found.polygons), separators=(",", ":")) if found.polygons else ""
    return _form(found, AreaWish(found.name, shape, "\n".join(found.streets), found.position))


@areas.post("/<uuid:area_id>")
@guarded("unit.manage")
def change(area_id: UUID) -> Page:
    """Keep the change."""
    return _keep(area_id)


@areas.post("/<uuid:area_id>/retire")
@guarded("unit.manage")
def retire(area_id: UUID) -> Response:
    """Set it off, or on again."""
    office, retired = this_office(), request.form.get("retired") == "yes"
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        retire_area(session, area_id, retired=retired)
        session.commit()
    flash(
        _("Nothing new lies in this area.") if retired else _("New requests lie in this area again."), "good"
    )
    return go(url_for("areas.page"))


def _keep(area_id: UUID | None) -> Page:
    form, office = request.form, this_office()
    order = form.get("position", "")
    wish = AreaWish(
        form.get("name", ""),
        form.get("shape", ""),
        form.get("streets", ""),
        int(order) if order.isascii() and order.isdigit() and len(order) < 4 else 0,
    )
    try:
        with office.open(office.member(current_staff(), PURPOSE)) as session:
            keep_area(session, wish, area_id)
            session.commit()
    except InvalidInput as wrong:
        return _form(_read(area_id) if area_id else None, wish, told(wrong)), wrong.status
    flash(_("The area is saved. It holds for every new request."), "good")
    return go(url_for("areas.page"))


def _read(area_id: UUID) -> AreaView:
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        found = read_area(session, area_id)
        session.commit()
    return found


def _form(area: AreaView | None, wish: AreaWish, errors: dict[str, str] | None = None) -> str:
    drawing = map_chart([(area.name, area.polygons)], []) if area else None
    return render_template(
        "admin/area.html",
        area=area,
        wish=AreaWish(
            presentable(wish.name), presentable(wish.shape), presentable(wish.streets), wish.position
        ),
        drawing=drawing,
        errors=errors or {},
        admin_tabs=admin_tabs("areas.page"),
    )
