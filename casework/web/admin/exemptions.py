"""Rules by which the office may withhold records, beside those of the laws: which there are, and one more."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput
from casework.packs.law import Exemption, Law
from casework.policy.guard import guarded
from casework.services.deadlines.add_exemption import NewExemption, add_exemption
from casework.services.deadlines.time_rules import EXEMPTIONS, time_rules
from casework.services.staff.present import current_staff
from casework.web.admin.tabs import admin_tabs
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.days import day_in_boxes, typed_day
from casework.web.desk.opening import this_office
from casework.web.formats import day, today
from casework.web.go import go
from casework.web.words import pack_text, told

exemptions = Blueprint("exemptions", __name__)
PURPOSE, HERE = "administration", "exemptions.page"


@exemptions.get("/")
@guarded("promise.change")
def page() -> str:
    """What the office added."""
    return _page({})


@exemptions.post("/")
@guarded("promise.change")
def add() -> Page:
    """One more, or other words or an end for one of the office's own."""
    form, office = request.form, this_office()
    try:
        new = NewExemption(
            **{name: form.get(name, "").strip() for name in ("law", "code", "words", "source")},
            since=typed_day(form, "since"),
            until=day_in_boxes(form, "until"),
            weighed=form.get("weighed") == "yes",
        )
        with office.open(office.member(current_staff(), PURPOSE)) as session:
            add_exemption(session, new, form)
            session.commit()
    except InvalidInput as wrong:
        return _page(told(wrong)), wrong.status
    flash(_("Added. Officers can choose it from its first day on."), "good")
    return go(url_for(HERE))


def _page(errors: Mapping[str, str]) -> str:
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        rules = time_rules(session)
        session.commit()
    newest = rules.promises[-1] if rules.promises else None
    own = newest.document.get(EXEMPTIONS, {}) if newest else {}
    rows = [_row(rules.laws[law], rules.laws[law].exemptions[code]) for law in own for code in own[law]]
    return render_template(
        "admin/exemptions.html",
        rows=rows,
        columns=[Column(said) for said in (_("Law"), _("Code"), _("What it protects"), _("From – until"))],
        laws=[(law.name, pack_text(law.label)) for law in rules.laws.values()],
        seen=newest.number if newest else 0,
        typed=request.form,
        errors=errors,
        admin_tabs=admin_tabs("promises.page"),
    )


def _row(law: Law, one: Exemption) -> dict[str, str | bool]:
    since = day(one.since, year=True) if one.since else ""
    return {
        "law": pack_text(law.label),
        "code": one.code,
        "words": pack_text(one.label),
        "source": one.source,
        "weighed": one.weighed,
        "term": f"{since} – {day(one.until, year=True)}" if one.until else _("From %(day)s", day=since),
        "over": one.until is not None and one.until <= today(),
    }
