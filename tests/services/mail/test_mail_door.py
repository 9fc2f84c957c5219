"""Mail by SMTP, from a program that knows nothing of us: kept before it is acknowledged, for offices here alone."""

import dataclasses
import logging
import smtplib
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select

from casework import mail_door
from casework.base.errors import SettingError
from casework.base.values import replace
from casework.mail_door import open_mail_door
from casework.models import IntakeFile, IntakeItem
from casework.services.office import office_by_id
from casework.store.files import file_store
from tests.factories.tenants import MadeTenant, make_tenant

DOMAIN = "mail.example"
Send = Callable[..., Any]


@pytest.fixture(scope="module")
def offices(database: Any) -> tuple[MadeTenant, MadeTenant]:
    return make_tenant(database, "Doorview", kind="council"), make_tenant(
        database, "Nextdoor", kind="council"
    )


@pytest.fixture(scope="module")
def port(app: Flask, offices: Any) -> Iterator[int]:
    with pytest.MonkeyPatch.context() as patch:
        listening = dataclasses.replace(app.extensions["casework.settings"], mail_in=DOMAIN)
        patch.setitem(app.extensions, "casework.settings", listening)
        with open_mail_door(app, "127.0.0.1", 0) as opened:
            yield opened


@pytest.fixture
def line(port: int) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.ehlo("provider.example")
        yield client


