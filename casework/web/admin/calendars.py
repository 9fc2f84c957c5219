"""The office's calendar: hours, days off, Saturdays that are worked; what a change would move, and every version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput
from casework.policy.guard import guarded
from casework.services.cases.read_timeline import member_names
from casework.services.deadlines.calendar_acts import ROWS
from casework.services.deadlines.calendar_versions import list_versions
from casework.services.deadlines.change_calendar import change_calendar
from casework.services.deadlines.holiday_places import known_countries
from casework.services.deadlines.preview_calendar import Preview, preview_calendar
from casework.services.deadlines.time_rules import time_rules
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.admin.calendar_words import day_rows, difference_text, hours_rows, weekday_labels
from casework.web.admin.tabs import admin_tabs
from casework.web.auth import Page
from casework.web.box_face import country_options
from casework.web.columns import Column
from casework.web.desk.opening import this_office, whole
from casework.web.formats import date_order, reader, today
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.words import told

calendars = Blueprint("calendars", __name__)
desk_door(OFFICE, _l("Calendar"), "calendars.page", "calendar.change", order=28)
PURPOSE = "administration"
HERE = "calendars.page"
_BOXES = {"d": "day", "m": "month", "y": "year"}


@calendars.get("/")
@guarded("calendar.change")
def page() -> str:
    """When the office works, and how that came to be."""
    return _page({}, {})


@calendars.post("/preview")
@guarded("calendar.change")
def preview() -> Page:
    """What one change would do. Nothing is changed yet."""
    return _preview(request.form.to_dict(), {})


@calendars.post("/save")
@guarded("calendar.change")
def save() -> Page:
    """Another version; open cases are counted anew by the worker."""
    typed, office = request.form.to_dict(), this_office()
    try:
        with office.open(office.member(current_staff(), PURPOSE)) as session:
            change_calendar(session, typed, seen=whole("seen"), reason=typed.get("reason", ""))
            session.commit()
    except InvalidInput as wrong:
        return _preview(typed, told(wrong))
    flash(_("The calendar is changed. Deadlines of open cases are counted anew now."), "good")
    return go(url_for(HERE))


def _preview(typed: Mapping[str, str], errors: Mapping[str, str]) -> Page:
    office = this_office()
    try:
        with office.open(office.member(current_staff(), PURPOSE)) as session:
            found: Preview = preview_calendar(session, typed)
            session.commit()
    except InvalidInput as wrong:
        return _page(typed, told(wrong)), wrong.status
    kept = {name: value for name, value in typed.items() if name not in ("csrf_token", "reason", "seen")}
    drawn = render_template(
        "admin/time_preview.html",
        preview=found,
        changes=[difference_text(one) for one in found.changes],
        kept={**kept, "seen": found.seen},
        reason=typed.get("reason", ""),
        errors=errors,
        stay=0,
        save_url=url_for("calendars.save"),
        back_url=url_for(HERE),
        columns=[Column(_("Case")), Column(_("Due now")), Column(_("Due then"))],
        admin_tabs=admin_tabs(HERE),
    )
    return (drawn, InvalidInput.status) if errors else drawn


def _page(typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        rules = time_rules(session).calendar
        versions = _versions(session)
        session.commit()
    act = typed.get("act", "")
    return render_template(
        "admin/calendar.html",
        data=rules.data,
        days=day_rows(rules.data, rules.calendar, today()),
        weeks=hours_rows(rules.data),
        weekdays=weekday_labels(),
        versions=versions,
        example=_example(office.tenant.timezone),
        day_columns=[Column(_("Day")), Column(_("What")), Column(_("Change"), unseen=True)],
        version_columns=[
            *(Column(said) for said in (_("Version"), _("Made"), _("What"), _("Why"))),
            Column(_("Change"), unseen=True),
        ],
        countries=_countries(office.tenant.country),
        typed={act: typed},
        errors={act: errors},
        summary=[(_anchor(act, name), said) for name, said in errors.items()],
        admin_tabs=admin_tabs(HERE),
    )


def _versions(session: ViewerSession) -> list[dict[str, Any]]:
    found = list_versions(session)
    names = member_names(session, [one.made_by for one in found])
    return [
        {
            "number": one.number,
            "made_at": one.made_at,
            "who": names.get(one.made_by, "") if one.made_by else "",
            "reason": one.reason,
            "restores": one.restores,
            "changes": [difference_text(change) for change in one.changes],
        }
        for one in found
    ]


def _anchor(act: str, name: str) -> str:
    """The box that an error belongs to."""
    if name == "day":
        return f"{act}-day-{_BOXES[date_order()[0]]}"
    if act == ROWS:
        return f"{ROWS}-{ROWS}"
    return {"act": "", "hours": "hours-mon"}.get(name, f"{act}-{name}")


def _example(zone: str) -> str:
    """Rows as a list may have them. Their words are the same in every language; names are the office's own."""
    rows = (
        ("zone", zone),
        ("2027-01-01", "closed", _("New year")),
        ("2026-12-24", "short", "09:00-12:00"),
        ("2026-08-31", "closed", _("Bridge day")),
        ("2026-08-22", "swap", "2026-08-31"),
        ("2027-03-01", "week", "mon 09:00-17:00 tue 09:00-17:00"),
    )
    return "\n".join("; ".join(row) for row in rows)


def _countries(first: str) -> list[tuple[str, str]]:
    known = set(known_countries())
    return [(code, name) for code, name in country_options(reader(), first) if code in known]
