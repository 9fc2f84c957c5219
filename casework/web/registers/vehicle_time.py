"""A vehicle through time: who and what on any day, as known on any day, drawn and told with the source of each row."""

from __future__ import annotations

from uuid import UUID

from flask import render_template
from flask_babel import gettext as _
from flask_babel import pgettext

from casework.base.clock import now
from casework.base.values import replace
from casework.policy.guard import guarded
from casework.services.vehicles.read_vehicle import read_vehicle
from casework.services.vehicles.vehicle_at import Moment, as_known, at, chain_of_title
from casework.services.vehicles.vehicle_view import VehicleView
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.desk.opening import this_office
from casework.web.formats import local
from casework.web.registers.asked_days import Asked, asked_days, steps_round
from casework.web.registers.reading import asks_purpose, only_for, reading
from casework.web.registers.scale_words import scale_words
from casework.web.registers.vehicle_chart import Names, VehicleChart, changes, vehicle_chart
from casework.web.registers.vehicle_rows import Row, name_of, told_of_vehicle
from casework.web.registers.vehicle_words import SILENT, brand_word, reason_word, status_word
from casework.web.registers.vehicles import about_vehicle, vehicles

__all__ = ["vehicles"]


@vehicles.get("/<uuid:vehicle_id>/time")
@guarded("vehicle.read")
@asks_purpose
def time_page(vehicle_id: UUID) -> Page:
    """The time line: two days to choose, what was so, the drawing, the chain of title, every row with its source."""
    only_for("plates")
    with reading(about_vehicle(vehicle_id), facts_only=True) as (session, why):
        view = read_vehicle(session, vehicle_id)
        sees_all = "lead" in session.viewer.duties
        session.commit()
    asked, zone = asked_days(), this_office().tenant.timezone
    view = view if sees_all else _without_silent(view)
    then, today = as_known(view, asked.known_at, zone), as_known(view, now(), zone)
    moments = at(then, asked.valid_at, zone), at(today, asked.valid_at, zone)
    chain, clock = chain_of_title(then, zone), local(now()).tzinfo
    return render_template(
        "registers/vehicle_time.html",
        view=view,
        name=f"{view.year} {view.make} {view.model}",
        why=why,
        asked=asked,
        steps=steps_round(changes(then, clock), asked),
        reasons=held_things(view.withheld, "vehicle", **why.more),
        moment_then=moments[0],
        moment_now=moments[1],
        differs=moments[0] != moments[1],
        chart=_chart(then, asked),
        chain=chain[::-1],
        rows=told_of_vehicle(then, chain, clock),
        brand_word=brand_word,
        name_of=name_of,
        reason_word=reason_word,
        status_word=status_word,
        said=_said(moments[0]),
        row_columns=_columns(pgettext("day", "From"), _("Until"), _("What"), _("Recorded"), _("Source")),
        link_columns=_columns(
            pgettext("day", "From"), _("Until"), _("Owners"), _("Title"), _("Brands"), _("Source")
        ),
    )


def _columns(*words: str) -> list[Column]:
    return [Column(said) for said in words]


def _chart(view: VehicleView, asked: Asked) -> VehicleChart:
    names = Names(
        lanes={
            "owners": _("Owners"),
            "plates": _("Plates"),
            "liens": _("Liens"),
            "holds": _("Holds"),
            "brands": _("Brands"),
        },
        of=name_of,
        gap=_("Nobody on record"),
        years=scale_words,
    )
    return vehicle_chart(
        view, valid_at=asked.valid_at, known_at=asked.known_at, now=local(now()), names=names
    )


def _without_silent(view: VehicleView) -> VehicleView:
    """Holds that must warn nobody stand on no drawing: the vehicle's own page says whom to ask."""
    return replace(view, holds=tuple(row for row in view.holds if row.code not in SILENT))


def _said(moment: Moment) -> str:
    """What the drawing shows at the chosen day, for those who do not see it."""
    there: list[Row] = [*moment.plates, *moment.liens, *moment.holds, *moment.brands]
    there += [moment.reading] if moment.reading else []
    parts = [name_of(moment.owned) if moment.owned else _("Nobody on record"), *map(name_of, there)]
    return "; ".join(part for part in parts if part)
