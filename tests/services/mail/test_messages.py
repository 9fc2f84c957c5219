"""Mails: one recipient, one subject, whatever somebody typed; plain text and its plain HTML twin."""

from collections.abc import Iterator

import pytest
from flask import Flask

from casework.services.mail.message import Mail, compose, header_words
from casework.services.mail.places import harmless
from casework.services.tenants.find_tenant import TenantFacts, find_tenant
from casework.store.identity import identity_session
from tests.factories.tenants import MadeTenant


@pytest.fixture
def office(app: Flask, northport: MadeTenant) -> Iterator[TenantFacts]:
    with app.app_context():
        with identity_session() as session:
            found = find_tenant(session, tenant_id=northport.id)
        assert found is not None
        yield found


@pytest.mark.parametrize(
    "subject",
    [
        "Hello\r\nBcc: victim@example.org",
        "Hello\nContent-Type: text/html",
        "Hello\u2028Bcc: victim@example.org",
        "Hello\x00\x0bBcc: victim@example.org",
        "=?utf-8?q?Hello=0D=0ABcc:_victim@example.org?=",
    ],
)
def test_a_subject_adds_no_header(office: TenantFacts, subject: str) -> None:
    made = compose(Mail("ana@example.org", subject, "Words\n", "en", "letter.1"), office)
    lines = made.as_bytes().split(b"\r\n\r\n")[0].decode().splitlines()
    names = [line.partition(":")[0] for line in lines if line[:1].strip()]
    assert "Bcc" not in names and names.count("Subject") == names.count("To") == 1


@pytest.mark.parametrize(
    "address",
    ["a@example.org, b@example.org", '"a, b"@x', "a@example.org\r\nBcc: c@example.org", "", "<a@b>"],
)
def test_an_address_is_one_address_or_none(office: TenantFacts, address: str) -> None:
    try:
        made = compose(Mail(address, "Hello", "Words\n", "en", "letter.1"), office)
    except ValueError:
        return
    assert len(made["To"].addresses) == 1 and made["Bcc"] is None


def test_the_html_twin_escapes_and_links_our_addresses(office: TenantFacts) -> None:
    text = "Dear <b>Ana</b>,\n\nSee how it goes: http://127.0.0.1:8000/t/x/track/case/abc\n"
    made = compose(Mail("ana@example.org", "Hello", text, "vi", "letter.1"), office)
    html = made.get_body(("html",)).get_content()
    assert "&lt;b&gt;Ana" in html and '<a href="http://127.0.0.1:8000/t/x/track/case/abc">' in html
    assert '<html lang="vi">' in html


def test_the_message_id_is_the_same_for_the_same_letter(office: TenantFacts) -> None:
    mail = Mail("ana@example.org", "Hello", "Words\n", "en", "letter.1")
    assert compose(mail, office)["Message-ID"] == compose(mail, office)["Message-ID"]


def test_what_was_typed_becomes_no_link_in_a_mail_to_a_stranger() -> None:
    assert harmless("visit evil.example.com now") == "visit evil. example. com now"
    assert "://" not in harmless("http://evil.test") and "@" in harmless("a@b")
    assert harmless("J. R. Nguyễn, 4.50") == "J. R. Nguyễn, 4.50"
    assert header_words("  a\u200b  b ") == "a b"
