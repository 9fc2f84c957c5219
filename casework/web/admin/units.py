"""Units: the parts of the office, what is sent to them, and who works there."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput
from casework.packs import Workflow
from casework.policy.guard import guarded
from casework.services.staff.list_members import list_members
from casework.services.staff.present import current_staff, current_tenant
from casework.services.units.keep_units import add_unit, change_unit, list_units, read_unit, retire_unit
from casework.services.units.put_members import put_members
from casework.services.units.route_case import sorting_field
from casework.store.identity import identity_session
from casework.web.admin.tabs import admin_tabs
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.words import pack_text, told

units = Blueprint("units", __name__)
desk_door(OFFICE, _l("Units"), "units.page", "unit.manage", order=25)
PURPOSE = "administration"


@units.get("/")
@guarded("unit.manage")
def page() -> str:
    """All units, and a box for another."""
    return _page({}, "")


@units.post("/")
@guarded("unit.manage")
def add() -> Page:
    """Another unit; its page comes next."""
    name, office = request.form.get("name", ""), this_office()
    try:
        with office.open(office.member(current_staff(), PURPOSE)) as session:
            made = add_unit(session, name)
            session.commit()
    except InvalidInput as wrong:
        return _page(told(wrong), name), wrong.status
    return go(url_for("units.unit", unit_id=made))


@units.get("/<uuid:unit_id>")
@guarded("unit.manage")
def unit(unit_id: UUID) -> str:
    """One unit."""
    return _unit(unit_id, {})


@units.post("/<uuid:unit_id>")
@guarded("unit.manage")
def change(unit_id: UUID) -> Page:
    """Its name, what it takes, and who is in it."""
    office, me, form = this_office(), current_staff(), request.form
    try:
        with office.open(office.member(me, PURPOSE)) as session:
            change_unit(session, unit_id, form.get("name", ""), form.getlist("takes"), _offered())
            session.commit()
    except InvalidInput as wrong:
        return _unit(unit_id, told(wrong)), wrong.status
    chosen = [one for one in map(uuid_or_none, form.getlist("members")) if one]
    with identity_session() as identity:
        put_members(identity, unit_id, chosen, tenant_id=me.tenant_id, actor=me.id)
        identity.commit()
    flash(_("The unit is saved. It holds from everybody’s next step."), "good")
    return go(url_for("units.page"))


@units.post("/<uuid:unit_id>/retire")
@guarded("unit.manage")
def retire(unit_id: UUID) -> Response:
    """Nothing new goes there."""
    return _retire(unit_id, retired=True, said=_("Nothing new goes to this unit."))


@units.post("/<uuid:unit_id>/back")
@guarded("unit.manage")
def back(unit_id: UUID) -> Response:
    """New cases go there again."""
    return _retire(unit_id, retired=False, said=_("New cases go to this unit again."))


def _retire(unit_id: UUID, *, retired: bool, said: str) -> Response:
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        retire_unit(session, unit_id, retired=retired)
        session.commit()
    flash(said, "good")
    return go(url_for("units.page"))


def _page(errors: dict[str, str], name: str) -> str:
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        rows = list_units(session)
        session.commit()
    words = dict(_choices())
    with identity_session() as identity:
        people = list_members(identity, current_tenant().id, language=_language())
    return render_template(
        "admin/units.html",
        units=rows,
        takes={row.id: [words[key] for key in row.takes if key in words] for row in rows},
        names={row.id: [one.name for one in people if row.id in one.units] for row in rows},
        columns=[Column(_("Unit")), Column(_("New cases")), Column(_("Members"))],
        errors=errors,
        name=name,
        admin_tabs=admin_tabs("units.page"),
    )


def _unit(unit_id: UUID, errors: dict[str, str]) -> str:
    office, form = this_office(), request.form
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        found = read_unit(session, unit_id)
        session.commit()
    with identity_session() as identity:
        people = list_members(identity, current_tenant().id, language=_language())
    within = [str(one.id) for one in people if unit_id in one.units]
    return render_template(
        "admin/unit.html",
        unit=found,
        name=form.get("name", found.name),
        takes=form.getlist("takes") if errors else found.takes,
        members=form.getlist("members") if errors else within,
        choices_of_work=_options(_choices()),
        choices_of_members=_options((str(one.id), one.name) for one in people if one.status != "disabled"),
        errors=errors,
        admin_tabs=admin_tabs("units.page"),
    )


def _options(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in pairs]


def _offered() -> tuple[Workflow, ...]:
    return this_office().workflows


def _choices() -> list[tuple[str, str]]:
    """What can be sent to a unit, in words."""
    found = []
    for flow in _offered():
        title, field = pack_text(flow.title), sorting_field(flow)
        found.append((flow.name, title))
        for option in field.options if field else ():
            found.append((f"{flow.name}/{option.value}", f"{title}: {pack_text(option.label)}"))
    return found


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else current_tenant().language
