"""A vehicle changes hands: from an application in Vietnamese on a small phone to the new owner on record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from casework.base.clock import today
from casework.packs import catalog
from casework.settings import Database
from tests.factories.tenants import MadeTenant, MadeUser, make_tenant, make_user
from tests.journeys.steps import CANARY, Citizen, Officer, Typed, day_boxes
from tests.journeys.town import Car, Town, a_car, a_vin
from tests.services.documents.sample_files import picture

pytestmark = pytest.mark.browser
BUYER, EMAIL = "Nguyễn Thị Hạnh", "hanh.nguyen@buyer.example"
CAR = Car(a_vin(4352), "8ABC123", "Rosa Ibarra")
SALE = catalog().workflow("vehicle_transfer")


@dataclass(frozen=True)
class Agency:
    """An agency with a vehicle on record, and its people."""

    tenant: MadeTenant
    clerk: MadeUser
    examiner: MadeUser
    cashier: MadeUser
    senior: MadeUser


@pytest.fixture
def agency(town: Town, database: Database) -> Agency:
    tenant, neighbour = make_tenant(database, "Northport"), make_tenant(database, "Eastvale")
    a_car(town, tenant, CAR)
    # Next door the same vehicle and plate stand under another name.
    a_car(town, neighbour, Car(CAR.vin, CAR.plate, f"{CAR.owner} {CANARY}"))
    return Agency(
        tenant,
        clerk=make_user(database, tenant, "title_clerk", name="Dara Fennimore"),
        # May complete transfers too: only not those that they cleared.
        examiner=make_user(database, tenant, "title_examiner", "senior_examiner", name="Imre Solvang"),
        cashier=make_user(database, tenant, "cashier", name="Tomas Quillon"),
        senior=make_user(database, tenant, "senior_examiner", name="Nadia Brightwater"),
    )


def pages(day: date) -> dict[str, Typed]:
    """What the buyer types."""
    return {
        "start": {"started_by": "buyer"},
        "vehicle": {"vin": CAR.vin.lower(), "plate": "8abc 123"},
        "sellers": {"seller_name": CAR.owner, "has_co_seller": "no"},
        "buyer": {
            "buyer_name": BUYER,
            "buyer_address-line1": "218 Cannery Row",
            "buyer_address-city": "Northport",
            "buyer_address-region": "CA",
            "buyer_address-postcode": "94101",
            "buyer_email": EMAIL,
            "has_co_buyer": "no",
        },
        "sale": {
            **day_boxes("sale_date", day),
            "transfer_kind": "private_sale",
        },
        "deal": {"price": "5000"},
        "claims": {"lien_open": "no"},
        "odometer": {"odometer_status": "actual", "odometer": "84200"},
        "plates": {"plates_decision": "stay"},
        "papers": {"title_photo": picture(size=(640, 480)), "smog_certificate": picture(size=(320, 240))},
        "identity": {},
    }


def test_a_vehicle_changes_hands_from_the_phone_to_the_register(
    town: Town,
    agency: Agency,
    citizen: Callable[..., Citizen],
    officer: Callable[..., Officer],
) -> None:
    sold = today("America/Los_Angeles") - timedelta(days=3)
    buyer = citizen(agency.tenant, width=320, scripts=False)
    number, code = applies_in_vietnamese(buyer, sold)
    clerk = officer(agency.clerk)
    asks_for_a_paper(clerk, number)
    town.work_off()
    answers_with_a_photo(buyer, number, code)
    examiner = officer(agency.examiner)
    clears(examiner, number)
    total = takes_the_fees(officer(agency.cashier), number)
    is_refused_the_second_signature(examiner, number)
    senior = officer(agency.senior)
    senior.find(number)
    senior.move("Complete the transfer")
    senior.reads("Completed")
    reads_the_register(senior, number)
    town.work_off()
    sees_the_outcome(buyer, number, total)
    finds_the_mail(buyer, number)


def applies_in_vietnamese(buyer: Citizen, sold: date) -> tuple[str, str]:
    buyer.go("/")
    buyer.page.get_by_role("link", name="Tiếng Việt").click()
    expect(buyer.page.locator("html")).to_have_attribute("lang", "vi")
    buyer.is_accessible()
    buyer.follow(SALE.title.text("vi"))
    number, code = buyer.apply(SALE, pages(sold), lang="vi")
    assert number.startswith("T-") and len(code.replace("-", "")) >= 16
    buyer.is_accessible()
    return number, code


def asks_for_a_paper(clerk: Officer, number: str) -> None:
    clerk.reads("My work")
    clerk.go("/desk/?view=unassigned")
    clerk.reads(number, BUYER)
    clerk.is_accessible()
    clerk.page.locator("main table tr", has_text=number).get_by_role("link").first.click()
    clerk.reads(CAR.vin, CAR.owner, "Submitted", "With nobody", "Speaks")
    clerk.press(f"Take {number}")
    clerk.reads("With you")
    clerk.move("Start the review")
    clerk.is_accessible()
    question = "Please add the bill of sale. The price is not on the title."
    clerk.move("Ask the buyer", {"papers": ["bill_of_sale"], "question": question})
    clerk.reads("Waiting for applicant")


def answers_with_a_photo(buyer: Citizen, number: str, code: str) -> None:
    buyer.track(number, code)
    buyer.heads(SALE.state("awaiting_applicant").public_label.text("vi"))
    buyer.reads(
        "Please add the bill of sale.",
        next(f for f in SALE.fields if f.name == "bill_of_sale").label.text("vi"),
    )
    buyer.is_accessible()
    question = buyer.page.locator("section[aria-labelledby=ask]")
    buyer.fill({"bill_of_sale": picture(size=(320, 240)), "words": "Đây là giấy mua bán."}, question)
    question.locator("button.button").click()
    buyer.heads(SALE.state("in_review").public_label.text("vi"))
    buyer.reads("Đây là giấy mua bán.", "bill_of_sale.jpg")


def clears(examiner: Officer, number: str) -> None:
    examiner.find(number)
    examiner.reads("In review", "bill_of_sale.jpg", "title_photo.jpg")
    examiner.confirm_party(CAR.owner, f"It is the same person {CAR.owner}")
    examiner.confirm_party(BUYER, f"Register as a new person {BUYER}")
    examiner.follow("Messages and notes", within=examiner.page.get_by_role("navigation"))
    examiner.reads("Đây là giấy mua bán.")
    examiner.is_accessible()
    examiner.find(number)
    examiner.move("Papers are in order")
    examiner.reads("Fees due")


def takes_the_fees(cashier: Officer, number: str) -> str:
    cashier.find(number)
    cashier.follow("Fees")
    cashier.reads("Fee sheet")
    cashier.is_accessible()
    total = cashier.page.locator(".figures dd").first.inner_text()
    assert total.startswith("$")
    cashier.find(number)
    paid = total.removeprefix("$").replace(",", "")
    cashier.move("Record the payment", {"amount_paid": paid, "payment_method": "card"})
    cashier.reads("Approved")
    return total


def is_refused_the_second_signature(examiner: Officer, number: str) -> None:
    examiner.find(number)
    moves = examiner.section("Moves")
    expect(moves.get_by_role("link", name="Complete the transfer")).to_have_count(0)
    expect(moves.locator(".move-not", has_text="Complete the transfer")).to_contain_text("Nadia Brightwater")
    # Nor by typing the address of the move.
    examiner.go(f"/desk/cases/{number}/moves/complete")
    examiner.reads("Not possible now.")
    expect(examiner.page.get_by_role("button", name="Complete the transfer")).to_have_count(0)


def reads_the_register(senior: Officer, number: str) -> None:
    senior.follow(BUYER, within=senior.section("Parties"))
    senior.heads(BUYER)
    senior.reads(number, CAR.vin, EMAIL)
    senior.is_accessible()
    senior.follow("2020 Honda Accord")
    senior.heads("2020 Honda Accord")
    owners = senior.section("Owners").locator("tbody tr")
    expect(owners.first).to_contain_text(BUYER)
    expect(owners.first).to_contain_text(number)
    expect(owners.filter(has_text=CAR.owner).first).to_be_visible()
    senior.is_accessible()
    senior.follow(CAR.plate, within=senior.section("Plates"))
    expect(senior.page.locator("h1")).to_contain_text("Plate")
    senior.reads(CAR.plate, BUYER, CAR.owner, "2020 Honda Accord", number)
    senior.is_accessible()


def sees_the_outcome(buyer: Citizen, number: str, total: str) -> None:
    buyer.go(f"/track/{number}/")
    buyer.heads(SALE.state("completed").public_label.text("vi"))
    buyer.reads(SALE.state("completed").public_text.text("vi"))
    buyer.is_accessible()


def finds_the_mail(buyer: Citizen, number: str) -> None:
    buyer.page.goto(f"{buyer.town.url}/dev/outbox")
    own = buyer.page.locator("tr", has_text=EMAIL)
    for letter in ("received", "question", "fees", "paid", "completed"):
        subject = SALE.letter(letter).subject.text("vi").replace("{{ case.number }}", number)
        expect(own.filter(has_text=subject)).to_have_count(1)
    own.first.get_by_role("link").click()
    buyer.reads(CAR.vin, BUYER)
