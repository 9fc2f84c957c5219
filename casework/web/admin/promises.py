"""What the office promises: by workflow, by kind of case, by level of service; and whether open cases have it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import InvalidInput
from casework.packs.law import Law
from casework.packs.model_clock import count_of
from casework.policy.guard import guarded
from casework.services.cases.read_timeline import member_names
from casework.services.deadlines.apply_promises import apply_promises, preview_promises
from casework.services.deadlines.change_laws import change_laws
from casework.services.deadlines.change_promises import (
    Promised,
    PromiseVersion,
    change_promises,
    list_promises,
    promisable,
)
from casework.services.deadlines.time_rules import LAWS, time_rules
from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.admin.tabs import admin_tabs
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import this_office, whole
from casework.web.frame import OFFICE, desk_door
from casework.web.go import go
from casework.web.lengths import length_text, term_text
from casework.web.words import pack_text, told

promises = Blueprint("promises", __name__)
desk_door(OFFICE, _l("Promises"), "promises.page", "promise.change", order=29)
PURPOSE = "administration"
HERE = "promises.page"


class LawsTyped(NamedTuple):
    """What stands in the form of laws: those ticked, and the usual one."""

    chosen: Sequence[str]
    usual: str


@promises.get("/")
@guarded("promise.change")
def page() -> str:
    """What is promised, and how that came to be."""
    return _page({}, {})


@promises.post("/")
@guarded("promise.change")
def change() -> Page:
    """Another version. It holds for cases that begin from now on."""
    typed, office = request.form.to_dict(), this_office()
    try:
        with office.open(office.member(current_staff(), PURPOSE)) as session:
            change_promises(session, typed)
            session.commit()
    except InvalidInput as wrong:
        return _page(typed, told(wrong)), wrong.status
    flash(_("It is promised. It holds for cases that begin from now on."), "good")
    return go(url_for(HERE))


@promises.post("/laws")
@guarded("promise.change")
def laws() -> Page:
    """Other laws about records. They hold for requests that come in from now on."""
    typed, chosen, office = request.form.to_dict(), request.form.getlist("laws"), this_office()
    try:
        with office.open(office.member(current_staff(), PURPOSE)) as session:
            change_laws(session, chosen, typed.get("usual", ""), typed)
            session.commit()
    except InvalidInput as wrong:
        said = {"law_reason" if name == "reason" else name: text for name, text in told(wrong).items()}
        return _page(
            {"law_reason": typed.get("reason", "")}, said, LawsTyped(chosen, typed.get("usual", ""))
        ), wrong.status
    flash(_("These laws hold for requests that come in from now on."), "good")
    return go(url_for(HERE))


@promises.get("/apply")
@guarded("promise.change")
def preview() -> str:
    """What would become of open cases if the newest promises held for them too."""
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        found, stay = preview_promises(session)
        session.commit()
    return render_template(
        "admin/time_preview.html",
        preview=found,
        changes=[_("The promises of version %(number)s hold for open cases too", number=found.seen)],
        kept={"number": found.seen},
        reason=None,
        errors={},
        stay=stay,
        save_url=url_for("promises.apply"),
        back_url=url_for(HERE),
        columns=[Column(_("Case")), Column(_("Due now")), Column(_("Due then"))],
        admin_tabs=admin_tabs(HERE),
    )


@promises.post("/apply")
@guarded("promise.change")
def apply() -> Page:
    """Let them hold for open cases; the worker goes through them."""
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        apply_promises(session, number=whole("number"))
        session.commit()
    flash(_("The promises are applied to open cases now. Each says so in its history."), "good")
    return go(url_for(HERE))


def _page(typed: Mapping[str, str], errors: Mapping[str, str], picked: LawsTyped | None = None) -> str:
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        known, versions, rules = promisable(session), list_promises(session), time_rules(session)
        shown = _versions(session, versions, known, rules.laws)
        session.commit()
    here = [law.name for law in rules.laws_here()]
    newest: Mapping[str, Any] = versions[0].document if versions else {}
    return render_template(
        "admin/promises.html",
        rows=[_row(one, newest) for one in known],
        levels=sorted(newest.get("levels", {})),
        choices=[(one.key, _name(one)) for one in known],
        counts=[
            ("working", _("Working days")),
            ("calendar", _("Days")),
            ("minutes", _("Minutes of office time")),
            ("any_minutes", _("Minutes by day and night")),
        ],
        versions=shown,
        seen=versions[0].number if versions else 0,
        row_columns=[Column(said) for said in (_("For"), _("As the workflow says"), _("As we promise"))],
        version_columns=[Column(said) for said in (_("Version"), _("Made"), _("What"), _("Why"))],
        laws=[{"value": law.name, "label": pack_text(law.label)} for law in rules.laws.values()],
        law_choices=[(law.name, pack_text(law.label)) for law in rules.laws.values()],
        picked=picked or LawsTyped(here, here[0] if here else ""),
        typed=typed,
        errors=errors,
        admin_tabs=admin_tabs(HERE),
    )


def _row(one: Promised, document: Mapping[str, Any]) -> dict[str, Any]:
    own = _text(document.get("clocks", {}).get(one.key))
    levels = document.get("levels", {})
    by_level = [(name, _text(said["clocks"].get(one.key))) for name, said in sorted(levels.items())]
    return {
        "name": _name(one),
        "usual": term_text(one.clock.term(one.clock.length(one.target.name if one.target else None))),
        "own": own,
        "levels": [(name, said) for name, said in by_level if said],
    }


def _name(one: Promised) -> str:
    parts = [pack_text(one.workflow.title), pack_text(one.clock.label)]
    return " · ".join([*parts, pack_text(one.target.label)] if one.target else parts)


def _text(length: Mapping[str, Any] | None) -> str:
    return length_text(*count_of(length, str(length["count"]))) if length else ""


def _versions(
    session: ViewerSession, versions: list[PromiseVersion], known: list[Promised], laws: Mapping[str, Law]
) -> list[dict[str, Any]]:
    names = member_names(session, [one.made_by for one in versions])
    labels = {one.key: _name(one) for one in known} | {
        law.name: pack_text(law.label) for law in laws.values()
    }
    before: list[Mapping[str, Any]] = [one.document for one in versions[1:]]
    return [
        {
            "number": one.number,
            "made_at": one.made_at,
            "who": names.get(one.made_by, "") if one.made_by else "",
            "reason": one.reason,
            "changes": _changes(older, one.document, labels),
        }
        for one, older in zip(versions, [*before, {}], strict=False)
    ]


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], labels: Mapping[str, str]) -> list[str]:
    was, will = _flat(before), _flat(after)
    said = []
    if before.get(LAWS) != after.get(LAWS):
        named = ", ".join(labels.get(law, law) for law in after.get(LAWS, ())) or _(
            "those of the office’s place"
        )
        said.append(_("Laws about records: %(laws)s", laws=named))
    for level, key in sorted({*was, *will}):
        if was.get((level, key)) != will.get((level, key)):
            what = _text(will.get((level, key))) or _("as the workflow says")
            name = labels.get(key, key) + (f" · {level}" if level else "")
            said.append(_("%(what)s: %(time)s", what=name, time=what))
    return said


def _flat(document: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    found = {("", key): length for key, length in document.get("clocks", {}).items()}
    for level, said in document.get("levels", {}).items():
        found |= {(level, key): length for key, length in said.get("clocks", {}).items()}
    return found
