"""The demo's mail, readable in the browser. Where the demo does not run there is no such page."""

import re
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime

from flask import Blueprint, current_app, render_template

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.policy.guard import open_to_all
from casework.services.mail.transport import outbox_folder

outbox = Blueprint("outbox", __name__)
everybody = open_to_all("The demo serves this machine only, and its people do not exist.")
MOST = 200
_NAME = re.compile(r"[0-9A-Za-z_-]{10,60}")
_LINK = re.compile(r"https?://[^\s<>\"]+")


class Line(Value):
    """A mail in the list."""

    name: str
    to: str
    subject: str
    at: datetime


class Piece(Value):
    """Some words of a mail; `link` when they are an address."""

    text: str
    link: bool


@outbox.get("/dev/outbox")
@everybody
def listing() -> str:
    """What was sent, the latest first."""
    _demo_only()
    folder = outbox_folder()
    names = sorted((path.stem for path in folder.glob("*.eml")), reverse=True) if folder.exists() else []
    return render_template("dev/outbox.html", mails=[_line(name, _read(name)) for name in names[:MOST]])


@outbox.get("/dev/outbox/<name>")
@everybody
def mail(name: str) -> str:
    """One mail, as plain text."""
    _demo_only()
    message = _read(name)
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body else ""
    return render_template("dev/mail.html", mail=_line(name, message), pieces=_pieces(text))


def _demo_only() -> None:
    if not current_app.config["DEMO"]:
        raise NotFound


def _read(name: str) -> EmailMessage:
    path = outbox_folder() / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFound
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _line(name: str, message: EmailMessage) -> Line:
    return Line(
        name, str(message["To"]), str(message["Subject"]), parsedate_to_datetime(str(message["Date"]))
    )


def _pieces(text: str) -> list[Piece]:
    pieces, place = [], 0
    for hit in _LINK.finditer(text):
        pieces += [Piece(text[place : hit.start()], False), Piece(hit[0], True)]
        place = hit.end()
    return [*pieces, Piece(text[place:], False)]
