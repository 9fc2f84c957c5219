"""People: find somebody, and everything about them that the reader's purpose opens."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext
from sqlalchemy import select

from casework.models import Case, CaseParty
from casework.packs import catalog
from casework.policy.guard import guarded
from casework.services.lookup.consents import consents_in_brief
from casework.services.people.person_classes import ClassHeld, classes_of
from casework.services.people.person_view import CaseLine, PersonView
from casework.services.people.read_person import read_person
from casework.services.people.search_people import PeoplePage, search_people
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.desk.opening import address_if, may, this_office
from casework.web.frame import RECORDS, desk_door
from casework.web.registers.reading import Relates, Why, asks_purpose, declared_session, reading
from casework.web.words import pack_text

people = Blueprint("people", __name__)
desk_door(RECORDS, _l("People"), "people.search", "person.search")

LONGEST = 200
NUMBERS = {
    "driver_licence": _l("driver license"),
    "state_id": _l("state identity card"),
    "passport": _l("passport"),
    "tax_id": _l("tax number"),
}


@people.get("/people/")
@guarded("person.search")
@asks_purpose
def search() -> Page:
    """A box for a name, an e-mail or a phone number, and who was found."""
    text = request.args.get("q", "")[:LONGEST].strip()
    found = PeoplePage((), None)
    with declared_session(needs="contact") as (session, why):
        if text:
            found = search_people(session, text, after=request.args.get("after"))
        session.commit()
    return render_template(
        "registers/people.html",
        text=text,
        found=found,
        why=why,
        columns=[Column(_("Name")), Column(_("Speaks"))],
    )


@people.get("/people/<uuid:person_id>")
@guarded("person.read")
@asks_purpose
def page(person_id: UUID) -> Page:
    """The person: each part where right and purpose open it, the others named with why not."""
    with reading(party_of(person_id), needs="contact") as (session, why):
        view = read_person(session, person_id)
        writes = session.viewer.access.may_write("contact")
        consents_url = _consents_url(person_id)
        consents = consents_in_brief(session, person_id) if consents_url else []
        classes = classes_of(session, person_id)
        session.commit()
    return render_template(
        "registers/person.html",
        view=view,
        why=why,
        open_cases=[case_line(line) for line in view.cases if line.closed_at is None],
        closed_cases=[case_line(line) for line in view.cases if line.closed_at is not None],
        figures=_figures(view),
        numbers=_numbers(view.identifiers),
        numbers_destroyed=_numbers(view.identifiers_destroyed),
        reasons=held_things(view.withheld, "person", **why.more),
        case_columns=[Column(said) for said in (_("Case"), _("State"), _("Part"), _("Since"))],
        vehicle_columns=[
            Column(said) for said in (_("Vehicle"), _("VIN"), pgettext("day", "From"), _("Until"))
        ],
        gift_columns=[
            *(Column(said) for said in (_("Received"), _("Gift"), _("State"))),
            Column(_("Amount"), num=True),
        ],
        edit_url=_edit_url(person_id, writes, why),
        classes=class_lines(classes),
        classes_url=_classes_url(person_id, writes, why),
        consents_url=consents_url,
        consents=consents,
        use_label=_use_label,
        consent_columns=[Column(said) for said in (_("Number"), _("Use"), _("Signed"), _("Until"))],
        agreement_url=address_if("agreements.new", person_id=person_id) if may("agreement.make") else None,
        donor_url=address_if("donors.page", person_id=person_id) if "gifts" in view.shown else None,
    )


def _numbers(kinds: Iterable[str]) -> list[str]:
    return [str(NUMBERS.get(kind, kind)) for kind in kinds]


def _use_label(code: str) -> str:
    """A use by its name; its code where this kind of office has it no more."""
    purpose = this_office().kind.purposes.get(code)
    return pack_text(purpose.label) if purpose else code


def _consents_url(person_id: UUID) -> str | None:
    """Where their consents stand, at offices that give data away by consent, for those who record them."""
    if not this_office().kind.plates or not may("consent.record"):
        return None
    return address_if("consents.page", person_id=person_id)


def _edit_url(person_id: UUID, writes: bool, why: Why) -> str | None:
    """Where the contacts are edited, for those who may in this purpose."""
    if not writes or not may("person.edit"):
        return None
    return url_for("people.contacts_page", person_id=person_id, case=why.case)


def _classes_url(person_id: UUID, writes: bool, why: Why) -> str | None:
    """Where it is said of which classes they are, for those who may, at offices that know any."""
    if not writes or not may("person.edit") or not this_office().kind.person_classes:
        return None
    return url_for("people.classes_page", person_id=person_id, case=why.case)


def class_lines(held: Iterable[ClassHeld]) -> list[dict[str, object]]:
    """The classes that somebody is of, in words."""
    known = this_office().kind.person_classes
    return [
        {"row": one, "label": pack_text(known[one.code].label), "level": pack_text(known[one.code].level)}
        for one in held
        if one.code in known
    ]


def party_of(person_id: UUID) -> Relates:
    """Whether a case has this person as a party: who reads for a case, reads about those in it."""

    def relates(session: ViewerSession, case: Case) -> bool:
        return (
            session.scalar(
                select(CaseParty.id)
                .where(CaseParty.case_id == case.id, CaseParty.person_id == person_id)
                .limit(1)
            )
            is not None
        )

    return relates


def case_line(line: CaseLine) -> dict[str, object]:
    """A case in words: the workflow's title, the state, the part that the person has in it."""
    flow = catalog().workflows.get(line.workflow)
    state = next((one for one in flow.states if one.name == line.state), None) if flow else None
    party = next((one for one in flow.parties if one.role == line.role), None) if flow else None
    return {
        "line": line,
        "title": pack_text(flow.title) if flow else line.workflow,
        "state": pack_text(state.label) if state else line.state,
        "tone": state.tone if state else "idle",
        "shape": state.shape if state else "dot",
        "role": pack_text(party.label) if party else line.role,
    }


def _figures(view: PersonView) -> list[tuple[str, object, str | None]]:
    shown: list[tuple[str, object, str | None]] = []
    if "cases" in view.shown:
        shown.append((_("open cases"), sum(line.closed_at is None for line in view.cases), None))
        shown.append((_("cases in all"), len(view.cases), None))
    if "vehicles" in view.shown:
        shown.append((_("vehicles now"), sum(line.until is None for line in view.vehicles), None))
    if "gifts" in view.shown:
        shown.append((_("gifts shown here"), len(view.gifts), None))
    return shown
