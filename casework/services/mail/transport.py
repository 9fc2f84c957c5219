"""How mail leaves: by SMTP, or into a folder where the demo shows it."""

from __future__ import annotations

import os
import smtplib
import ssl
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app

from casework.base.clock import now
from casework.base.errors import CaseworkError
from casework.base.ids import new_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.settings import Settings

_PATIENCE = 30
_PERMANENT = 500


class MailUnavailable(CaseworkError):
    """No mail can be sent now; it is tried again later."""

    status = 503


class MailRefused(CaseworkError):
    """The mail server will not take this mail, now or later."""

    status = 502


def outbox_folder() -> Path:
    """Where the demo's mails lie."""
    settings: Settings = current_app.extensions["casework.settings"]
    return settings.data_dir / "outbox"


def send(message: EmailMessage) -> None:
    """Hand the message over. Raises MailUnavailable (try again) or MailRefused (don't)."""
    settings: Settings = current_app.extensions["casework.settings"]
    if settings.smtp:
        _by_smtp(message, settings.smtp)
    elif settings.demo:
        _into_outbox(message)
    else:
        raise MailUnavailable(
            "No mail server is set: set CASEWORK_SMTP, for example smtp://mail.example.org:587."
        )


def _into_outbox(message: EmailMessage) -> None:
    folder = outbox_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{now():%Y%m%dT%H%M%S%f}-{new_secret(48)}"
    partial = folder / f"{name}.part"
    with open(partial, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(message.as_bytes())
    partial.rename(folder / f"{name}.eml")


def _by_smtp(message: EmailMessage, url: str) -> None:
    try:
        with _server(url) as server:
            server.send_message(message, from_addr=_comes_back_to(message))
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _said in refused.recipients.values()]
        raise (MailRefused if min(codes, default=0) >= _PERMANENT else MailUnavailable) from None
    except smtplib.SMTPResponseException as answer:
        raise (MailRefused if answer.smtp_code == 552 else MailUnavailable) from None
    except (OSError, smtplib.SMTPException) as fault:
        raise MailUnavailable(f"The mail server did not take it: {type(fault).__name__}.") from None


def _comes_back_to(message: EmailMessage) -> str | None:
    """Where reports of failure go: to the address that says which mail it was, where it has one."""
    reply = message["Reply-To"]
    return str(reply.addresses[0].addr_spec) if reply is not None else None


@contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    """A conversation with the server at `smtps://…`, or `smtp://…` (`?tls=no` for one on this machine)."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=_PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=_PATIENCE)
    with server:
        if parts.scheme != "smtps" and parse_qs(parts.query).get("tls") != ["no"]:
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
