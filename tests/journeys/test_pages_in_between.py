"""Pages that no journey passes: each fits a phone in every language, and axe finds nothing in light or dark."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from casework.base.money import Money
from casework.models import Fund, Person, PlateAssignment, PlateIssue
from casework.models.identity import User
from casework.services.demo.gifts import add_funds
from casework.services.donors.record_gift import NewGift, record_gift
from casework.services.office import Office, office_by_id
from casework.services.people.register_person import NewPerson, register_person
from casework.services.staff.links import make_link
from casework.services.vehicles.elt import NewParticipant, add_participant
from casework.services.vehicles.liens import NewLien
from casework.settings import Database
from casework.store.identity import identity_session
from tests.axe import faults
from tests.factories.tenants import PASSWORD, MadeTenant, make_tenant, make_user
from tests.journeys.steps import Citizen, Officer, Reader
from tests.journeys.town import Car, Town, a_car, a_vin
from tests.services.cases.transfers import open_transfer
from tests.services.desks import Desks

pytestmark = pytest.mark.browser
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
LANGUAGES = ("pt", "hi", "vi")
"""The longest words, the tallest letters, the most signs; English is read whole."""
# what a reader may set (WCAG 1.4.12) without losing anything; a sheet of the browser, so no policy forbids it
_SPACED = (
    "* { letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important }"
)
_SPACE = """words => { const sheet = new CSSStyleSheet(); sheet.replaceSync(words);
document.adoptedStyleSheets = [sheet] }"""
_LONG_WORDS = "document.querySelectorAll('.table td').forEach(cell => cell.append('w'.repeat(70)))"
# what stands outside, by its element and words: nothing, where the page itself is no wider than the window
_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
.filter(part => part.getBoundingClientRect().right > innerWidth && !part.closest('.scroll, .side'))
.slice(0, 8).map(part => `${part.tagName}.${part.className} ${part.textContent.slice(0, 40)}`)"""


def fits_a_phone(reader: Reader) -> None:
    """Nothing stands outside the window, also with the letters set apart."""
    reader.page.set_viewport_size(PHONE)
    for words in ("", _SPACED):
        reader.page.evaluate(_SPACE, words)
        wide = reader.page.evaluate(_TOO_WIDE)
        assert not wide, f"{reader.page.url} {words}: {wide}"


def has_no_fault(reader: Reader) -> None:
    """The page in the window fits a phone; axe finds nothing in either scheme."""
    fits_a_phone(reader)
    reader.page.evaluate(_SPACE, "")
    for size in (PHONE, DESK):
        reader.page.set_viewport_size(size)
        # Other things show on a phone than on a desk: both are read whole, the phone in light and the desk in dark.
        assert not faults(reader.page, first="light" if size == PHONE else "dark", second=None)


def in_every_language(reader: Reader, path: str) -> None:
    """The page at this path fits a phone in the languages that take most room, and has no fault in English."""
    for lang in LANGUAGES:
        reader.go(f"{path}?lang={lang}")
        expect(reader.page.locator("html")).to_have_attribute("lang", lang)
        fits_a_phone(reader)
    reader.go(f"{path}?lang=en")
    has_no_fault(reader)


@pytest.fixture
def agency(database: Database) -> MadeTenant:
    """A motor-vehicle agency."""
    return make_tenant(database, "Northport")


@pytest.mark.parametrize("kind", ["motor_vehicle_agency", "charity", "council"])
def test_every_workflow_is_readable_on_a_phone(
    database: Database, officer: Callable[..., Officer], kind: str
) -> None:
    here = officer(make_user(database, make_tenant(database, "Office", kind=kind), "administrator"))
    here.go("/desk/workflows/")
    links = [str(link.get_attribute("href")) for link in here.page.locator("main .service a").all()]
    assert len(links) > 1
    for link in links:
        in_every_language(here, re.sub("^/t/[^/]+", "", link))
        here.page.evaluate(_LONG_WORDS)
        fits_a_phone(here)


def test_whoever_forgot_a_password_reads_every_page_on_the_way(
    town: Town, database: Database, agency: MadeTenant, citizen: Callable[..., Citizen]
) -> None:
    who = make_user(database, agency, "title_clerk")
    here = citizen(agency)
    here.go("/forgot")
    here.fill({"email": who.email})
    here.page.locator("main form button.button").click()
    here.heads("Look into your mail")
    has_no_fault(here)
    with town.flask.app_context(), identity_session() as session:
        token = make_link(session, "reset", tenant_id=agency.id, user=session.get(User, (agency.id, who.id)))
        session.commit()
    in_every_language(here, f"/new-password/{token}")
    here.go(f"/new-password/{token}?lang=en")
    here.fill({"password": "nine quiet herons again", "again": "something else"})
    here.page.locator("main form button.button").click()
    expect(here.page.get_by_role("alert")).to_contain_text("Type the same password twice")
    has_no_fault(here)
    here.go("/new-password/no-such-link")
    has_no_fault(here)


def test_a_token_is_asked_for_and_shown_without_a_fault(
    database: Database, agency: MadeTenant, officer: Callable[..., Officer]
) -> None:
    here = officer(make_user(database, agency, "title_examiner"))
    in_every_language(here, "/account/tokens/new")
    here.go("/account/tokens/new?lang=en")
    here.press("Make the token")
    expect(here.page.get_by_role("alert")).to_be_visible()
    has_no_fault(here)
    if here.page.get_by_label("Password").count():
        here.page.get_by_label("Password").fill(PASSWORD)
    here.fill({"name": "Nightly report of the county", "days": "30"})
    here.page.locator('[name="permissions"]').first.check()
    here.page.locator("#purpose").select_option(index=1)
    here.press("Make the token")
    here.heads("Your new token")
    has_no_fault(here)


