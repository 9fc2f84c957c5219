"""Rows of a file, one after the other, from any place on: with their line, their place, and what is wrong with them.

A row that can't be read is told and passed over; only a file that breaks off is not read any further. Nothing wider
than `LONGEST_ROW` bytes is ever in memory.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO

from casework.base.phrases import Phrase, counted, phrase
from casework.base.values import Value

LONGEST_ROW = 200_000
csv.field_size_limit(LONGEST_ROW)


class Fault(Value):
    """Why a row can't be read. One that is `fatal` ends the file."""

    code: str
    said: Phrase
    fatal: bool = False


class Read(Value):
    """A row as it stands in the file: the line and the byte at which it begins."""

    line: int
    at: int
    cells: tuple[str, ...]
    fault: Fault | None = None


TOO_WIDE = Fault(
    "ROW_TOO_WIDE",
    phrase(
        "This row has more than %(most)s characters. Look for a quotation mark that is not closed, and take out what is"
        " no part of the register",
        most=f"{LONGEST_ROW:,}",
    ),
)
CUT_OFF = Fault(
    "FILE_CUT_OFF",
    phrase(
        "The file breaks off in the middle of this row. It was cut off: export it anew and import the whole file"
    ),
    fatal=True,
)
QUOTES = Fault(
    "QUOTES",
    phrase("A quotation mark stands in the middle of a cell. Double it, or take it out"),
)


class _Wide(Exception):
    """A row goes on for too long."""


class Rows:
    """The rows of a file from a place on. `width` is the number of columns; without one every width will do."""

    def __init__(
        self, file: IO[bytes], separator: str, *, at: int, line: int, width: int | None = None
    ) -> None:
        self.file, self.separator, self.width = file, separator, width
        self.next_at, self.next_line = at, line
        self._began = at
        self._open_end = False

    def __iter__(self) -> Iterator[Read]:
        self.file.seek(self.next_at)
        reader = self._reader()
        while True:
            at, line = self.next_at, self.next_line
            self._began = at
            try:
                cells = next(reader)
            except StopIteration:
                return
            except _Wide:
                yield Read(line, at, (), self._pass_over(at, line, TOO_WIDE))
                reader = self._reader()
                continue
            except csv.Error as wrong:
                fault = self._broken(str(wrong), at, line)
                yield Read(line, at, (), fault)
                if fault.fatal:
                    return
                reader = self._reader()
                continue
            if any(cell.strip() for cell in cells):
                read = Read(line, at, *self._fitting(cells))
                yield read
                if read.fault is not None and read.fault.fatal:
                    return

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self.separator, strict=True)

    def _lines(self) -> Iterator[str]:
        while piece := self.file.readline(LONGEST_ROW + 1):
            self.next_at += len(piece)
            self.next_line += 1
            if self.next_at - self._began > LONGEST_ROW:
                raise _Wide
            self._open_end = not piece.endswith(b"\n")
            yield piece.decode()

    def _broken(self, wrong: str, at: int, line: int) -> Fault:
        if "unexpected end of data" in wrong:
            return CUT_OFF
        return self._pass_over(at, line, TOO_WIDE if "field larger" in wrong else QUOTES)

    def _pass_over(self, at: int, line: int, fault: Fault) -> Fault:
        """Go to the line after the first of a row that can't be read."""
        self.file.seek(at)
        self.next_at = at
        while piece := self.file.readline(LONGEST_ROW):
            self.next_at += len(piece)
            if piece.endswith(b"\n"):
                break
        self.next_line = line + 1
        return fault

    def _fitting(self, cells: list[str]) -> tuple[tuple[str, ...], Fault | None]:
        width = self.width
        if width is None:
            return tuple(cells), None
        if len(cells) < width:
            return (), self._too_few(len(cells), width)
        if any(cell.strip() for cell in cells[width:]):
            said = counted(
                "This row has %(num)s column, the headings %(width)s. Put text that holds the separator between"
                " quotation marks",
                "This row has %(num)s columns, the headings %(width)s. Put text that holds the separator between"
                " quotation marks",
                len(cells),
                width=width,
            )
            return (), Fault("TOO_MANY_COLUMNS", said)
        return tuple(cells[:width]), None

    def _too_few(self, count: int, width: int) -> Fault:
        if self._open_end:
            return CUT_OFF
        said = counted(
            "This row has %(num)s column, the headings %(width)s. Look for a line break inside a cell",
            "This row has %(num)s columns, the headings %(width)s. Look for a line break inside a cell",
            count,
            width=width,
        )
        return Fault("TOO_FEW_COLUMNS", said)
