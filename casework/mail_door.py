"""The door for mail: a small SMTP server that takes what is for an office here, and answers once it is kept.

It stands behind a mail server, which does TLS and turns away what is not wanted. It sends nothing on, names nobody,
and knows one kind of recipient: `<office>@` and `<office>+<word>@` of the installation's mail domain.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from casework.base.errors import SettingError
from casework.services.inbound.join_mail import SYSTEM
from casework.services.inbound.keep_mail import MOST_MAIL, keep_mail
from casework.services.office import Office
from casework.services.staff.throttle import Limit, TooManyTries, spend
from casework.services.tenants.find_tenant import TenantFacts, find_tenant
from casework.store.identity import identity_session

__all__ = ["MOST_LINES", "MOST_RECIPIENTS", "open_mail_door"]

MOST_LINES, MOST_RECIPIENTS, AT_ONCE = 16, 20, 4
"""Connections at one time; recipients of a mail; mails that are kept at one time."""
MOST_COMMANDS = {"RCPT": 200, "MAIL": 100, "DATA": 100, "*": 50}
MAIL_IN = Limit("mail to an office", 1200, timedelta(hours=1))
_TO = re.compile(r"([a-z0-9][a-z0-9-]{0,62})(?:\+[a-z0-9]{1,64})?@(.{3,190})")
_FROM = re.compile(r"[^\s<>\x00-\x1f\x7f]{3,254}")
IDLE, LONGEST = 60.0, 900.0
"""Seconds that a connection may be idle, and that it may last."""
BUSY = "421 4.3.2 Too many connections. Try again later"
NOBODY = "550 5.1.1 Nobody takes mail at this address here"
LATER = "451 4.3.0 It could not be kept. Try again later"
TOO_OFTEN = "451 4.7.1 Too many mails for this office. Try again later"
log = logging.getLogger(__name__)
Said = TypeVar("Said")


class Letterbox:
    """What is said to each command. Everything that asks the database runs in a thread of its own."""

    def __init__(self, app: Flask, threads: ThreadPoolExecutor) -> None:
        self._app = app
        self._threads = threads
        self._domain = app.extensions["casework.settings"].mail_in

    async def handle_RCPT(  # noqa: N802 - the name that the server calls
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, *_options: object
    ) -> str:
        """Only an office of this installation, and only so many at once."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients in one mail"
        if await self._in_thread(self._office_at, address.lower()) is None:
            return NOBODY
        envelope.rcpt_tos.append(address.lower())
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - as above
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep it for each office that it is for; one that has it already keeps it once."""
        content = envelope.original_content or b""
        return str(await self._in_thread(self._keep, envelope.mail_from or "", envelope.rcpt_tos, content))

    async def handle_VRFY(self, *_told: object) -> str:  # noqa: N802 - as above
        """Who is here is told to nobody."""
        return "502 5.5.1 Not here"

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours: the sender keeps the mail, and tries again."""
        log.error("A mail could not be taken: %s", type(error).__name__)
        return LATER

    async def _in_thread(self, act: Any, *told: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, act, *told)

    def _office_at(self, address: str) -> TenantFacts | None:
        found = _TO.fullmatch(address)
        if found is None or found[2] != self._domain:
            return None
        with self._app.app_context(), identity_session() as session:
            tenant = find_tenant(session, slug=found[1])
        return tenant if tenant is not None and tenant.active else None

    def _keep(self, sender: str, addresses: list[str], content: bytes) -> str:
        offices: dict[int, tuple[TenantFacts, list[str]]] = {}
        for address in addresses:
            tenant = self._office_at(address)
            if tenant is not None:
                offices.setdefault(tenant.id, (tenant, []))[1].append(address)
        try:
            with self._app.app_context():
                for tenant, own in offices.values():
                    spend(MAIL_IN, "all", tenant_id=tenant.id)
                    _keep_at(Office.of(tenant), _as_delivered(sender, own, content))
        except TooManyTries:
            return TOO_OFTEN
        # Whatever it is: a mail that is not kept is not acknowledged.
        except Exception as fault:
            log.error("A mail could not be kept: %s", type(fault).__name__)
            return LATER
        return "250 2.0.0 Kept" if offices else NOBODY


def _keep_at(office: Office, raw: bytes) -> None:
    with office.open(office.system(SYSTEM)) as session:
        keep_mail(session, raw, source="smtp")
        session.commit()


def _as_delivered(sender: str, addresses: list[str], content: bytes) -> bytes:
    """The mail as a mail server lays it in a box: with whom the envelope named. The same each time it is tried."""
    back = sender if _FROM.fullmatch(sender) else ""
    heads = [f"Return-Path: <{back}>", *(f"Delivered-To: {one}" for one in dict.fromkeys(addresses))]
    return "".join(f"{head}\r\n" for head in heads).encode() + content


class _Line(SMTP):
    """A connection, for as long as it may last."""

    def __init__(self, box: Letterbox, domain: str, lines: set[_Line]) -> None:
        super().__init__(
            box,
            data_size_limit=MOST_MAIL,
            enable_SMTPUTF8=True,
            hostname=domain,
            ident="Casework",
            timeout=IDLE,
            command_call_limit=MOST_COMMANDS,
        )
        self._lines = lines
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._lines.add(self)
        self._end = self.loop.call_later(LONGEST, transport.close)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._lines.discard(self)
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(error)

    def close(self) -> None:
        """End it now."""
        if self.transport is not None:
            self.transport.close()


class _Busy(asyncio.Protocol):
    """What one connection more than there may be is told."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.write(f"{BUSY}\r\n".encode())
            transport.close()


@contextmanager
def open_mail_door(app: Flask, host: str, port: int) -> Iterator[int]:
    """Take mail while the block lasts; gives the port. What is being kept when it ends is kept first.

    Raises SettingError where nothing can listen there.
    """
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the library writes addresses into it
    domain, lines = str(app.extensions["casework.settings"].mail_in), set[_Line]()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail") as threads, _loop() as loop:
        box = Letterbox(app, threads)

        def line() -> asyncio.BaseProtocol:
            return _Busy() if len(lines) >= MOST_LINES else _Line(box, domain, lines)

        try:
            server = _in(loop, loop.create_server(line, host, port))
        except OSError as refused:
            raise SettingError(
                f"Mail can't be taken at {host}:{port} ({refused.strerror}). Set CASEWORK_MAIL_LISTEN to another."
            ) from refused
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            _in(loop, _closed(server, lines))


async def _closed(server: asyncio.Server, lines: set[_Line]) -> None:
    server.close()
    for line in list(lines):
        line.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=IDLE)


def _in(loop: asyncio.AbstractEventLoop, act: Coroutine[Any, Any, Said]) -> Said:
    return asyncio.run_coroutine_threadsafe(act, loop).result()


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that runs in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="mail door", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
