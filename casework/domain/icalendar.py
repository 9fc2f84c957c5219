"""A calendar of deadlines as text (RFC 5545, RFC 7986): tasks that are due, with no word about anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from casework.base.values import Value

_FOLD = 75  # octets of a line, its end not counted


class Due(Value):
    """One thing that is due. `uid` never changes; `changed` rises when anything of it does."""

    uid: str
    title: str
    at: datetime
    changed: datetime
    sequence: int
    url: str


def calendar_text(name: str, dues: Iterable[Due]) -> str:
    """The whole calendar, with lines that end and fold as calendars want them."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Casework//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for due in dues:
        lines += _task(due)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _task(due: Due) -> list[str]:
    return [
        "BEGIN:VTODO",
        f"UID:{_escaped(due.uid)}",
        f"DTSTAMP:{_stamp(due.changed)}",
        f"LAST-MODIFIED:{_stamp(due.changed)}",
        f"SEQUENCE:{due.sequence}",
        f"DUE:{_stamp(due.at)}",
        "STATUS:NEEDS-ACTION",
        f"SUMMARY:{_escaped(due.title)}",
        f"URL:{due.url}",
        "END:VTODO",
    ]


def _escaped(text: str) -> str:
    plain = "".join(c for c in text if c == "\n" or c >= " ")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets; no character is cut, each piece but the first begins with a space."""
    piece, size = "", 0
    for c in line:
        octets = len(c.encode("utf-8", "surrogatepass"))
        if size + octets > _FOLD:
            yield piece
            piece, size = " ", 1
        piece, size = piece + c, size + octets
    yield piece
