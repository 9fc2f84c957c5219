"""The workflows of the office, open to everybody who works in it: how a case goes, who may do what, what is asked."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from casework.base.errors import NotFound
from casework.packs import catalog
from casework.packs.diagram import diagram
from casework.policy.guard import guarded
from casework.web.desk.flow_rows import clock_rows, field_rows, move_rows
from casework.web.desk.opening import this_office
from casework.web.formats import reader
from casework.web.frame import WORK, desk_door
from casework.web.words import pack_text

flows = Blueprint("flows", __name__)
desk_door(WORK, _l("Workflows"), "flows.index", "pack.read", order=90)


@flows.get("/")
@guarded("pack.read")
def index() -> str:
    """Every workflow that this office offers."""
    return render_template("desk/flows.html", flows=catalog().offered(this_office().kind.name))


@flows.get("/<name>")
@guarded("pack.read")
def page(name: str) -> str:
    """One workflow: its drawing, its moves, its questions, its limits."""
    kind = this_office().kind
    flow = next((flow for flow in catalog().offered(kind.name) if flow.name == name), None)
    if flow is None:
        raise NotFound
    return render_template(
        "desk/flow.html",
        flow=flow,
        purpose=kind.purposes[flow.purpose],
        # our own drawing: every word in it is escaped where it is drawn
        drawing=Markup(diagram(flow, str(reader()))),  # noqa: S704  # as said above
        title=pack_text(flow.title),
        moves=move_rows(flow, kind),
        fields=field_rows(flow, kind),
        clocks=clock_rows(flow),
    )
