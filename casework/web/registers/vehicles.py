"""Vehicles: find one, and its whole history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext

from casework.base.clock import now
from casework.base.values import replace
from casework.domain import vin
from casework.models import Case
from casework.policy.guard import guarded
from casework.policy.rulebook import allowed
from casework.services.cases.facts import read_facts
from casework.services.vehicles.find_vehicle import (
    Finds,
    PlateFound,
    VehicleFound,
    find_plates,
    find_vehicles,
    meant_plates,
    vehicle_by_id,
)
from casework.services.vehicles.read_vehicle import read_vehicle
from casework.services.vehicles.vehicle_view import OwnershipView, PlateView, VehicleView
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.formats import local
from casework.web.frame import RECORDS, desk_door
from casework.web.go import go
from casework.web.registers.reading import Relates, asks_purpose, declared_session, only_for, reading
from casework.web.registers.told_rows import told_rows
from casework.web.registers.vehicle_words import (
    brand_word,
    certified_word,
    hold_lines,
    joined_word,
    reason_word,
    status_word,
)

vehicles = Blueprint("vehicles", __name__)
vehicles.add_app_template_global(joined_word)
desk_door(RECORDS, _l("Vehicles and plates"), "vehicles.search", "vehicle.read", having="plates")

LONGEST = 64
_NO_VEHICLES: Finds[VehicleFound] = Finds((), ())
_NO_PLATES: Finds[PlateFound] = Finds((), ())


@vehicles.get("/")
@guarded("vehicle.read")
@asks_purpose
def search() -> Page:
    """A box for a VIN or a plate. One exact find leads straight to it; look-alikes are only offered."""
    only_for("plates")
    text = request.args.get("q", "")[:LONGEST].strip()
    found, marks = _NO_VEHICLES, _NO_PLATES
    meant: tuple[PlateFound, ...] = ()
    with declared_session(needs="asset", facts_only=True) as (session, why):
        may = {name: allowed(f"plate.{name}", session.viewer) for name in ("trace", "assign")}
        if text:
            found, marks = find_vehicles(session, text), find_plates(session, text)
            meant = () if found.exact or marks.exact else meant_plates(session, text)
        session.commit()
    if found.only and not marks.exact:
        return go(url_for("vehicles.page", vehicle_id=found.only.id), 302)
    if marks.only and not found.exact:
        return go(url_for("plates.page", mark_id=marks.only.id), 302)
    return render_template(
        "registers/vehicles.html", text=text, found=found, marks=marks, meant=meant, may=may, why=why
    )


@vehicles.get("/<uuid:vehicle_id>")
@guarded("vehicle.read")
@asks_purpose
def page(vehicle_id: UUID) -> Page:
    """The vehicle: who owned it when, its titles, plates, readings, brands, holds and liens."""
    only_for("plates")
    with reading(about_vehicle(vehicle_id), facts_only=True) as (session, why):
        view = read_vehicle(session, vehicle_id)
        sees_all = "lead" in session.viewer.duties
        may_assign = allowed("plate.assign", session.viewer) and why.case is None
        may_trace = allowed("plate.trace", session.viewer) and why.names_open and why.case is None
        may_hold = allowed("hold.read", session.viewer) and why.case is None
        may_release = allowed("lien.release", session.viewer) and why.case is None
        session.commit()
    every = request.args.get("rows") == "all"
    return render_template(
        "registers/vehicle.html",
        view=view,
        why=why,
        reasons=held_things(view.withheld, "vehicle", **why.more),
        holds=hold_lines(view.holds, now(), silent=not sees_all),
        chain=_chain(view, view.ownerships if every else told_rows(view.ownerships, _same_owners)),
        plates=_plates(view.plates),
        every=every,
        may_assign=may_assign,
        may_trace=may_trace,
        expired=view.registered_until is not None and view.registered_until < local(now()).date(),
        may_hold=may_hold,
        may_release=may_release,
        brand_word=brand_word,
        certified_word=certified_word,
        reason_word=reason_word,
        status_word=status_word,
        **_columns(),
    )


def _columns() -> dict[str, list[Column]]:
    """The columns of the page's tables."""
    owners = (pgettext("day", "From"), _("Until"), _("Owners"), _("Title"), _("Recorded"), _("Source"))
    plates = (pgettext("day", "From"), _("Until"), _("Plate"), _("State now"))
    return {
        "owner_columns": [Column(said) for said in owners],
        "plate_columns": [Column(said) for said in plates],
        "reading_columns": [Column(_("Read on")), Column(_("Certified as")), Column(_("Reading"), num=True)],
    }


def about_vehicle(vehicle_id: UUID) -> Relates:
    """Whether a case is about this vehicle: its VIN is the one that the case gives."""

    def relates(session: ViewerSession, case: Case) -> bool:
        told = read_facts(session, case.id, ["vin"]).get("vin")
        if not told or not session.viewer.access.may_read("asset"):
            return False
        return vehicle_by_id(session, vehicle_id).vin_key == vin.clean(str(told))

    return relates


def _same_owners(one: OwnershipView, other: OwnershipView) -> bool:
    return (one.since, one.owners, one.conjunction) == (other.since, other.owners, other.conjunction)


def _chain(view: VehicleView, rows: Iterable[OwnershipView]) -> list[dict[str, object]]:
    """Ownerships newest first, with a row for each time nobody is on record."""
    told: list[tuple[datetime, dict[str, object]]] = [(row.since, {"row": row, "gap": None}) for row in rows]
    told += [(since, {"row": None, "gap": (since, until)}) for since, until in view.gaps]
    return [row for _since, row in sorted(told, key=lambda one: one[0], reverse=True)]


def _plates(rows: Iterable[PlateView]) -> list[PlateView]:
    """The plates as we know them, newest first; one that stayed through a sale is one row. Every row that was ever
    recorded stands on the plate's own page."""
    told: list[PlateView] = []
    for row in sorted((row for row in rows if row.superseded_at is None), key=lambda row: row.since):
        if told and told[-1].mark_id == row.mark_id and told[-1].until == row.since:
            told[-1] = replace(told[-1], until=row.until)
        else:
            told.append(row)
    return told[::-1]
