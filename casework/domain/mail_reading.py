"""Read a mail as it came in, however broken it is: who wrote what, about which of ours, with which files.

Nothing here raises: what can't be read is said in `faults`, and the raw mail is kept by the caller anyhow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses
from typing import NamedTuple

from casework.base.values import Value
from casework.domain.email import normal_email
from casework.domain.mail_signs import BROKEN, Bounce, bounce_of, machine_made
from casework.domain.mail_text import decoded, header_text, html_words, plain_line, plain_words

MOST_HEAD, MOST_PARTS, MOST_BOUNDARIES, MOST_CITED = 256_000, 60, 5_000, 40
HEAD_CUT, BODY_LEFT_OUT, PARTS_LEFT_OUT = "head_cut", "body_unread", "parts_left_out"
_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to")


class MailFile(Value):
    """A file that hangs on a mail."""

    name: str
    media_type: str
    content: bytes


class MailRead(Value):
    """A mail, read as far as it can be. `sender` is empty where it names nobody, or more than one."""

    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    message_id: str = ""
    cites: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    files: tuple[MailFile, ...] = ()
    machine: str = ""  # why it was made by a program, by its code
    bounce: Bounce | None = None
    faults: tuple[str, ...] = ()


def read_mail(raw: bytes) -> MailRead:
    """What a mail says. Never raises."""
    tamed, cut = _tamed(raw)
    faults = [HEAD_CUT] if cut else []
    if tamed.count(b"\n--") > MOST_BOUNDARIES:
        return _read(BytesHeaderParser(policy=policy.compat32).parsebytes(tamed), [*faults, BODY_LEFT_OUT])
    try:
        return _read(BytesParser(policy=policy.compat32).parsebytes(tamed), faults)
    except BROKEN:
        head = tamed.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
        return _read(_head_only(head), [*faults, BODY_LEFT_OUT])


def _head_only(head: bytes) -> Message:
    try:
        return BytesHeaderParser(policy=policy.compat32).parsebytes(head + b"\n\n")
    except BROKEN:
        return Message()


def _tamed(raw: bytes) -> tuple[bytes, bool]:
    """The mail with at most so much of a head, and whether something of it was left out."""
    ends = [at for at in (raw.find(b"\n\n"), raw.find(b"\r\n\r\n")) if at >= 0]
    end = min(ends, default=len(raw))
    if end <= MOST_HEAD:
        return raw, False
    kept = raw[:MOST_HEAD].rsplit(b"\n", 1)[0]
    return kept + b"\n\n" + raw[end:].lstrip(b"\r\n"), True


def _read(message: Message, faults: list[str]) -> MailRead:
    heads = _heads(message)
    sender, name = _sender(heads)
    said = _content(message) if BODY_LEFT_OUT not in faults else Said("", (), ())
    cited = _ID.findall(" ".join([*heads.get("in-reply-to", ()), *heads.get("references", ())]))
    return MailRead(
        sender=sender,
        sender_name=name,
        subject=header_text(_first(heads, "subject")),
        text=said.text,
        message_id=next(iter(_ID.findall(_first(heads, "message-id"))), ""),
        cites=tuple(dict.fromkeys([*cited[:1], *cited[-MOST_CITED:]])),
        to=_addresses(value for name in _TO for value in heads.get(name, ())),
        files=said.files,
        machine=machine_made(heads, sender),
        bounce=bounce_of(message),
        faults=(*faults, *said.faults),
    )


def _heads(message: Message) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        found.setdefault(str(name).strip().lower(), []).append(str(value))
    return found


def _first(heads: dict[str, list[str]], name: str) -> str:
    return next(iter(heads.get(name, ())), "")


def _sender(heads: dict[str, list[str]]) -> tuple[str, str]:
    """The one address a mail says it is from, and the name beside it."""
    said = [pair for value in heads.get("from", ()) for pair in _pairs(value)]
    if len(said) != 1:
        return "", plain_line(header_text(_first(heads, "from")))
    name, address = said[0]
    return normal_email(address) or "", header_text(name)


def _pairs(value: str) -> list[tuple[str, str]]:
    try:
        return [(name, address) for name, address in getaddresses([value[:5_000]]) if name or address]
    except BROKEN:
        return []


def _addresses(values: Iterator[str]) -> tuple[str, ...]:
    found = (normal_email(address) for value in values for _name, address in _pairs(value))
    return tuple(dict.fromkeys(address.lower() for address in found if address))[:MOST_CITED]


class Said(NamedTuple):
    """The words of a mail, its files, and what of them was left out."""

    text: str
    files: tuple[MailFile, ...]
    faults: tuple[str, ...]


def _content(message: Message) -> Said:
    plain: list[str] = []
    pages: list[str] = []
    files: list[MailFile] = []
    for count, part in enumerate(_leaves(message)):
        if count >= MOST_PARTS:
            return Said(_words(plain, pages), tuple(files), (PARTS_LEFT_OUT,))
        kind, name = _kind(part), _file_name(part)
        if kind in ("text/plain", "text/html") and not name and not _is_attached(part):
            (plain if kind == "text/plain" else pages).append(
                decoded(_payload(part), part.get_content_charset())
            )
        elif content := _payload(part):
            files.append(MailFile(name or _nameless(kind), kind, content))
    return Said(_words(plain, pages), tuple(files), ())


def _words(plain: list[str], pages: list[str]) -> str:
    said = plain_words("\n\n".join(plain))
    return said or plain_words("\n\n".join(html_words(page) for page in pages))


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something. A mail that hangs on a mail is one part, whole."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting.extend(one for one in reversed(inner) if isinstance(one, Message))
        else:
            yield part


def _kind(part: Message) -> str:
    """What a part is. One that says it has parts and has none is words."""
    kind = part.get_content_type()
    return "text/plain" if kind.startswith("multipart/") else kind


def _payload(part: Message) -> bytes:
    try:
        inner = part.get_payload()
        if isinstance(inner, list):
            return b"".join(one.as_bytes() for one in inner if isinstance(one, Message))
        content = part.get_payload(decode=True)
    except BROKEN:
        return b""
    return content if isinstance(content, bytes) else b""


def _file_name(part: Message) -> str:
    try:
        return header_text(str(part.get_filename() or ""))
    except BROKEN:
        return ""


def _is_attached(part: Message) -> bool:
    return str(part.get("content-disposition", "")).strip().lower().startswith("attachment")


def _nameless(kind: str) -> str:
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "message/rfc822": "eml"}
    return f"file.{ending.get(kind, 'bin')}"