def words(about: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "ana@example.org", "somebody@elsewhere.example", about
    made.set_content("Nước chảy ở góc phố.\n.\nA line with a dot before it.\n")
    return made.as_bytes().replace(b"\n", b"\r\n")


def kept(app: Flask, tenant: MadeTenant) -> list[tuple[str, bytes]]:
    with app.app_context():
        office = office_by_id(tenant.id)
        with office.open(office.system("load_demo")) as session:
            sources = {one.id: one.source for one in session.scalars(select(IntakeItem))}
            files = session.scalars(select(IntakeFile).where(IntakeFile.kind == "raw")).all()
            found = [(sources[one.item_id], file_store().read(tenant.id, one.store_name)) for one in files]
            session.commit()
    return found


def about(app: Flask, tenant: MadeTenant, subject: str) -> list[bytes]:
    assert {source for source, _ in kept(app, tenant)} <= {"smtp"}
    return [raw for _, raw in kept(app, tenant) if f"Subject: {subject}\r\n".encode() in raw]


def test_a_mail_is_kept_as_it_came_for_each_office_once(
    app: Flask, offices: tuple[MadeTenant, MadeTenant], line: smtplib.SMTP
) -> None:
    ours, theirs = offices
    raw, word = words("Leak"), f"{ours.slug}+{'a' * 26}@{DOMAIN}"
    for _ in range(2):
        line.sendmail("ana@example.org", [word, f"{theirs.slug.upper()}@{DOMAIN.upper()}"], raw)
    [mine], [next_door] = about(app, ours, "Leak"), about(app, theirs, "Leak")
    assert mine == f"Return-Path: <ana@example.org>\r\nDelivered-To: {word}\r\n".encode() + raw
    assert (
        next_door
        == f"Return-Path: <ana@example.org>\r\nDelivered-To: {theirs.slug}@{DOMAIN}\r\n".encode() + raw
    )


def test_a_bounce_without_a_sender_is_taken_as_one(
    app: Flask, offices: tuple[MadeTenant, MadeTenant], line: smtplib.SMTP
) -> None:
    line.sendmail("", [f"{offices[0].slug}@{DOMAIN}"], words("Undelivered"))
    assert about(app, offices[0], "Undelivered")[0].startswith(b"Return-Path: <>\r\n")


@pytest.mark.parametrize(
    "address",
    [
        *("nobody@mail.example", "{slug}@elsewhere.example", "{slug}@mail.example.evil.example"),
        *("{slug}%elsewhere.example@mail.example", "../{slug}@mail.example"),
        *("@relay.example:{slug}@mail.example", "{slug}+a+b@mail.example", "{slug}", "postmaster"),
    ],
)
def test_nobody_else_gets_mail_here(
    line: smtplib.SMTP, offices: tuple[MadeTenant, MadeTenant], address: str
) -> None:
    line.mail("ana@example.org")
    code, _ = line.rcpt(address.format(slug=offices[0].slug))
    assert 500 <= code < 600
    assert line.docmd("DATA")[0] == 503


def test_an_office_that_is_suspended_takes_none(
    database: Any, line: smtplib.SMTP, offices: tuple[MadeTenant, MadeTenant]
) -> None:
    away = make_tenant(database, "Closedville", kind="council")
    with psycopg.connect(database.owner.replace("+psycopg", "")) as conn:
        conn.execute("update identity.tenant set status = 'suspended' where id = %s", [away.id])
    line.mail("ana@example.org")
    assert line.rcpt(f"{away.slug}@{DOMAIN}")[0] == 550
    assert line.rcpt(f"{offices[0].slug}@{DOMAIN}")[0] == 250


def test_it_tells_nothing_of_who_is_here_and_relays_nothing(
    line: smtplib.SMTP, offices: tuple[MadeTenant, MadeTenant]
) -> None:
    assert line.verify(f"{offices[0].slug}@{DOMAIN}")[0] == 502
    assert line.docmd("EXPN", offices[0].slug)[0] in (500, 502)
    assert line.docmd("AUTH", "PLAIN")[0] >= 500
    assert "Python" not in str(line.ehlo_resp) and not line.has_extn("auth")


def test_what_is_too_long_is_refused_before_it_is_sent_and_while(
    app: Flask, line: smtplib.SMTP, port: int, offices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert line.mail("ana@example.org", ["size=30000001"])[0] == 552
    monkeypatch.setattr(mail_door, "MOST_MAIL", 5000)
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as short:
        with pytest.raises(smtplib.SMTPResponseException) as refused:
            short.ehlo("provider.example")
            short.esmtp_features.pop("size")
            short.sendmail(
                "ana@example.org", [f"{offices[0].slug}@{DOMAIN}"], words("Long") + b"x\r\n" * 3000
            )
        assert refused.value.smtp_code == 552
    assert not about(app, offices[0], "Long")


def test_too_many_recipients_lines_and_mails_are_asked_to_come_again(
    app: Flask, line: smtplib.SMTP, port: int, offices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = f"{offices[0].slug}@{DOMAIN}"
    monkeypatch.setattr(mail_door, "MOST_RECIPIENTS", 2)
    line.mail("ana@example.org")
    assert [line.rcpt(to)[0] for _ in range(3)] == [250, 250, 452]
    line.rset()
    monkeypatch.setattr(mail_door, "MAIL_IN", replace(mail_door.MAIL_IN, name="mail of a test", tries=1))
    line.sendmail("ana@example.org", [to], words("First"))
    with pytest.raises(smtplib.SMTPDataError) as later:
        line.sendmail("ana@example.org", [to], words("Second"))
    assert later.value.smtp_code == 451 and not about(app, offices[0], "Second")
    monkeypatch.setattr(mail_door, "MOST_LINES", 1)
    with pytest.raises(smtplib.SMTPConnectError) as busy:
        smtplib.SMTP("127.0.0.1", port, timeout=20)
    assert busy.value.smtp_code == 421


def test_what_cannot_be_kept_is_not_acknowledged_and_the_log_names_nobody(
    line: smtplib.SMTP, offices: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no room for ana@example.org")

    monkeypatch.setattr(mail_door, "keep_mail", full)
    with caplog.at_level(logging.DEBUG), pytest.raises(smtplib.SMTPDataError) as refused:
        line.sendmail("ana@example.org", [f"{offices[0].slug}@{DOMAIN}"], words("Lost"))
    assert refused.value.smtp_code == 451 and b"room" not in refused.value.smtp_error
    assert "A mail could not be kept: OSError" in caplog.text and "ana@" not in caplog.text


def test_a_second_mail_hidden_in_the_first_is_no_mail(app: Flask, port: int, offices: Any) -> None:
    hidden = b"body\n.\nMAIL FROM:<boss@example.org>\nRCPT TO:<%b>\nDATA\nSubject: Smuggled\r\n\r\nx\r\n.\r\n"
    to = f"{offices[0].slug}@{DOMAIN}".encode()
    with socket.create_connection(("127.0.0.1", port), 20) as bare, bare.makefile("rb") as said:
        said.readline()
        for command in (b"HELO x", b"MAIL FROM:<ana@example.org>", b"RCPT TO:<" + to + b">", b"DATA"):
            bare.sendall(command + b"\r\n")
            assert said.readline()[:1] in b"23"
        bare.sendall(b"Subject: Outer\r\n\r\n" + hidden.replace(b"%b", to))
        assert said.readline().startswith(b"250")
        bare.sendall(b"QUIT\r\n")
        assert said.readline().startswith(b"221")
    assert len(about(app, offices[0], "Outer")) == 1
    assert all(raw.startswith(b"Return-Path: <ana@") for raw in about(app, offices[0], "Smuggled"))


def test_a_place_that_is_taken_is_said(app: Flask, port: int) -> None:
    with pytest.raises(SettingError, match="CASEWORK_MAIL_LISTEN"), open_mail_door(app, "127.0.0.1", port):
        pass
