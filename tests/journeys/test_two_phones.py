"""A seller and a buyer, each on their own phone; a clerk, an examiner, a cashier and a senior officer at the desk.

Then the certificate, what anybody may ask about it, and the time line of the plate.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from playwright.sync_api import expect

from casework.base.clock import today
from casework.packs import catalog
from casework.settings import Database
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.journeys.steps import Citizen, Officer, Typed, day_boxes
from tests.journeys.town import Car, Town, a_car, a_vin
from tests.services.documents.sample_files import picture

pytestmark = pytest.mark.browser
CAR = Car(a_vin(7310), "7KLM482", "Rosa Ibarra")
SALE = catalog().workflow("vehicle_transfer")
BUYER, EMAIL = "Minh Anh Tran", "minh.anh@buyer.example"
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")
PHONE = {"width": 320, "scripts": False}


@pytest.fixture
def tenant(town: Town, database: Database) -> MadeTenant:
    tenant = make_tenant(database, "Northport")
    a_car(town, tenant, CAR)
    return tenant


def pages() -> dict[str, Typed]:
    """What the seller types: of the buyer only the name."""
    sold = today("America/Los_Angeles") - timedelta(days=2)
    return {
        "start": {"started_by": "seller"},
        "vehicle": {"vin": CAR.vin, "plate": CAR.plate},
        "sellers": {"seller_name": CAR.owner, "has_co_seller": "no"},
        "buyer": {"buyer_name": BUYER, "has_co_buyer": "no"},
        "sale": {**day_boxes("sale_date", sold), "transfer_kind": "private_sale"},
        "deal": {"price": "5000"},
        "claims": {"lien_open": "no"},
        "odometer": {"odometer_status": "actual", "odometer": "84200"},
        "plates": {"plates_decision": "stay"},
        "papers": {"smog_certificate": picture(size=(320, 240))},
        "identity": {},
    }


def test_seller_and_buyer_sign_on_two_phones_and_the_office_completes(
    town: Town,
    tenant: MadeTenant,
    database: Database,
    citizen: Callable[..., Citizen],
    officer: Callable[..., Officer],
) -> None:
    seller, buyer = citizen(tenant, **PHONE), citizen(tenant, **PHONE)
    seller.go("/")
    seller.follow(SALE.title.text("en"))
    number, code = seller.apply(SALE, pages(), begins="draft")
    party_code = hands_over_a_code(seller, number, code)
    clerk = officer(make_user(database, tenant, "title_clerk", name="Dara Fennimore"))
    sees_who_is_missing(clerk, number)
    signs(buyer, number, party_code)
    seller.go(f"/track/{number}/")
    seller.heads(SALE.state("submitted").public_label.text("en"))
    senior = completes(town, tenant, database, officer, number)
    buyer.go(f"/sign/{number}/")
    buyer.heads(SALE.state("completed").public_label.text("en"))
    checks_the_paper(buyer, takes_the_certificate(senior, number))
    reads_the_time_line(senior, number)


def hands_over_a_code(seller: Citizen, number: str, code: str) -> str:
    """The seller signs on the own page, and gets a code for the buyer."""
    seller.track(number, code)
    seller.heads(SALE.state("draft").public_label.text("en"))
    seller.is_accessible()
    signing = seller.section("Who signs")
    for box in signing.locator('[name="agreed"]').all():
        box.check()
    signing.locator('[name="name"]').fill(CAR.owner)
    seller.press("Sign", within=signing, exact=True)
    seller.reads("Signed.")
    seller.press("Get a code to hand over", within=seller.section("Who signs"))
    seller.heads("Code for: Buyer")
    seller.is_accessible()
    return seller.page.locator("main dl bdi.mono, main dl b").last.inner_text()


def sees_who_is_missing(clerk: Officer, number: str) -> None:
    clerk.find(number)
    clerk.reads("Waiting for signatures")
    clerk.follow("Signatures", within=clerk.page.get_by_role("navigation"))
    clerk.reads("Not signed yet", "Signed")
    expect(clerk.section("Missing")).to_contain_text("Buyer")
    clerk.is_accessible()


def signs(buyer: Citizen, number: str, code: str) -> None:
    buyer.go("/sign/")
    buyer.is_accessible()
    buyer.fill({"number": number, "code": code})
    buyer.press("Open")
    buyer.heads("Read this, then sign")
    buyer.reads(CAR.vin, CAR.owner, "84,200")
    buyer.is_accessible()
    buyer.press("Sign", exact=True)
    expect(buyer.page.locator(".errors")).to_contain_text("Type your full name")
    boxes: Typed = {
        "buyer_address-line1": "218 Cannery Row",
        "buyer_address-city": "Northport",
        "buyer_address-region": "CA",
        "buyer_address-postcode": "94101",
        "buyer_email": EMAIL,
        "name": BUYER,
    }
    buyer.fill(boxes)
    for box in buyer.page.locator('[name="agreed"]').all():
        box.check()
    buyer.press("Sign", exact=True)
    buyer.reads("Signed. The office has it now.")


def completes(
    town: Town, tenant: MadeTenant, database: Database, officer: Callable[..., Officer], number: str
) -> Officer:
    examiner = officer(make_user(database, tenant, "title_examiner", name="Imre Solvang"))
    examiner.find(number)
    examiner.move("Start the review")
    examiner.confirm_party(CAR.owner, f"It is the same person {CAR.owner}")
    examiner.confirm_party(BUYER, f"Register as a new person {BUYER}")
    examiner.move("Papers are in order")
    cashier = officer(make_user(database, tenant, "cashier", name="Tomas Quillon"))
    cashier.find(number)
    cashier.follow("Fees")
    paid = cashier.page.locator(".figures dd").first.inner_text().removeprefix("$").replace(",", "")
    cashier.find(number)
    cashier.move("Record the payment", {"amount_paid": paid, "payment_method": "card"})
    senior = officer(make_user(database, tenant, "senior_examiner", name="Nadia Brightwater"))
    senior.find(number)
    senior.move("Complete the transfer")
    senior.reads("Completed")
    town.work_off()
    return senior


def takes_the_certificate(senior: Officer, number: str) -> str:
    """The code at the foot of the certificate that was printed."""
    senior.go(f"/desk/cases/{number}/issued")
    senior.reads("Current")
    senior.is_accessible()
    with senior.page.expect_download() as saved:
        senior.page.locator("main table th a").first.click()
    document = pypdfium2.PdfDocument(saved.value.path())
    words = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert CAR.vin in words and BUYER in words and CAR.owner not in words
    return str(CODE.findall(words)[-1])


def checks_the_paper(buyer: Citizen, code: str) -> None:
    """Anybody learns whether it holds, and nothing else."""
    for typed, said in ((code, "This paper is current."), (code[::-1], "We can’t confirm this paper.")):
        buyer.go("/check-paper/")
        buyer.fill({"code": typed})
        buyer.press("Check")
        buyer.reads(said)
        for private in (BUYER, CAR.owner, CAR.vin, CAR.plate):
            expect(buyer.page.locator("main")).not_to_contain_text(private)
    buyer.is_accessible()


def reads_the_time_line(senior: Officer, number: str) -> None:
    senior.find(number)
    senior.follow(BUYER, within=senior.section("Parties"))
    senior.follow("2020 Honda Accord")
    senior.follow(CAR.plate, within=senior.section("Plates"))
    line = senior.section("Time line")
    expect(line.locator("svg").first).to_be_visible()
    for said in (BUYER, CAR.owner, number):
        expect(line.locator("table")).to_contain_text(said)
    senior.is_accessible()
