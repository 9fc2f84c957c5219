"""What a text file of rows and columns says of itself: its encoding, its separator, its headings."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence

from casework.base.errors import InvalidInput
from casework.base.phrases import Phrase, phrase
from casework.base.words import search_key

SEPARATOR_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
SEPARATORS = "".join(SEPARATOR_NAMES.values())
WIDEST = 200
"""Columns."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NUMBER = frozenset({"no", "nr", "num", "nº"})
_WIDE = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_NOT_TEXT: Mapping[bytes, Phrase] = {
    b"PK\x03\x04": phrase(
        "This is a workbook, not a CSV file. Save the sheet as “CSV UTF-8” and choose that file"
    ),
    b"\xd0\xcf\x11\xe0": phrase(
        "This is an old workbook, not a CSV file. Save the sheet as “CSV UTF-8” and choose that file"
    ),
    b"%PDF": phrase("This is a PDF, not a CSV file. Export the list as CSV from the program that made it"),
    b"\x1f\x8b": phrase("This file is packed. Unpack it and choose the CSV file inside"),
}


def marked_encoding(head: bytes) -> tuple[str, int] | None:
    """The encoding that a file's first bytes give away, and how many of them are only the mark; None when none do.

    Raises InvalidInput under `file` for what is no text.
    """
    for start, said in _NOT_TEXT.items():
        if head.startswith(start):
            raise InvalidInput({"file": said})
    if head.startswith(_WIDE):
        raise InvalidInput({"file": phrase("This file is in UTF-32. Save it as “CSV UTF-8”")})
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    return _wide_without_mark(head)


def _wide_without_mark(head: bytes) -> tuple[str, int] | None:
    """UTF-16 shows itself by a NUL in every second place."""
    pairs = len(head[:2000]) // 2
    if pairs < 4:
        return None
    even, odd = head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.6 * pairs and even < 0.1 * pairs:
        return "utf-16-le", 0
    if even > 0.6 * pairs and odd < 0.1 * pairs:
        return "utf-16-be", 0
    return None


def guess_separator(lines: Sequence[str]) -> str:
    """What stands between the columns: that which parts the first lines into most columns, the same number in each."""

    def fits(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        if not widths or widths[0] < 2:
            return (0, 0)
        return Counter(widths)[widths[0]], widths[0]

    best = max(SEPARATORS, key=fits)
    return best if fits(best)[0] else ","


def declared_separator(line: str) -> str | None:
    """The separator that the first line of a file declares (`sep=;`), as some spreadsheets write it."""
    plain = line.strip().strip('"')
    return plain[4] if plain.lower().startswith("sep=") and len(plain) == 5 else None


def check_headings(cells: Sequence[str]) -> tuple[str, ...]:
    """The headings of a file. Raises InvalidInput under `file`: none, too many, empty, or twice the same."""
    named = [" ".join(cell.split()) for cell in cells]
    while named and not named[-1]:
        named.pop()
    if not named:
        raise InvalidInput({"file": phrase("The first line of the file is empty. It must name the columns")})
    if len(named) > WIDEST:
        said = phrase(
            "The file has %(count)s columns. At most %(most)s can be read", count=len(named), most=WIDEST
        )
        raise InvalidInput({"file": said})
    places: dict[str, int] = {}
    for place, name in enumerate(named, start=1):
        if not name:
            raise InvalidInput(
                {"file": phrase("Column %(place)s has no heading. Name it in the first line", place=place)}
            )
        if len(name) > 200:
            raise InvalidInput({"file": phrase("The heading of column %(place)s is too long", place=place)})
        key = name.casefold()
        if key in places:
            said = phrase(
                "Columns %(one)s and %(other)s are both called “%(name)s”. Give each a name of its own",
                **{"one": places[key], "other": place, "name": name},
            )
            raise InvalidInput({"file": said})
        places[key] = place
    return tuple(named)


def heading_key(heading: str) -> str:
    """What makes two headings the same: `Owner_No.` and `owner number`."""
    words = "".join(c if c.isalnum() else " " for c in search_key(heading.replace("_", " "))).split()
    return " ".join("number" if word in _NUMBER else word for word in words)


def guess_mapping(headings: Sequence[str], aliases: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Field → heading, where a heading is one of the field's names. No heading is given to two fields."""
    by_key = {heading_key(heading): heading for heading in reversed(headings)}
    found: dict[str, str] = {}
    for name, known in aliases.items():
        for alias in (name, *known):
            heading = by_key.get(heading_key(alias))
            if heading is not None and heading not in found.values():
                found[name] = heading
                break
    return found
