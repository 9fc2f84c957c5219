"""Mail by SMTP, to a server of our own."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from casework.services.mail import transport


class Server:
    """Takes every mail but those to `nobody@`."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("nobody@"):
            return "550 no such box"
        if address.startswith("full@"):
            return "450 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    handler = Server()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    changed = replace(app.extensions["casework.settings"], smtp=f"smtp://127.0.0.1:{port}?tls=no")
    monkeypatch.setitem(app.extensions, "casework.settings", changed)
    with app.app_context():
        yield handler
    controller.stop()


def letter(to: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "office@example.org", to, "Xin chào"
    made.set_content("Words\n")
    return made


def test_a_mail_is_handed_to_the_server(server: Server) -> None:
    transport.send(letter("ana@example.org"))
    assert [envelope.rcpt_tos for envelope in server.taken] == [["ana@example.org"]]


def test_a_box_that_is_not_there_is_refused_for_good_and_a_full_one_is_tried_again(server: Server) -> None:
    with pytest.raises(transport.MailRefused):
        transport.send(letter("nobody@example.org"))
    with pytest.raises(transport.MailUnavailable):
        transport.send(letter("full@example.org"))


def test_a_server_that_is_away_is_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        changed = replace(app.extensions["casework.settings"], smtp="smtp://127.0.0.1:9?tls=no")
        monkeypatch.setitem(app.extensions, "casework.settings", changed)
        with pytest.raises(transport.MailUnavailable):
            transport.send(letter("ana@example.org"))
        monkeypatch.setitem(app.extensions, "casework.settings", replace(changed, smtp=None, demo=False))
        with pytest.raises(transport.MailUnavailable, match="CASEWORK_SMTP"):
            transport.send(letter("ana@example.org"))
