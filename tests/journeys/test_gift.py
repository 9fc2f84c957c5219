"""A gift on its way: offered, accepted, recorded, thanked, with a receipt that prints the same for ever."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from casework.base.clock import today
from casework.packs import catalog
from casework.services.office import office_by_id
from casework.services.people.register_person import NewPerson, register_person
from casework.settings import Database
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.journeys.steps import CANARY, Citizen, Officer, Typed, day_boxes
from tests.journeys.town import Town
from tests.reading_pdf import words_of

pytestmark = pytest.mark.browser
DONOR, EMAIL = "Marisol Vega Ortiz", "marisol.vega@donor.example"
GIFT = catalog().workflow("gift_intake")
ZONE = "America/Chicago"
OFFER: dict[str, Typed] = {
    "gift": {"gift_kind": "money"},
    "amount": {"amount": "400"},
    "purpose": {"fund": "food", "tribute": "none"},
    "donor": {"donor_kind": "person", "donor_name": DONOR, "donor_email": EMAIL},
    "wishes": {
        "wants_receipt": "yes",
        "donor_address-line1": "9 Mill Lane",
        "donor_address-city": "Riverbend",
        "donor_address-region": "OR",
        "donor_address-postcode": "97009",
        "anonymous": "no",
    },
}


@pytest.fixture
def charity(town: Town, database: Database) -> MadeTenant:
    """A food bank; the one next door knows somebody of the same name and address."""
    neighbour = make_tenant(database, "Hillside", kind="charity", timezone=ZONE)
    with town.flask.app_context():
        office = office_by_id(neighbour.id)
    with town.desks().all_seeing(office) as session:
        register_person(session, NewPerson(f"{DONOR} {CANARY}", contacts=(("email", EMAIL),)))
        session.commit()
    return make_tenant(database, "Riverbend", kind="charity", timezone=ZONE)


def test_a_gift_is_offered_taken_recorded_and_thanked(
    town: Town,
    database: Database,
    charity: MadeTenant,
    citizen: Callable[..., Citizen],
    officer: Callable[..., Officer],
    tmp_path: Path,
) -> None:
    donor = citizen(charity, width=390)
    donor.go("/")
    donor.follow(GIFT.title.text("en"))
    number, code = donor.apply(GIFT, OFFER)
    manager = officer(make_user(database, charity, "donor_manager", name="Maribel Tolland"))
    accepts(manager, number)
    finance = officer(make_user(database, charity, "finance_officer", name="Gideon Achterberg"))
    records(finance, number)
    reads_the_donor(finance)
    prints_the_receipt_twice(finance, tmp_path)
    donor.track(number, code)
    donor.heads("Thank you")
    donor.is_accessible()
    town.work_off()
    donor.page.goto(f"{town.url}/dev/outbox")
    own = donor.page.locator("tr", has_text=EMAIL)
    expect(own.get_by_role("link", name=f"Thank you, {number}", exact=True)).to_have_count(1)


def accepts(manager: Officer, number: str) -> None:
    manager.go("/desk/?view=unassigned")
    manager.reads(number, DONOR)
    manager.find(number)
    manager.press(f"Take {number}")
    manager.move("Look at the offer")
    manager.reads("$400.00", "Buying food")
    manager.move("Accept the gift")
    manager.reads("Accepted")
    manager.confirm_party(DONOR, f"Register as a new person {DONOR}")


def records(finance: Officer, number: str) -> None:
    finance.find(number)
    arrived = {**day_boxes("received_on", today(ZONE)), "received_amount": "400", "method": "transfer"}
    finance.move("Record the gift", arrived)
    finance.reads("Recorded")
    finance.move("Thank the donor")
    finance.reads("Thanked")


def reads_the_donor(finance: Officer) -> None:
    """The list of gifts, the gift, and the donor's page with totals."""
    finance.go("/desk/gifts/")
    declares_a_purpose(finance)
    finance.heads("Gifts")
    row = finance.page.locator("main tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("$400.00")
    finance.is_accessible()
    finance.follow("Bank transfer")
    finance.heads("$400.00")
    finance.reads("Recorded, with receipt", DONOR)
    finance.is_accessible()
    finance.follow(DONOR)
    finance.heads(DONOR)
    figures = finance.page.locator(".figures")
    expect(figures).to_contain_text("$400.00")
    expect(figures).to_contain_text("1 gift since")
    finance.is_accessible()


def declares_a_purpose(finance: Officer) -> None:
    """Outside a case the office asks first what the registers are read for."""
    if "read the registers for" in finance.page.locator("h1").inner_text():
        finance.is_accessible()
        finance.page.locator("main ul.moves").get_by_role("button", name="Books and receipts").click()


def prints_the_receipt_twice(finance: Officer, folder: Path) -> None:
    link = finance.section("Gifts").locator("td a.mono").first
    papers = []
    for copy in ("first.pdf", "again.pdf"):
        with finance.page.expect_download() as coming:
            link.click()
        coming.value.save_as(folder / copy)
        papers.append((folder / copy).read_bytes())
    assert papers[0].startswith(b"%PDF-") and len(papers[0]) > 2_000
    assert ["DUPLICATE" in words_of(paper) for paper in papers] == [False, True]
