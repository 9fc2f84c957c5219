"""Words out of a mail: whatever charset it claims, whatever stands in its headers; never an exception."""

from __future__ import annotations

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header
from html.parser import HTMLParser

MOST_LINE, MOST_TEXT = 500, 50_000
_ONE_BYTE = ("ascii", "us-ascii", "latin", "iso-8859", "iso8859", "windows-125", "cp125", "unknown", "")
_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol"})
_UNSEEN = frozenset({"script", "style", "head", "title", "template"})
_QUOTED = re.compile(r"\s*(>|On .{5,200} wrote:\s*$|.{5,200} (wrote|escreveu|escribió|đã viết|ने लिखा):\s*$)")
_DIVIDERS = ("-----Original Message-----", "________________________________", "----- Forwarded")


def decoded(content: bytes, charset: str | None) -> str:
    """The text of some bytes. What is valid UTF-8 is that, when only a charset of single bytes is claimed."""
    claimed = (charset or "").strip().strip("'\"").lower()
    order = ["utf-8", claimed] if claimed.startswith(_ONE_BYTE) or not claimed else [claimed, "utf-8"]
    for name in [*order, "cp1252"]:
        try:
            return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("latin-1")


def header_text(raw: str) -> str:
    """A header in one line of words, its encoded parts decoded, whoever wrote them."""
    whole = " ".join(_bytes_of(raw)[: MOST_TEXT * 2].decode("utf-8", "surrogateescape").split())
    try:
        parts = decode_header(whole)
    except (HeaderParseError, ValueError):
        return plain_line(_unescaped(whole))
    words = [
        decoded(part, charset) if isinstance(part, bytes) else _unescaped(part) for part, charset in parts
    ]
    return plain_line("".join(words))


def plain_line(text: str) -> str:
    """Text for one line, without what nobody sees."""
    return " ".join(plain_words(text).split())[:MOST_LINE]


def plain_words(text: str) -> str:
    """Text in composed form, in lines, without characters that no keyboard makes."""
    composed = unicodedata.normalize("NFC", text[: MOST_TEXT * 2].replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        c for c in composed if c in "\n\t\u200c\u200d" or unicodedata.category(c) not in _NO_KEY
    )  # joiners are part of Hindi
    return "".join(kept).strip()[:MOST_TEXT]


_NO_KEY = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def html_words(html: str) -> str:
    """What a reader would see of a page: no markup, nothing hidden, links as their words."""
    reader = _Words()
    try:
        reader.feed(html[: MOST_TEXT * 10])
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        return plain_words(re.sub(r"<[^<>]{0,2000}>", " ", html))
    lines = (" ".join(line.split()) for line in "".join(reader.said).split("\n"))
    return plain_words(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))


def new_words(text: str) -> str:
    """What somebody wrote on top of what they answer to; all of it where nothing stands on top."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.strip().startswith(_DIVIDERS) or (_QUOTED.match(line) and _rest_is_quoted(lines[at:])):
            return "\n".join(lines[:at]).strip() or text.strip()
    return text.strip()


def _rest_is_quoted(lines: list[str]) -> bool:
    """Whether nothing but the quotation follows. Words between the quoted lines are an answer and stay."""
    rest = [line for line in lines[1:] if line.strip()]
    return all(line.lstrip().startswith(">") for line in rest)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1
        if tag in _BREAKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.said.append(data)


def _bytes_of(raw: str) -> bytes:
    """The bytes that a header came as: a parser keeps those that are no ASCII as half characters."""
    return raw.encode("utf-8", "surrogateescape")


def _unescaped(text: str) -> str:
    return decoded(text.encode("utf-8", "surrogateescape"), None)
