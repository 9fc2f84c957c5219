"""Signs on a mail: that a program made it, and that it tells of a mail of ours which did not arrive."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.message import Message

from casework.base.values import Value
from casework.domain.email import normal_email

AUTO, LIST, BULK, NOBODY, LOOP = "auto", "list", "bulk", "nobody", "loop"
MOST_HOPS = 40
_ROBOTS = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"})
_AUTO_HEADS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from")
_LIST_HEADS = ("list-id", "list-post", "list-unsubscribe", "feedback-id")
_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
_MOST_FAILED = 20
BROKEN = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)
"""All that the parser is known to throw at a mail nobody should have sent."""


class Bounce(Value):
    """A report that mail did not arrive (RFC 3464): to whom for good, and the numbers of the mails it is about."""

    failed: tuple[str, ...]
    about: tuple[str, ...]


def machine_made(heads: Mapping[str, Sequence[str]], sender: str) -> str:
    """Why nobody wrote this by hand, by its code; empty when somebody may have (RFC 3834, RFC 2919)."""

    def said(name: str) -> str:
        return next(iter(heads.get(name, ())), "").strip().lower()

    auto = said("auto-submitted").partition(";")[0].strip()
    precedence = said("precedence").replace("-", "_")
    signs = {
        LOOP: len(heads.get("received", ())) > MOST_HOPS,
        AUTO: bool(auto and auto != "no") or precedence == "auto_reply" or _any(heads, _AUTO_HEADS),
        LIST: precedence == "list" or _any(heads, _LIST_HEADS),
        BULK: precedence in ("bulk", "junk"),
        NOBODY: said("return-path") == "<>" or sender.partition("@")[0].lower() in _ROBOTS,
    }
    return next((code for code, seen in signs.items() if seen), "")


def _any(heads: Mapping[str, Sequence[str]], names: Sequence[str]) -> bool:
    return any(name in heads for name in names)


def bounce_of(message: Message) -> Bounce | None:
    """What a report of delivery says; None when this is none. Recipients that wait are not failed."""
    try:
        if message.get_content_type() != "multipart/report":
            return None
        inner = message.get_payload()
        parts = _messages(inner) if isinstance(inner, list) else []
        failed = [who for part in parts for who in _failed(part)]
        about = [one for part in parts for one in _about(part)]
    except BROKEN:
        return None
    return Bounce(tuple(dict.fromkeys(failed))[:_MOST_FAILED], tuple(dict.fromkeys(about))[:_MOST_FAILED])


def _failed(part: Message) -> list[str]:
    """Whom it reached for good not, of a part `message/delivery-status`."""
    inner = part.get_payload()
    if part.get_content_type() != "message/delivery-status" or not isinstance(inner, list):
        return []
    found = []
    for block in _messages(inner):
        action = str(block.get("action", "")).strip().lower()
        status = str(block.get("status", "")).strip()
        who = str(block.get("final-recipient", "") or block.get("original-recipient", "")).rpartition(";")[2]
        address = normal_email(who.strip().strip("<>"))
        if address and action == "failed" and not status.startswith("4"):
            found.append(address)
    return found


def _about(part: Message) -> list[str]:
    """The Message-IDs of the mail that is sent back, whole or its head."""
    if part.get_content_type() not in ("message/rfc822", "text/rfc822-headers", "message/global-headers"):
        return []
    inner = part.get_payload()
    if isinstance(inner, list):
        return [hit for one in _messages(inner) for hit in _ID.findall(str(one.get("message-id", "")))]
    heads = re.findall(r"(?im)^message-id:\s*(<[^<>\s]+>)", str(inner)[:100_000])
    return [hit for head in heads for hit in _ID.findall(head)]


def _messages(inner: Sequence[object]) -> list[Message]:
    return [one for one in inner if isinstance(one, Message)]
