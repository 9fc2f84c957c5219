"""Papers that come out of a case: letters of the pack as they go by post, and the seller's receipt of release."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import select

from casework.base.errors import NotFound, Refused
from casework.base.phrases import Phrase, phrase
from casework.models import Case, CaseParty, IssuedPaper, ReleaseNotice
from casework.models.issued_paper import LETTER, RELEASE
from casework.packs import Workflow
from casework.packs.placeholders import PLACE
from casework.services.cases.answers import asking_of
from casework.services.cases.facts import read_facts
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.mail.places import Places
from casework.services.office import office_of
from casework.services.papers.issue_paper import NewPaper, issue_paper
from casework.services.tenants.addresses import canonical_url
from casework.services.typesetting.paper_words import long_day, say
from casework.services.vehicles.find_vehicle import vehicle_by_vin
from casework.services.vehicles.history import office_day
from casework.store.session import ViewerSession

DAYS, NUMBERS = ("sold_on", "sale_date"), ("vin_end", "vin")
"""What the day of sale and the number of the vehicle are called: in a notice of its own, and in a transfer."""
RELEASED = ("seller_name", *DAYS, *NUMBERS, "plate", "buyer_name", "odometer")
"""What the receipt of release tells, by the names of the fields."""


def issue_letter(session: ViewerSession, case_id: UUID, template: str) -> IssuedPaper:
    """A letter of the case's pack as a paper, in the language that the case is in. NotFound without such a letter.

    Refused LETTER_NOTHING_ASKED for one that tells what an officer entered, where nobody entered anything yet.
    """
    case = lock_case(session, case_id)
    workflow = workflow_of(session, case)
    if template not in {one.name for one in workflow.letters}:
        raise NotFound
    wording, language = workflow.letter(template), case.language
    asked = [
        place.removeprefix("asked.") for place in PLACE.findall(wording.body.text("en")) if "asked." in place
    ]
    if asked and not any(read_facts(session, case.id, asked).values()):
        said = phrase(
            "This letter tells what an officer asked or decided, and nothing of it is in this case yet. "
            "Enter it in the case first"
        )
        raise Refused("LETTER_NOTHING_ASKED", said)
    with force_locale(language):
        where = canonical_url(office_of(session).tenant, "track.enter_page")
        places = Places(session, case, workflow, asking_of(session, language), where)
        subject = places.fill(wording.subject.text(language))
        body = places.fill(wording.body.text(language))
    told = {
        "title": subject,
        "to": _applicant_lines(session, case, workflow),
        "reference": say(phrase("Case %(number)s", number=case.number), language),
        "paragraphs": [part.strip() for part in body.split("\n\n") if part.strip()],
    }
    new = NewPaper(
        LETTER, "letter", language, told, (), template=template, case_id=case.id, to_applicant=True
    )
    return issue_paper(session, new)


def issue_release(session: ViewerSession, case_id: UUID) -> IssuedPaper:
    """The receipt of a notice of release of liability, for the seller. Refused NOTHING_TO_RELEASE without a sale."""
    case = lock_case(session, case_id)
    workflow = workflow_of(session, case)
    facts = read_facts(session, case.id, RELEASED)
    if not releases(workflow) or not facts.get("seller_name") or not _first(facts, DAYS):
        said = phrase("This case tells of no sale. A receipt of release needs a seller and a day of sale")
        raise Refused("NOTHING_TO_RELEASE", said)
    language, applicant = case.language, workflow.applicant()
    told = {
        "title": say(phrase("Receipt of your notice of release of liability"), language),
        "rows": _release_rows(session, case, facts, language),
        "parts": [],
        "statements": [say(one, language) for one in _RELEASE_SAYS],
    }
    return issue_paper(
        session,
        NewPaper(
            *(RELEASE, "certificate", language, told, ()),
            case_id=case.id,
            vehicle_id=_released_vehicle(session, case.id, facts),
            to_applicant=applicant is not None and applicant.role == "seller",
        ),
    )


def releases(workflow: Workflow) -> bool:
    """Whether cases of this workflow tell of a sale that a seller may be released from."""
    names = {field.name for field in workflow.fields}
    return "seller_name" in names and not names.isdisjoint(DAYS)


def _released_vehicle(session: ViewerSession, case_id: UUID, facts: dict[str, Any]) -> UUID | None:
    """The vehicle that the notice was entered beside, or that the transfer is about."""
    entered = select(ReleaseNotice.vehicle_id).where(ReleaseNotice.case_id == case_id)
    found = session.scalar(entered.limit(1))
    if found is None and facts.get("vin"):
        vehicle = vehicle_by_vin(session, str(facts["vin"]))
        found = vehicle.id if vehicle else None
    return found


def _first(facts: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((facts[name] for name in names if facts.get(name)), None)


_RELEASE_SAYS = (
    phrase(
        "You told us that you sold the vehicle and handed it over. From that day on you answer no longer for what is "
        "done with it."
    ),
    phrase(
        "This receipt does not change who owns the vehicle. Your name goes from the record when the buyer’s transfer "
        "is complete."
    ),
)


def _release_rows(
    session: ViewerSession, case: Case, facts: dict[str, Any], language: str
) -> list[tuple[str, str]]:
    received = office_day(case.opened_at, office_of(session).tenant.timezone)
    rows: list[tuple[Phrase, Any]] = [
        (phrase("Seller"), facts.get("seller_name")),
        (phrase("Day of sale"), long_day(date.fromisoformat(_first(facts, DAYS)), language)),
        (phrase("Notice received"), long_day(received, language)),
        (phrase("Plate"), facts.get("plate")),
        (phrase("VIN, last five"), str(_first(facts, NUMBERS) or "")[-5:]),
        (phrase("New owner"), facts.get("buyer_name")),
        (phrase("Odometer"), facts.get("odometer")),
        (phrase("Case"), case.number),
    ]
    return [(say(label, language), str(value)) for label, value in rows if value not in (None, "")]


def _applicant_lines(session: ViewerSession, case: Case, workflow: Workflow) -> list[str]:
    """Whom the letter goes to: name and address, as far as they are open."""
    party = workflow.applicant()
    may = session.viewer.access.may_read
    if party is None or not may("contact"):
        return []
    more = [CaseParty.address] if may("location") else []
    chosen = select(CaseParty.id, CaseParty.case_id, CaseParty.person_id, CaseParty.name, *more).where(
        CaseParty.case_id == case.id, CaseParty.role == party.role
    )
    row = session.execute(chosen).one_or_none()
    if row is None:
        return []
    return [row.name or "", *str(getattr(row, "address", None) or "").splitlines()]
