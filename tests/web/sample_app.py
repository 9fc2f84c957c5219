"""A tiny application that shows every macro and base on sample pages, without database or sign-in."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, flash, g, render_template, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import MultiDict

from casework.packs import catalog
from casework.packs.field_kinds import Asking
from casework.web.brand import brand
from casework.web.charts import bar_chart
from casework.web.columns import Column
from casework.web.deadline_weeks import DayCell, deadline_weeks
from casework.web.form_builder import PackForm, Sheet, pack_form
from casework.web.formats import number
from casework.web.look import install_look
from casework.web.site import Desk, Link, Section

PAGES = ("parts", "home", "step", "check", "track", "inbox", "case", "ask", "admin", "built")
ERRORS = (400, 403, 404, 409, 410, 413, 422, 429, 500, 503)
LANGUAGES = ["en", "es", "pt", "hi", "vi"]


@dataclass
class SampleTenant:
    """What the look reads of a tenant."""

    slug: str = "sample"
    name: str = "Calder Motor Vehicles"
    country: str = "US"
    languages: list[str] = field(default_factory=lambda: LANGUAGES)
    profile: dict[str, Any] = field(
        default_factory=lambda: {
            "line": "State of Calder",
            "mark": "shield",
            "contact": {"en": "Or talk to us: 555-0188, Monday to Friday 8:00 to 17:00."},
            "colours": {"tenant": "#17573f", "night": "#8fd3b4", "band": "#123f2f", "corner": 2},
        }
    )


def sample_app() -> Flask:
    """The application; `?lang=vi`, `?dir=rtl` and `?flash=…` change a page."""
    app = Flask("samples", static_folder=None)
    app.secret_key = "sample" * 8
    Babel(
        app,
        locale_selector=lambda: request.args.get("lang", "en"),
        timezone_selector=lambda: "America/Los_Angeles",
    )
    CSRFProtect(app)
    install_look(app)
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(Path(__file__).parent / "samples")])
    app.register_blueprint(brand)

    @app.before_request
    def enter() -> None:
        g.tenant = SampleTenant()
        g.desk = _desk()

    @app.get("/<name>")
    def page(name: str) -> str:
        if "flash" in request.args:
            flash(request.args["flash"], "good")
        more = {"form": _form(), "heading": "The new owner"} if name == "built" else {}
        return render_template(f"{name}.html", **_values(), **more)

    @app.post("/<name>")
    def act(name: str) -> str:
        return "<!doctype html><html lang=en><title>Sent</title><h1>Sent</h1>"

    @app.get("/error/<int:status>")
    def error(status: int) -> tuple[str, int]:
        return render_template(f"errors/{status}.html", request_id="7F3K-22QA"), status

    return app


def _form() -> PackForm:
    """A page of a shipped pack, sent half filled in."""
    workflow, lang = catalog().workflow("vehicle_transfer"), request.args.get("lang", "en")
    asking = Asking(lang, "US", "USD")
    sheet = Sheet(workflow, workflow.page("buyer").fields, asking, date(2026, 11, 21), {})
    form = pack_form(sheet, MultiDict({"has_co_buyer": "yes", "buyer_address-city": "Oakland"}))
    form.validate()
    return form


def _desk() -> Desk:
    work = (
        Link("My work", "/inbox", 14, current=True),
        Link("Team queue", "/inbox", 31),
        Link("Calendar", "/inbox"),
    )
    return Desk(
        user="Denise Okafor",
        title="title clerk",
        user_key="u1",
        home_url="/inbox",
        account_url="/inbox",
        sign_out_url="/sign-out",
        search_url="/inbox",
        search_label="Find a case, person, plate or VIN",
        sections=(
            Section("Work", work),
            Section("Registers", (Link("People", "/case"), Link("Vehicles", "/case"))),
        ),
    )


def _values() -> dict[str, Any]:
    return {
        "at": datetime(2026, 11, 18, 17, 5, tzinfo=UTC),
        "on": date(2026, 11, 27),
        "weeks": _weeks(),
        "columns": (
            Column("Case", "/inbox?sort=case"),
            Column("State", "/inbox?sort=state"),
            Column("Due", "/inbox?sort=due", "ascending"),
            Column("Amount", num=True),
        ),
        "drawing": bar_chart([("FY24", 650), ("FY25", 0), ("FY26", 1240)], number),
        "tabs_shown": (
            Link("Mine", "/inbox", 14, current=True),
            Link("Unassigned", "/inbox", 6),
            Link("Closed", "/inbox"),
        ),
    }


def _weeks() -> list[list[DayCell | None]]:
    days = {date(2026, 11, 9): DayCell(9, "Received, not counted", note="start")}
    used = 0
    for at in range(10, 28):
        on = date(2026, 11, at)
        if on.weekday() > 4 or at in (11, 26):
            days[on] = DayCell(at, "Closed", "closed")
        elif at in (18, 19):
            days[on] = DayCell(at, "Stopped", "paused", "stop")
        else:
            used += 1
            kind = "due" if at == 27 else "to-come" if at > 24 else "counted"
            days[on] = DayCell(at, f"Working day {used}", kind, str(used))
    return deadline_weeks(days, today=date(2026, 11, 24))
