"""“Why can’t I see this?”: the rule, what would open it, whom to ask. Answered by what decided."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.errors import NotFound, PurposeRequired
from casework.packs import Field, Workflow, catalog
from casework.packs.rules import all_fields
from casework.policy.guard import guarded
from casework.policy.things import THINGS
from casework.policy.why import CONFLICT, SCOPE, SEALED, TRIAGE, Decision, Thing, decide, kept_away
from casework.services.cases.facts import thing_of
from casework.services.cases.headline import headline_thing
from casework.services.emergency.viewers import needs_of
from casework.services.staff.present import current_staff
from casework.store.access import Viewer
from casework.web.auth import Page
from casework.web.desk.held import class_words, duty_names, reason_text, title_names
from casework.web.desk.opening import likely_purpose, opened_case, this_office
from casework.web.formats import reader
from casework.web.registers.declared import declared, offered_purposes
from casework.web.words import pack_text

why = Blueprint("why", __name__)

NAMES = {
    "case.headline": _l("What the case is about"),
    "case.applicant": _l("Who applied"),
    "case.parties": _l("Parties"),
    "case.fees": _l("Fees"),
    "case.messages": _l("Messages"),
    "case.notes": _l("Notes"),
    "person.name": _l("Name"),
    "person.contacts": _l("Phone and e-mail"),
    "person.addresses": _l("Address"),
    "person.birth": _l("Birth date"),
    "person.identifiers": _l("Numbers on file"),
    "person.cases": _l("Cases"),
    "person.gifts": _l("Gifts"),
    "person.vehicles": _l("Vehicles"),
    "vehicle.numbers": _l("VIN and title numbers"),
    "vehicle.owners": _l("Owners"),
    "plate.numbers": _l("Plate"),
    "plate.owners": _l("Holder"),
    "gift.donor": _l("Donor"),
    "gift.amount": _l("Amount"),
    "gift.goods": _l("Goods"),
    "donor.name": _l("Donor"),
    "donor.giving": _l("Amounts"),
    "donor.contacts": _l("Phone and e-mail"),
    "donor.cases": _l("Cases"),
    "donor.pledges": _l("Pledges"),
    "donor.tasks": _l("Tasks"),
}


AWAY = {
    SCOPE: _l("Your duties see some cases only: those of your units, or those that are yours."),
    SEALED: _l("A sealed case is there for few people only."),
    CONFLICT: _l("A case of somebody whom you have a relation to is kept from you."),
}


@why.get("/why/<name>")
@guarded("pack.read")
def thing(name: str) -> Page:
    """A part of a page: `case` is the number of the case it is read for, `flow` the workflow of a case in a list;
    `list` says that it is of lists and search."""
    if name not in THINGS:
        raise NotFound
    flow = request.args.get("flow", "")
    if request.args.get("list"):
        return _page(_in_triage(), THINGS[name], str(NAMES[name]))
    if flow:
        return _page(_in_triage(), _in_lists(name, flow), str(NAMES[name]))
    return _page(_reader(), THINGS[name], str(NAMES[name]))


@why.get("/cases/<number>/why/<field>")
@guarded("case.read")
def fact(number: str, field: str) -> Page:
    """An answer of a case."""
    with opened_case(number) as (session, case, workflow):
        viewer, plain = session.viewer, case.number
        session.commit()  # the case was looked at
    asked = _field(workflow, field)
    return _page(viewer, thing_of(asked), asked.name_text(reader().language), number=plain)


def _in_lists(name: str, flow: str) -> Thing:
    """What lists tell of a case of this workflow."""
    office = this_office().kind.name
    workflow = next((one for one in catalog().offered(office) if one.name == flow), None)
    applicant = workflow.applicant() if workflow else None
    if workflow and name == "case.headline":
        return headline_thing(workflow)
    if workflow and applicant and name == "case.applicant":
        return thing_of(workflow.field(applicant.name))
    raise NotFound


def _field(workflow: Workflow, name: str) -> Field:
    try:
        return all_fields(workflow)[name]
    except KeyError:
        raise NotFound from None


def _reader() -> Viewer:
    """The reader for the case they read for, for what they declared, or as they see facts about things."""
    number = request.args.get("case", "")
    if number:
        with opened_case(number) as (session, _case, _workflow):
            session.commit()  # the case was looked at
            return session.viewer
    try:
        return this_office().member(current_staff(), declared(facts_only=True).purpose.code)
    except PurposeRequired:
        return _in_triage()


def _in_triage() -> Viewer:
    return this_office().member(current_staff(), TRIAGE)


def _emergency(decision: Decision, number: str | None) -> str | None:
    """The way to emergency access to this case, where one of its needs opens what is closed here."""
    office = this_office()
    needs = needs_of(office, office.kind.duties_of(current_staff().titles))
    closed = set(decision.classes)
    if number is None or not closed or not any(closed <= need.classes for need in needs):
        return None
    return url_for("emergency.new", case=number)


@why.get("/why-not/<number>")
@guarded("case.read")
def record(number: str) -> str:
    """Why a case may not be here for the reader. The same whether there is one with this number or not."""
    office, code = this_office(), likely_purpose(this_office(), number)
    away = kept_away(office.member(current_staff(), code), office.kind)
    needs = needs_of(office, office.kind.duties_of(current_staff().titles))
    return render_template(
        "desk/why_not.html",
        number=number,
        rows=[(str(AWAY[one.rule]), title_names(one.ask)) for one in away],
        emergency=url_for("emergency.new", case=number) if needs else None,
    )


def _others(decision: Decision, viewer: Viewer) -> tuple[str, ...]:
    """The purposes for which others read it, where no purpose of one's own opens it."""
    return () if decision.purposes or viewer.purpose in decision.ask_for else decision.ask_for


def _page(viewer: Viewer, asked: Thing, name: str, *, number: str | None = None) -> str:
    office = this_office()
    decision = decide(viewer, asked, office.kind)
    purpose = office.purpose(viewer.purpose)
    mine = {one.code: one for one in offered_purposes(office)}
    return render_template(
        "desk/why.html",
        name=name,
        number=number,
        decision=decision,
        purpose=purpose,
        reason=reason_text(decision),
        classes=class_words(decision),
        duties=duty_names(decision.duties),
        ask=title_names(decision.ask),
        ask_for=[pack_text(office.purpose(code).label) for code in _others(decision, viewer)],
        emergency=_emergency(decision, number),
        purposes=[mine[code] for code in decision.purposes if code in mine],
        pack_text=pack_text,
        rules={"purpose": _("Purpose"), "duty": _("Duty"), "token": _("Token")},
    )
