"""Which rows of a file belong together by what stands in one of their columns, wherever they stand in the file.

Found anew each time the file is opened: the file is read twice over, and only the places of rows that are not alone
are held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from casework.domain.spreadsheet import plain
from casework.models import ImportRun
from casework.services.imports.read_rows import Rows

Places = Mapping[str, Sequence[tuple[int, int]]]
"""What stands in the column → line and place of each row that has it, in the order of the file."""


def rows_together(file: IO[bytes], run: ImportRun, heading: str) -> Places:
    """The rows that have the same under this heading, where there is more than one; the file stands where it stood."""
    stood, column = file.tell(), run.headings.index(heading)
    once: set[int] = set()
    several: set[int] = set()
    for key, _place in _read(file, run, column):
        (several if key in once else once).add(key)
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    if several:
        for key, (text, line, at) in _read(file, run, column):
            if key in several:
                found[text].append((line, at))
    file.seek(stood)
    return {text: places for text, places in found.items() if len(places) > 1}


def key_of(cell: str) -> str:
    """What makes two cells the same, as numbers are read."""
    return " ".join(plain(cell.strip()).split())


def _read(file: IO[bytes], run: ImportRun, column: int) -> Iterator[tuple[int, tuple[str, int, int]]]:
    rows = Rows(file, run.separator, at=run.first_at, line=run.first_line, width=len(run.headings))
    for read in rows:
        if read.fault is None and (text := key_of(read.cells[column])):
            yield hash(text), (text, read.line, read.at)
