"""The same wrong answers are refused in the same words at every door: on the web, at the counter, on the phone, by
letter, from a scan in the post, and on a form that was begun at home and brought along."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import func, select

from casework.base.clock import freeze
from casework.models import Brand, Case, Document
from casework.packs import catalog
from casework.packs.field_kinds import Asking, split_answer
from casework.services.inbound.keep_scan import Scan, keep_scan
from casework.services.office import office_by_id
from casework.services.vehicles.register_vehicle import enter_first_owners
from tests.factories.browser import Browser
from tests.factories.mail_corpus import PDF
from tests.services.cases.transfers import ANSWERS
from tests.services.documents.sample_files import GOOD as FILES
from tests.services.vehicles.scene import BOUGHT, ENTERED, a_person, a_vehicle, a_vin
from tests.services.vehicles.test_transfer_case import NOW
from tests.web.desk.conftest import Port

FLOW = catalog().workflow("vehicle_transfer")
APPLY, COUNTER = f"/apply/{FLOW.name}", f"/desk/counter/{FLOW.name}"
PAPERS = {field.name for field in FLOW.fields if field.kind == "file"}
CLEAN, JUNK = 71_101, 71_102
WRONG_AT = re.compile(r'<li><a href="#(?:q-)?([a-z_]+)[^"]*">([^<]+)</a></li>')
PAPER_CODE = re.compile(r'<b class="mono">([^<]+)</b>')
Answers = Mapping[str, object]
Told = dict[str, str]

HEIRS: Answers = {
    "transfer_kind": "inheritance_no_probate",
    "price": None,
    "probate_opened": False,
    "estate_value": {"minor": 100_000_00, "currency": "USD"},
    "died_on": "2026-09-01",
}
DEALER: Answers = {"transfer_kind": "dealer_retail", "dealer_licence": "D-7", "report_of_sale": "R-1"}
AGENT: Answers = {"has_agent": True, "agent_name": "Al Agent"}
FAMILY: Answers = {"transfer_kind": "family", "price": None, "relationship": "other"}
# Answers beside the usual ones, the code, and the question where it is told. Papers are not here: they follow a form
# that comes to the desk, and are asked for there before anything is cleared.
WRONG: list[tuple[Answers, str, str]] = [
    ({"vin": "1HGCM82633A004353"}, "VIN_CHECK_DIGIT", "vin"),
    ({"vin": "1M8GDM9AXKP04278"}, "VIN_LENGTH", "vin"),
    ({"vin": "1M8GDM9A_KP042788"}, "VIN_CHARS", "vin"),
    ({"sale_date": "2026-11-21"}, "FUTURE_DATE", "sale_date"),
    ({"buyer_name": "Rosa Ibarra"}, "NO_CHANGE", "buyer_name"),
    ({"odometer": "48213.6"}, "ODO_TENTHS", "odometer"),
    ({"title_number": "1999-0000001"}, "TITLE_NOT_CURRENT", "title_number"),
    ({"lien_open": True, "title_with_lender": True}, "TITLE_MISSING", "title_with_lender"),
    ({"vin": a_vin(JUNK)}, "BRAND_BLOCKS", "vin"),
    ({**AGENT, "agent_until": "2026-11-01"}, "POA_EXPIRED", "agent_until"),
    ({**HEIRS, **AGENT}, "POA_SCOPE", "has_agent"),
    ({**HEIRS, "died_on": "2026-10-12"}, "ESTATE_WAIT_PERIOD", "died_on"),
    ({**HEIRS, "died_on": "2009-01-01"}, "ESTATE_OVER_LIMIT", "estate_value"),
    ({**HEIRS, "probate_opened": True}, "ESTATE_IN_PROBATE", "probate_opened"),
    (FAMILY, "RELATIONSHIP_UNPROVEN", "relationship"),
    ({**DEALER, "dealer_until": "2026-11-01"}, "DEALER_UNLICENSED", "dealer_until"),
]


@pytest.fixture(scope="module")
def agency(port: Port) -> Iterator[Port]:
    """Two vehicles on record, one of them scrapped."""
    with port.app.app_context(), freeze(ENTERED):
        office = office_by_id(port.tenant.id)
        with office.open(office.system("load_demo")) as session:
            seller = a_person(session, "Rosa Ibarra")
            for serial in (CLEAN, JUNK):
                vehicle = a_vehicle(session, serial)
                enter_first_owners(session, vehicle, [seller], since=BOUGHT)
            session.add(Brand(vehicle_id=vehicle.id, brand="JUNK", source="insurer", effective_on=BOUGHT))
            session.commit()
    with freeze(NOW):
        yield port


def boxes(answers: Answers, page: str = "") -> dict[str, object]:
    """What stands in the boxes of a page, or of the whole form, for these answers."""
    asking, given = Asking("en", "US", "USD", ("USD",)), dict[str, object]()
    for field in FLOW.fields if not page else FLOW.page(page).fields:
        told = answers.get(field.name)
        if field.kind == "file" or told is None:
            continue
        parts = {"": [told]} if isinstance(told, str) and field.kind in ("odometer", "vin") else None
        for part, values in (parts or split_answer(field, told, asking)).items():
            given[f"{field.name}-{part}" if part else field.name] = values
    return given


def filled_in(agency: Port, answers: Answers) -> tuple[Browser, Told, str]:
    """Somebody's browser with every page answered; what was told on the pages; and the code of the form on paper,
    printed as far as it is filled in."""
    here, told = Browser(agency.app, agency.tenant), dict[str, str]()
    for page in FLOW.pages:
        given = boxes(answers, page.name)
        if page.name == "papers":
            given["title_photo"] = (BytesIO(FILES["title.pdf"]), "title.pdf")
        sent = here.post(
            f"{APPLY}/{page.name}",
            {**given, "act": "continue"},
            form=f"{APPLY}/{FLOW.pages[0].name}",
            content_type="multipart/form-data",
        )
        assert sent.status_code in (303, 422), (page.name, sent.get_data(as_text=True))
        told |= wrong_at(sent.get_data(as_text=True))
    printed = PAPER_CODE.search(here.get(f"{APPLY}/paper").get_data(as_text=True))
    assert printed
    return here, told, printed[1]


def on_the_web(agency: Port, answers: Answers) -> tuple[Told, str]:
    """What is told before it is sent; and the code of the form on paper."""
    here, told, code = filled_in(agency, answers)
    answer = here.post(f"{APPLY}/check", {"truth": "yes", "person": "yes"})
    assert answer.status_code == 422, answer.status_code
    # what could not be read at all was told on its page, and the last page leads back there
    return wrong_at(answer.get_data(as_text=True)) | told, code


def wrong_at(page: str) -> Told:
    return {name: unescape(said) for name, said in WRONG_AT.findall(page)}


def at_the_desk(agency: Port, answers: Answers, brought: str) -> dict[str, Told]:
    """What is told at each way that a form comes to the desk."""
    here, told = agency.browser("title_clerk"), dict[str, Told]()
    given = {**boxes(answers), "language": "en"}
    ways = {one: {**given, "channel": one} for one in ("counter", "phone", "letter")}
    ways["scan"] = {**given, "post": a_scan(agency)}
    for way, sent in ways.items():
        answer = here.post(COUNTER, sent)
        assert answer.status_code == 422, (way, answer.status_code)
        told[way] = wrong_at(answer.get_data(as_text=True))
    answer = here.post("/desk/counter/resume/send", {**given, "resume": brought}, form="/desk/counter/")
    assert answer.status_code == 422
    return told | {"brought": wrong_at(answer.get_data(as_text=True))}


def a_scan(agency: Port) -> str:
    with agency.app.app_context(), agency.office.open(agency.office.system("take_post")) as session:
        scan = Scan("letter", "drop", NOW, "form.pdf", BytesIO(PDF))
        item = keep_scan(session, scan, again="one form")
        session.commit()
    return str(item)


def cases(agency: Port) -> int:
    with agency.app.app_context(), agency.office.open(agency.office.system("load_demo")) as session:
        found = session.scalar(select(func.count()).select_from(Case)) or 0
        session.commit()
    return found


@pytest.mark.parametrize(("more", "code", "place"), WRONG, ids=[code for _more, code, _place in WRONG])
def test_it_is_refused_in_the_same_words_at_every_door(
    agency: Port, more: Answers, code: str, place: str
) -> None:
    answers, before = {**ANSWERS, "vin": a_vin(CLEAN), **more}, cases(agency)
    told, brought = on_the_web(agency, answers)
    without_papers = {name: said for name, said in told.items() if name not in PAPERS}
    assert set(without_papers) == {place}, without_papers
    assert at_the_desk(agency, answers, brought) == dict.fromkeys(
        ("counter", "phone", "letter", "scan", "brought"), without_papers
    )
    assert cases(agency) == before


def test_a_form_that_was_begun_at_home_is_sent_at_the_desk_with_the_papers_it_has(agency: Port) -> None:
    answers = {**ANSWERS, "vin": a_vin(CLEAN)}
    _browser, told, brought = filled_in(agency, answers)
    assert told == {}
    sent = {**boxes(answers), "language": "en", "resume": brought}
    answer = agency.browser("title_clerk").post("/desk/counter/resume/send", sent, form="/desk/counter/")
    assert answer.status_code == 200, wrong_at(answer.get_data(as_text=True))
    with agency.app.app_context(), agency.office.open(agency.office.system("load_demo")) as session:
        case = session.scalars(select(Case).order_by(Case.opened_at.desc()).limit(1)).one()
        papers = session.scalars(select(Document.field).where(Document.case_id == case.id)).all()
        session.commit()
    assert (case.channel, list(papers)) == ("counter", ["title_photo"])
