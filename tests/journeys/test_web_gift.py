"""A gift on the web, seen by everybody it concerns: the giver on a phone, the bookkeeper, and the giver's own page."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect

from casework.base.clock import today
from casework.packs import catalog
from casework.services.demo.gifts import add_funds
from casework.services.office import office_by_id
from casework.settings import Database
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.journeys.steps import Citizen, Officer, Typed
from tests.journeys.test_gift import declares_a_purpose
from tests.journeys.town import Town
from tests.reading_pdf import words_of

pytestmark = pytest.mark.browser
GIFT = catalog().workflow("gift_intake")
DONOR, EMAIL, ZONE = "Imogen Fairweather", "imogen@web-gift.example", "America/Chicago"
PAGES: dict[str, Typed] = {
    "gift": {"gift_kind": "money"},
    "amount": {"amount": "-60"},
    "purpose": {"fund": "children", "tribute": "honor", "tribute_name": "Aunt May"},
    "donor": {"donor_kind": "person", "donor_name": DONOR, "donor_email": EMAIL},
    "wishes": {
        "wants_receipt": "yes",
        "donor_address-line1": "9 Mill Lane",
        "donor_address-city": "Riverbend",
        "donor_address-region": "OR",
        "donor_address-postcode": "97009",
        "anonymous": "no",
    },
    "pay": {"pays": "card"},
}


@pytest.fixture
def charity(town: Town, database: Database) -> MadeTenant:
    """A food bank that takes cards: the simulator's."""
    made = make_tenant(database, "Riverbend", kind="charity", timezone=ZONE)
    with psycopg.connect(database.identity.replace("+psycopg", "", 1), autocommit=True) as conn:
        told = json.dumps({"payments": {"card": "simulator"}})
        conn.execute("update identity.tenant set profile = %s where id = %s", [told, made.id])
    with town.flask.app_context():
        office = office_by_id(made.id)
        with office.open(office.system("load_demo")) as session:
            add_funds(session)
            session.commit()
    return made


def test_from_the_link_of_an_appeal_to_the_statement_of_the_year(
    town: Town,
    database: Database,
    charity: MadeTenant,
    citizen: Callable[..., Citizen],
    officer: Callable[..., Officer],
    tmp_path: Path,
) -> None:
    giver = citizen(charity, width=320, scripts=False)
    gives(giver)
    town.work_off()
    giver.page.goto(f"{town.url}/dev/outbox")
    expect(giver.page.locator("tr", has_text=EMAIL).first).to_be_visible()
    finance = officer(make_user(database, charity, "finance_officer", name="Gideon Achterberg"))
    gives_part_back(finance)
    makes_statements(finance, town)
    reads_own_page(giver, town, tmp_path)


def gives(giver: Citizen) -> None:
    giver.go("/give/?appeal=SPRING25")
    giver.page.locator("main a.button").click()
    for name, typed in PAGES.items():
        giver.heads(GIFT.page(name).title.text("en"))
        giver.fill(typed)
        giver.page.locator('main button[value="continue"]').click()
        if name == "amount":
            giver.reads("Enter the amount without a minus sign")
            expect(giver.page.locator("#amount")).to_have_value("-60")
            giver.fill({"amount": "60"})
            giver.page.locator('main button[value="continue"]').click()
    giver.reads("SPRING25", "Aunt May", "$60.00")
    giver.is_accessible()
    giver.page.locator("#truth").check()
    giver.press("Send")
    giver.heads("Pay by card")
    giver.reads("This is a simulator", "You pay $60.00, once.")
    giver.is_accessible()
    giver.page.get_by_label("A card without enough money").check()
    giver.press("Pay $60.00")
    giver.reads("there is not enough money")
    giver.page.get_by_label("A card that works").check()
    giver.press("Pay $60.00")
    giver.reads("Thank you", "We have your payment")
    giver.is_accessible()


def gives_part_back(finance: Officer) -> None:
    finance.go("/desk/gifts/")
    declares_a_purpose(finance)
    finance.reads("$60.00")
    finance.follow("Card")
    finance.reads("Recorded, with receipt", DONOR)
    finance.fill({"refund": "10", "refund_reason": "Paid more than was meant"})
    finance.press("Give it back")
    finance.reads("$10.00")


def makes_statements(finance: Officer, town: Town) -> None:
    finance.go(f"/desk/statements/?year={today(ZONE).year}")
    finance.press(f"Make the statements of {today(ZONE).year}")
    town.work_off()
    finance.go(f"/desk/statements/?year={today(ZONE).year}")
    finance.reads(DONOR)


def reads_own_page(giver: Citizen, town: Town, folder: Path) -> None:
    giver.go("/giving/")
    giver.fill({"email": EMAIL})
    giver.press("Mail me the link")
    giver.reads("the link is on its way")
    town.work_off()
    giver.page.goto(f"{town.url}/dev/outbox")
    giver.page.locator("tr", has_text=EMAIL).get_by_role("link", name="Your giving").first.click()
    giver.page.locator("pre.letter a").first.click()
    giver.press("Open it now")
    giver.heads("Your giving")
    giver.reads(DONOR, "$60.00", "cancelled", "Year-end statements")
    giver.is_accessible()
    papers = []
    for copy in ("first.pdf", "again.pdf"):
        with giver.page.expect_download() as coming:
            giver.page.locator("main td a.mono").first.click()
        coming.value.save_as(folder / copy)
        papers.append((folder / copy).read_bytes())
    # The mail brought it first: whatever is fetched after it is a second one.
    assert all("DUPLICATE" in words_of(paper) for paper in papers)
    giver.follow("Who looked at your data")
    giver.reads("Finance officer")
