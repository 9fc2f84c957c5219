"""A citizen on a phone 320 pixels wide, in Vietnamese, without JavaScript: from the service to the outcome."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from casework.services.applicants.codes import CASE, subject_of
from casework.services.cases.move_case import move_case
from casework.services.mail.transport import outbox_folder
from casework.services.office import office_by_id
from casework.settings import Database
from casework.store.identity import identity_session
from tests.axe import faults
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.journeys.conftest import Site
from tests.services.documents.sample_files import GOOD
from tests.working import work_off

pytestmark = pytest.mark.browser
SERVICE, PURPOSE = "vehicle_transfer", "title_transfer"
NARROW = {"width": 320, "height": 640}
EMAIL = "hanh@example.org"
ANSWERS: list[tuple[str, dict[str, str], list[str]]] = [
    ("start", {}, ["started_by"]),
    ("vehicle", {"vin": "1HGCM82633A004352", "plate": "7KRT402"}, []),
    ("sellers", {"seller_name": "Rosa Ibarra-Quinn"}, ["has_co_seller-2"]),
    (
        "buyer",
        {
            "buyer_name": "Nguyễn Thị Minh Hạnh",
            "buyer_address-line1": "218 Cannery Row",
            "buyer_address-city": "Northport",
            "buyer_address-region": "CA",
            "buyer_address-postcode": "90217",
            "buyer_email": EMAIL,
        },
        ["has_co_buyer-2"],
    ),
    ("sale", {"sale_date-day": "6", "sale_date-month": "11", "sale_date-year": "2025"}, ["transfer_kind"]),
    ("deal", {"price": "4.600"}, []),
    ("claims", {}, ["lien_open-2"]),
    ("odometer", {"odometer": "48213"}, ["odometer_status"]),
    ("plates", {}, ["plates_decision"]),
]


class Phone:
    """The citizen's phone; a second look at each page, with scripts, is for axe and the width."""

    def __init__(self, browser: Browser, home: str) -> None:
        self.home = home
        self.context: BrowserContext = browser.new_context(
            viewport=NARROW, java_script_enabled=False, locale="vi-VN"
        )
        self.page: Page = self.context.new_page()
        self._looking = browser.new_context(viewport=NARROW, locale="vi-VN")

    def close(self) -> None:
        self.context.close()
        self._looking.close()

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.home + path)

    def press(self, selector: str) -> None:
        """Press what leads to another page, and wait until it is there."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def check(self) -> None:
        """axe finds nothing on this page, and nothing sticks out of the phone."""
        self._looking.add_cookies(self.context.cookies())  # type: ignore[arg-type]  # what one gives the other takes
        look = self._looking.new_page()
        look.goto(self.page.url)
        assert not faults(look, second=None)
        assert look.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], self.page.url
        look.close()

    def codes(self) -> list[str]:
        return re.findall(r"<b>([0-9A-Z-]{11,24})</b>", self.page.content())


@pytest.fixture
def agency(database: Database) -> MadeTenant:
    return make_tenant(database, "Northport")


@pytest.fixture
def phone(browser: Browser, site: Site, agency: MadeTenant) -> Iterator[Phone]:
    made = Phone(browser, f"{site.address}/t/{agency.slug}")
    yield made
    made.close()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in ("title.pdf", "photo.jpg", "letter.docx"):
        (tmp_path / name).write_bytes(GOOD[name])
    return tmp_path


def staff_move(
    site: Site, database: Database, tenant: MadeTenant, case: UUID, name: str, **asked: Any
) -> None:
    user = make_user(database, tenant, "title_examiner", "title_clerk")

    class Member:
        id, titles, units = user.id, user.titles, frozenset()

    with site.app.app_context():
        office = office_by_id(tenant.id)
        with office.open(office.member(Member, PURPOSE)) as session:
            move_case(session, case, name, asked=asked)
            session.commit()


def mail_with(site: Site, words: str) -> str:
    """The newest mail that says these words: mails queued together leave in no promised order."""
    work_off(site.app, site.settings)
    with site.app.app_context():
        sent = sorted(outbox_folder().glob("*.eml"), reverse=True)
    return next(told for told in map(told_in, sent) if words in told)


def told_in(mail: Path) -> str:
    message = message_from_bytes(mail.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return f"{message['Subject']}\n\n{body.get_content()}"


def apply(phone: Phone, files: Path) -> tuple[str, str]:
    """Fill in the form, with a slip on the way, and send it. The number and the code."""
    phone.go("/?lang=vi")
    phone.check()
    phone.press(f"a[href$='/services/{SERVICE}/']")
    phone.check()
    phone.press(f"a[href$='/apply/{SERVICE}/start']")
    for name, boxes, ticks in ANSWERS:
        expect(phone.page).to_have_url(re.compile(rf"/{name}(\?|$)"))
        if name == "vehicle":
            phone.page.fill("#vin", "1HGCM82633A004353")
            with phone.page.expect_navigation():
                phone.page.press("#vin", "Enter")
            expect(phone.page.locator(".errors a")).to_have_count(1)
            expect(phone.page.locator("#vin")).to_have_value("1HGCM82633A004353")
            expect(phone.page.locator("html")).to_have_attribute("lang", "vi")
        for box, value in boxes.items():
            phone.page.fill(f"#{box}", value)
        for tick in ticks:
            phone.page.check(f"#{tick}")
        if name in ("buyer", "sale"):
            phone.check()
        phone.press("main button[value=continue]")
    phone.page.set_input_files("#title_photo", [files / "title.pdf", files / "photo.jpg"])
    phone.page.set_input_files("#smog_certificate", files / "letter.docx")
    phone.press("main button[value=continue]")
    expect(phone.page.locator(".errors a")).to_have_count(1)
    expect(phone.page.locator("ul.files li")).to_have_count(2)
    phone.press("main button[value=continue]")
    phone.check()
    phone.press("main button[value=continue]")
    phone.check()
    expect(phone.page.locator("main")).to_contain_text("Nguyễn Thị Minh Hạnh")
    expect(phone.page.locator("main")).to_contain_text("4.600,00")
    phone.page.check("#truth")
    phone.press("#send .buttons button")
    phone.check()
    number, code = phone.codes()
    return number, code


def test_from_the_service_to_the_outcome(
    phone: Phone, site: Site, database: Database, agency: MadeTenant, files: Path
) -> None:
    number, code = apply(phone, files)
    phone.press(".buttons button")
    phone.go("/track/")
    phone.check()
    phone.page.fill("#number", number.lower().replace("-", " "))
    phone.page.fill("#code", code.lower())
    phone.press("main .button")
    phone.check()
    with site.app.app_context(), identity_session() as session:
        case = subject_of(session, code, CASE, tenant_id=agency.id)
    assert case is not None
    assert mail_with(site, number)

    staff_move(site, database, agency, case, "take")
    asked = {"papers": ["smog_certificate"], "question": "Xin gửi giấy chứng nhận khí thải."}
    staff_move(site, database, agency, case, "ask", **asked)
    mail = mail_with(site, "khí thải")
    link = re.search(r"http://\S+/track/case/\S+", mail)
    assert link is not None
    phone.go(link[0])
    phone.check()
    phone.press("main .button")
    expect(phone.page.locator("main")).to_contain_text("khí thải")
    phone.check()
    phone.page.set_input_files("#smog_certificate", files / "photo.jpg")
    phone.press("#ask ~ form button")
    expect(phone.page.locator("ul.files li")).to_have_count(4)
    with phone.page.expect_download() as loaded:
        phone.page.click('ul.files li a:has-text("title.pdf")')
    assert loaded.value.suggested_filename == "title.pdf"

    reason = "Người bán không phải là chủ xe."
    staff_move(site, database, agency, case, "reject", rejection="seller_not_owner", rejection_text=reason)
    phone.page.reload()
    expect(phone.page.locator("main")).to_contain_text(reason)
    phone.check()
    expect(phone.page.locator("#looked ~ table tbody tr").first).to_be_visible()
    phone.press("#looked ~ p a")
    expect(phone.page.locator("#theirs ~ table tbody tr").first).to_be_visible()
    phone.check()


def test_saved_on_one_phone_and_sent_from_another(
    phone: Phone, browser: Browser, site: Site, agency: MadeTenant
) -> None:
    phone.go(f"/apply/{SERVICE}/start?lang=hi")
    phone.page.check("#started_by")
    phone.press("main button[value=continue]")
    phone.page.fill("#vin", "1HGCM82633A004352")
    phone.press("main button[value=save]")
    phone.check()
    reference, code = phone.codes()
    other = Phone(browser, phone.home)
    other.go("/track/?lang=hi")
    other.page.fill("#number", reference)
    other.page.fill("#code", code)
    other.press("main .button")
    other.press("main a.button")
    expect(other.page).to_have_url(re.compile(r"/sellers$"))
    other.press("a.back")
    expect(other.page.locator("#vin")).to_have_value("1HGCM82633A004352")
    other.press(".languages button[value=vi]")
    expect(other.page.locator("html")).to_have_attribute("lang", "vi")
    expect(other.page.locator("#vin")).to_have_value("1HGCM82633A004352")
    other.close()


def test_withdrawing_asks_first(phone: Phone, site: Site, files: Path) -> None:
    number, _code = apply(phone, files)
    link = re.search(r"http://\S+/track/case/\S+", mail_with(site, number))
    assert link is not None
    phone.go(link[0])
    phone.press("main .button")
    phone.press("a[href$='/moves/withdraw']")
    phone.check()
    phone.press("main .button-danger")
    expect(phone.page).to_have_url(re.compile(rf"/track/{number}/$"))
    expect(phone.page.locator("a[href$='/moves/withdraw']")).to_have_count(0)
