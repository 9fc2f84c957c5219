"""Take a file of rows in: whatever its encoding and line ends, it lies in the store as UTF-8 with plain line feeds.

The file is read piece by piece and never held whole. What is wrong with the file as a whole is said at once, and then
nothing is kept.
"""

from __future__ import annotations

import codecs
import io
from typing import IO

from casework.base.errors import InvalidInput
from casework.base.phrases import phrase
from casework.base.values import Value
from casework.domain.delimited import (
    SEPARATORS,
    check_headings,
    declared_separator,
    guess_separator,
    marked_encoding,
)
from casework.services.imports.read_rows import LONGEST_ROW, Rows
from casework.services.imports.read_workbook import WORKBOOK, as_csv
from casework.services.office import office_of
from casework.store.files import StoredFile, file_store
from casework.store.session import ViewerSession

MOST_BYTES = 256 * 1024 * 1024
_PIECE = 1 << 16
_FALLBACK = "windows-1252"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", _FALLBACK)


class TakenFile(Value):
    """A file as it was taken in: where it lies, how it is read, what its columns are called, where its rows begin."""

    stored: StoredFile
    encoding: str
    separator: str
    headings: tuple[str, ...]
    at: int
    line: int


def take_file(session: ViewerSession, sent: IO[bytes], *, separator: str = "") -> TakenFile:
    """Keep a file for an import. Raises InvalidInput under `file`, `separator`."""
    if separator and separator not in SEPARATORS:
        raise InvalidInput({"separator": phrase("Choose what stands between the columns")})
    store, tenant = file_store(), office_of(session).tenant.id
    sent.seek(0)
    if sent.read(4) == WORKBOOK:
        with as_csv(sent) as table:
            return take_file(session, table, separator=",")
    sent.seek(0)
    marked = marked_encoding(sent.read(_PIECE))
    encoding, skip = marked or ("utf-8", 0)
    try:
        stored = store.keep(tenant, _AsUtf8(sent, encoding, skip), at_most=MOST_BYTES)
    except _OtherEncoding:
        encoding = _FALLBACK
        stored = store.keep(tenant, _AsUtf8(sent, encoding, 0), at_most=MOST_BYTES)
    try:
        with store.open(tenant, stored.name) as file:
            separator, headings, at, line = _headings(file, separator)
    except InvalidInput:
        store.remove(tenant, stored.name)
        raise
    return TakenFile(stored, encoding, separator, headings, at, line)


def _headings(file: IO[bytes], separator: str) -> tuple[str, tuple[str, ...], int, int]:
    """The separator, the headings, and where the rows begin: byte and line."""
    at, line = 0, 1
    first = _first_lines(file)
    if not first:
        raise InvalidInput(
            {"file": phrase("The file is empty. Choose a file with a line of headings and rows below")}
        )
    declared = declared_separator(first[0])
    if declared:
        at, line = len(first[0].encode()), 2
        first = first[1:]
    separator = separator or declared or guess_separator(first)
    rows = Rows(file, separator, at=at, line=line)
    for row in rows:
        if row.fault is not None:
            raise InvalidInput(
                {"file": phrase("The line of headings can’t be read: %(why)s", why=row.fault.said)}
            )
        headings = check_headings(row.cells)
        _some_rows(rows)
        return separator, headings, rows.next_at, rows.next_line
    raise InvalidInput(
        {"file": phrase("The file is empty. Choose a file with a line of headings and rows below")}
    )


def _some_rows(rows: Rows) -> None:
    """Make sure that something stands below the headings, without moving on."""
    at, line = rows.next_at, rows.next_line
    if next(iter(rows), None) is None:
        raise InvalidInput({"file": phrase("The file has headings and no rows")})
    rows.next_at, rows.next_line = at, line


def _first_lines(file: IO[bytes]) -> list[str]:
    lines: list[str] = []
    while len(lines) < 20 and (line := file.readline(LONGEST_ROW)):
        lines.append(line.decode("utf-8", "replace"))
    file.seek(0)
    return lines


class _OtherEncoding(Exception):
    """It is not UTF-8 after all."""


class _AsUtf8:
    """A file in some encoding, read as UTF-8 with plain line feeds."""

    def __init__(self, file: IO[bytes], encoding: str, skip: int) -> None:
        self.file, self.encoding = file, encoding
        file.seek(skip)
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._lines = io.IncrementalNewlineDecoder(decoder, translate=True)
        self._line, self._ended, self._foreign = 1, False, False

    def read(self, size: int = -1, /) -> bytes:
        """The next piece; of about the size that was asked for."""
        while not self._ended:
            piece = self.file.read(max(size, 4))
            self._ended = not piece
            text = self._decoded(piece)
            if text:
                return self._checked(text).encode()
        return b""

    def _decoded(self, piece: bytes) -> str:
        try:
            text: str = self._lines.decode(piece, final=self._ended)
        except UnicodeDecodeError as wrong:
            cut = self._ended and wrong.reason in ("unexpected end of data", "truncated data")
            if cut and (self._foreign or self.encoding.startswith("utf-16")):
                said = phrase("The file ends in the middle of a character. It was cut off: get it anew")
                raise InvalidInput({"file": said}) from None
            if self.encoding == "utf-8":
                raise _OtherEncoding from None
            said = phrase(
                "The file is neither UTF-8 nor Windows-1252: line %(line)s holds bytes that stand for no"
                " character. Save it as “CSV UTF-8”",
                line=self._line,
            )
            raise InvalidInput({"file": said}) from None
        self._foreign = self._foreign or not text.isascii()
        return text

    def _checked(self, text: str) -> str:
        if "\0" in text:
            line = self._line + text[: text.index("\0")].count("\n")
            said = phrase(
                "Line %(line)s holds NUL bytes, which no text has. Export the file anew",
                line=line,
            )
            raise InvalidInput({"file": said})
        self._line += text.count("\n")
        return text