def test_the_forms_of_a_plate_have_no_fault(
    town: Town, database: Database, agency: MadeTenant, officer: Callable[..., Officer]
) -> None:
    a_car(town, agency, Car(a_vin(31), "8ABC431", "Marisol Vega"))
    with town.flask.app_context():
        office = office_by_id(agency.id)
    with town.desks().all_seeing(office) as session:
        row = session.scalars(select(PlateAssignment)).one()
        mark = session.scalars(select(PlateIssue.mark_id)).one()
    here = officer(make_user(database, agency, "supervisor", "senior_examiner"))
    in_every_language(here, f"/desk/plates/{mark}/rows/{row.id}")
    here.go(f"/desk/plates/{mark}/rows/{row.id}?lang=en")
    here.press("Correct the row")
    expect(here.page.get_by_role("alert")).to_be_visible()
    has_no_fault(here)
    in_every_language(here, f"/desk/vehicles/{row.vehicle_id}/plate")
    for path in (f"/desk/plates/{mark}", f"/desk/vehicles/{row.vehicle_id}/time"):
        days_are_chosen(here, path)
    pages_of_lenders_have_no_fault(here, town.desks(), office, row.vehicle_id)


def days_are_chosen(here: Officer, path: str) -> None:
    """By the slider or by the boxes, and the address alone says as much."""
    here.page.set_viewport_size(DESK)
    here.go(f"{path}?lang=en")
    told, slider = here.page.locator("[data-as-of-answer] h2"), here.page.locator("#valid-range")
    before = told.inner_text()
    slider.focus()
    slider.press("PageDown")
    expect(told).not_to_have_text(before)
    expect(slider).to_be_focused()
    expect(here.page).to_have_url(re.compile("valid-year="))
    expect(here.page.locator("#valid-year")).not_to_have_value("")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("."))
    moved = told.inner_text()
    here.page.reload()
    expect(told).to_have_text(moved)
    here.page.locator("#valid-year").fill("1950")
    here.press("Show")
    expect(told).to_contain_text("1950")
    has_no_fault(here)


def pages_of_lenders_have_no_fault(here: Officer, desks: Desks, office: Office, vehicle: UUID) -> None:
    """The claims on a vehicle, the list of lenders, the programs of one."""
    where = "1 Wilhelmina Featherstonehaugh Boulevard, Northport CA 94101"
    with desks.all_seeing(office) as session:
        bank = add_participant(session, NewParticipant("E-1042", "Harbor Savings and Loan Bank", where)).id
        holder = register_person(session, NewPerson("Harbor Savings and Loan Bank")).id
        session.add(NewLien(holder, bank).row(vehicle, date(2025, 2, 3)))
        session.commit()
    for path in (f"/desk/vehicles/{vehicle}/liens", "/desk/lenders/", f"/desk/lenders/{bank}"):
        here.go(f"{path}?lang=vi")
        fits_a_phone(here)
        here.go(f"{path}?lang=en")
        has_no_fault(here)


def in_long_words(here: Officer, path: str) -> None:
    """The page has no fault in Hindi and in Vietnamese, whose words and marks need the most room."""
    for lang in ("hi", "vi"):
        here.go(f"{path}?lang={lang}")
        expect(here.page.locator("html")).to_have_attribute("lang", lang)
        fits_a_phone(here)
        here.page.evaluate(_SPACE, "")
        assert not faults(here.page, second=None)


def test_fees_papers_and_imports_have_no_fault(
    town: Town, database: Database, agency: MadeTenant, officer: Callable[..., Officer]
) -> None:
    with town.flask.app_context():
        number = open_transfer(office_by_id(agency.id)).number
    here = officer(make_user(database, agency, "supervisor", "title_examiner", "cashier"))
    for path in (
        f"/desk/cases/{number}/fees",
        f"/desk/cases/{number}/issued",
        "/desk/imports/",
        "/desk/imports/new",
    ):
        in_long_words(here, path)
    here.go("/desk/?lang=en")


def test_a_donor_and_the_forms_about_one_have_no_fault(
    town: Town, database: Database, officer: Callable[..., Officer]
) -> None:
    charity = make_tenant(database, "Riverbend", kind="charity", timezone="America/Chicago")
    with town.flask.app_context():
        office = office_by_id(charity.id)
    with town.desks().all_seeing(office) as session:
        add_funds(session)
        reach = (("email", "wilhelmina.featherstonehaugh-cholmondeley@long-domain-name.donor.example"),)
        donor = register_person(session, NewPerson("Nguyễn Thị Minh Khai", contacts=reach)).id
        fund = session.scalars(select(Fund.id)).first()
        assert fund is not None
        for cents in (5_000, 125_000_000):
            record_gift(session, NewGift(donor, fund, date(2026, 3, 2), Money(cents, "USD")))
        session.commit()
        assert session.scalar(select(Person.id)) == donor
    here = officer(make_user(database, charity, "finance_officer"))
    here.go("/desk/purpose/bookkeeping")
    if here.page.locator("main form button.button").count():
        here.page.locator("main form button.button").first.click()
    for path in (f"/desk/donors/{donor}", "/desk/donors/new", "/desk/gifts/"):
        in_every_language(here, path)
