"""Letters leave by the worker, in the person's language, with a link of their own; account mails the same way."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from flask import Flask

from casework.models import Letter
from casework.services.mail import send_letter, transport
from casework.services.mail.message import Mail
from casework.services.mail.send_letter import REFUSED
from casework.services.office import office_by_id
from casework.settings import Settings
from tests.factories.browser import Browser
from tests.factories.tenants import MadeTenant, make_tenant, make_user
from tests.web.public.conftest import GOOD, SERVICE, fill
from tests.working import work_off


def mails(app: Flask, to: str) -> list[EmailMessage]:
    with app.app_context():
        files = sorted(transport.outbox_folder().glob("*.eml"))
    found = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return [mail for mail in found if isinstance(mail, EmailMessage) and mail["To"] == to]


def words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def apply(browser: Browser, email: str, *, language: str = "en", name: str = "Ana") -> None:
    browser.get(f"/?lang={language}")
    fill(browser, pages={**GOOD, "you": {**GOOD["you"], "email": email, "name": name}})
    assert browser.post(f"/apply/{SERVICE}/check", {"truth": "yes"}).status_code == 303


@pytest.fixture
def northport(database: Any) -> MadeTenant:
    return make_tenant(database, "Northport")


@pytest.fixture
def here(app: Flask, northport: MadeTenant) -> Browser:
    return Browser(app, northport)


def test_the_receipt_letter_holds_number_day_and_a_link_that_opens_the_case(
    app: Flask, settings: Settings, here: Browser
) -> None:
    apply(here, "first@example.org", name="Visit evil.example")
    work_off(app, settings)
    (mail,) = mails(app, "first@example.org")
    text = words(mail)
    assert re.search(r"D-\d{3}-\d{3}-\d{3}", str(mail["Subject"]))
    assert "{{" not in text and "answers by" in text and "evil. example" in text
    link = re.search(r"http://127\.0\.0\.1:8000(/t/\S+/track/case/\S+)", text)
    assert link is not None
    other = Browser(app, here.tenant)
    followed = other.post(link[1])
    assert followed.status_code == 303 and "/track/D-" in followed.location
    assert other.get(followed.location).status_code == 200


def test_a_letter_goes_out_once(app: Flask, settings: Settings, here: Browser) -> None:
    apply(here, "once@example.org")
    work_off(app, settings)
    work_off(app, settings)
    assert len(mails(app, "once@example.org")) == 1


def test_nobodys_letterbox_is_filled_by_applying_often(
    app: Flask, settings: Settings, northport: MadeTenant
) -> None:
    for _ in range(5):
        apply(Browser(app, northport), "victim@example.org")
    work_off(app, settings)
    assert len(mails(app, "victim@example.org")) == 3


def test_the_way_back_to_a_draft_is_mailed_without_what_was_typed(
    app: Flask, settings: Settings, here: Browser
) -> None:
    here.post(f"/apply/{SERVICE}/correction", {**GOOD["correction"], "act": "save"})
    at = f"/apply/{SERVICE}/saved"
    assert here.post(at, {"email": "no address"}).status_code == 422
    assert here.post(at, {"email": "back@example.org"}).status_code == 303
    work_off(app, settings)
    (mail,) = mails(app, "back@example.org")
    text = words(mail)
    assert "CNRY" not in text
    reference = re.search(r"DR-\d{3}-\d{3}-\d{3}", text)
    code = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", text)
    link = re.search(r"http://127\.0\.0\.1:8000(/t/\S+/track/draft/\S+)", text)
    assert reference and code and link
    by_code = Browser(app, here.tenant)
    assert by_code.post("/track/", {"number": reference[0], "code": code[0]}).status_code == 303
    by_link = Browser(app, here.tenant)
    assert by_link.get(by_link.post(link[1]).location).status_code == 200
    assert "CNRY-right" in by_link.get(f"/apply/{SERVICE}/correction").get_data(as_text=True)


def test_an_account_mail_brings_a_link_that_works(
    app: Flask, settings: Settings, database: Any, here: Browser
) -> None:
    user = make_user(database, here.tenant, "administrator")
    here.post("/forgot", {"email": user.email})
    work_off(app, settings)
    (mail,) = mails(app, user.email)
    link = re.search(r"http://127\.0\.0\.1:8000(/t/\S+/new-password/\S+)", words(mail))
    assert link is not None and here.get(link[1]).status_code == 200


def test_the_outbox_shows_mails_in_the_demo_and_nowhere_else(
    app: Flask, settings: Settings, here: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply(here, "shown@example.org")
    work_off(app, settings)
    page = here.client.get("/dev/outbox", base_url="http://127.0.0.1:8000").get_data(as_text=True)
    assert "shown@example.org" in page
    name = re.search(r'href="(/dev/outbox/[^"]+)"', page)
    assert name is not None
    assert here.client.get(name[1], base_url="http://127.0.0.1:8000").status_code == 200
    for bad in ("/dev/outbox/..%2fsecrets", "/dev/outbox/nothing-of-the-kind"):
        assert here.client.get(bad, base_url="http://127.0.0.1:8000").status_code == 404
    monkeypatch.setitem(app.config, "DEMO", False)
    assert here.client.get("/dev/outbox", base_url="http://127.0.0.1:8000").status_code == 404


@pytest.mark.parametrize(
    ("fault", "kept"), [(transport.MailRefused, REFUSED), (transport.MailUnavailable, None)]
)
def test_a_mail_server_that_is_away_is_tried_again_and_one_that_refuses_is_not(
    app: Flask,
    northport: MadeTenant,
    monkeypatch: pytest.MonkeyPatch,
    fault: type[Exception],
    kept: str | None,
) -> None:
    def fail(_: object) -> None:
        raise fault

    written = Mail("ana@example.org", "Hello", "Words\n", "en", "letter.1")
    monkeypatch.setattr(send_letter, "send", fail)
    monkeypatch.setattr(send_letter, "write_letter", lambda *_: written)
    with app.app_context():
        office = office_by_id(northport.id)
        with office.open(office.system("send_letter")) as session:
            letter = Letter(template="message", language="en", values={})
            session.add(letter)
            session.flush()
            if kept is None:
                with pytest.raises(transport.MailUnavailable):
                    send_letter.send_letter(session, letter.id)
            else:
                send_letter.send_letter(session, letter.id)
            assert letter.failure == kept and letter.sent_at is None
