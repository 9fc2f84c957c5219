"""Categories: their words, what they ask, how public they are, and which unit sees to them where."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput, NotFound
from casework.packs import Category, Workflow, catalog
from casework.policy.guard import guarded
from casework.services.requests.areas import list_areas
from casework.services.requests.keep_categories import keep_category, told_category
from casework.services.requests.public_list import office_categories
from casework.services.requests.route_categories import EVERYWHERE, read_routes, route_key, set_routes
from casework.services.staff.present import current_staff, current_tenant
from casework.services.units.keep_units import UnitView, list_units
from casework.store.identity import identity_session
from casework.web.admin.category_form import KINDS, read_category, spread
from casework.web.admin.tabs import admin_tabs
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.locale import language_names
from casework.web.words import told

categories = Blueprint("categories", __name__)
desk_door(OFFICE, _l("Categories"), "categories.page", "unit.manage", order=27, having="lists")
PURPOSE = "administration"


@categories.get("/")
@guarded("unit.manage")
def page() -> Page:
    """All categories with who sees to them."""
    if this_office().listed is None:
        return go(url_for("units.page"))
    workflow, known = _known()
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        names = {unit.id: unit.name for unit in list_units(session)}
        areas = [(EVERYWHERE, ""), *((area.code, area.name) for area in list_areas(session))]
        routes = read_routes(session, workflow.name)
        session.commit()
    seen_to = {
        code: [
            f"{names[unit]} ({name})" if name else names[unit]
            for area, name in areas
            if (unit := routes.get(route_key(workflow.name, code, area))) in names and unit
        ]
        for code in known
    }
    labels = (_("Category"), _("Group"), _("Public"), _("Who sees to it"), _("Questions"))
    return render_template(
        "admin/categories.html",
        categories=list(known.values()),
        seen_to=seen_to,
        publish=_publish(),
        columns=[Column(label) for label in labels],
        admin_tabs=admin_tabs("categories.page"),
    )


@categories.get("/new")
@guarded("unit.manage")
def new() -> Page:
    """Another category."""
    if this_office().listed is None:
        return go(url_for("units.page"))
    return _form(None, {})


@categories.post("/new")
@guarded("unit.manage")
def add() -> Page:
    """Keep it; who sees to it comes next."""
    return _keep(None)


@categories.get("/<string(maxlength=24):category>")
@guarded("unit.manage")
def one(category: str) -> str:
    """A category as it is."""
    return _form(_category(category), {})


@categories.post("/<string(maxlength=24):category>")
@guarded("unit.manage")
def change(category: str) -> Page:
    """Keep the change."""
    return _keep(_category(category))


@categories.post("/<string(maxlength=24):category>/routes")
@guarded("unit.manage")
def route(category: str) -> Page:
    """Who sees to new requests of it."""
    held, (workflow, _known_ones) = _category(category), _known()
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        places = [EVERYWHERE, *(area.code for area in list_areas(session))]
        chosen = {place: uuid_or_none(request.form.get(f"unit-{place}", "")) for place in places}
        set_routes(session, workflow.name, held.code, chosen)
        session.commit()
    flash(_("Saved. It holds for every new request."), "good")
    return go(url_for("categories.page"))


def _keep(category: Category | None) -> Page:
    workflow, _known_ones = _known()
    tenant, me = current_tenant(), current_staff()
    before = (
        told_category(tenant.profile, category.code)
        if category
        else {"code": request.form.get("code", "").strip()}
    )
    wish = read_category(request.form, before, tenant.languages)
    try:
        with identity_session() as identity:
            keep_category(identity, tenant.id, workflow, wish, actor=me.id, new=category is None)
            identity.commit()
    except InvalidInput as wrong:
        return _form(category, told(wrong)), wrong.status
    flash(_("The category is saved. It holds from the next request on."), "good")
    return go(url_for("categories.one", category=wish["code"]))


def _form(category: Category | None, errors: dict[str, str]) -> str:
    office, tenant = this_office(), current_tenant()
    units: list[UnitView] = []
    areas: list[tuple[str, str]] = []
    routes: dict[str, Any] = {}
    if category is not None:
        workflow, _known_ones = _known()
        with office.open(office.member(current_staff(), PURPOSE)) as session:
            units = [unit for unit in list_units(session) if not unit.retired]
            areas = [(EVERYWHERE, ""), *((area.code, area.name) for area in list_areas(session))]
            held = read_routes(session, workflow.name)
            session.commit()
        routes = {area: held.get(route_key(workflow.name, category.code, area)) for area, _name in areas}
    return render_template(
        "admin/category.html",
        category=category,
        typed=request.form if errors else spread(category, tenant.languages),
        own_questions=told_category(tenant.profile, category.code).get("questions", []) if category else [],
        languages=language_names(tenant.languages),
        kinds=[(kind, str(said)) for kind, said in KINDS.items()],
        publish=_publish(),
        units=[(str(unit.id), unit.name) for unit in units],
        areas=areas,
        routes=routes,
        errors=errors,
        admin_tabs=admin_tabs("categories.page"),
    )


def _known() -> tuple[Workflow, dict[str, Category]]:
    """The shipped kind of work, and this office's categories; NotFound where nothing is listed."""
    office = this_office()
    if office.listed is None:
        raise NotFound
    return catalog().workflow(office.listed.name), office_categories(office)


def _category(code: str) -> Category:
    found = _known()[1].get(code)
    if found is None:
        raise NotFound
    return found


def _publish() -> dict[str, str]:
    return {
        "at_once": _("At once, without what people typed"),
        "when_seen": _("When somebody has seen it"),
        "never": _("Never"),
    }
