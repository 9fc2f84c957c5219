"""A workbook as CSV: read in a process of its own, so that no bomb, formula or macro ever reaches this one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from casework.base.errors import InvalidInput
from casework.base.phrases import Phrase, phrase

WORKBOOK = b"PK\x03\x04"
MOST_BYTES = 40 * 1024 * 1024
_CHILD = Path(__file__).with_name("workbook_child.py")
_PATIENCE = 40
"""Seconds; less than a transaction may stand idle."""
_PIECE = 1 << 20
_TOO_LARGE = phrase(
    "This workbook is too large, or larger unpacked than it pretends. Save the sheet as “CSV UTF-8” and choose that"
)
_BROKEN = phrase("This workbook can’t be read. Save it anew as XLSX, or the sheet as “CSV UTF-8”")
_REFUSED: Mapping[str, Phrase] = {
    "TOO_LARGE": _TOO_LARGE,
    "BROKEN": _BROKEN,
    "ENTITIES": _BROKEN,
    "LOCKED": phrase("This workbook is locked with a password. Save it without one"),
    "OTHER_KIND": phrase("This is no XLSX workbook. Save the sheet as “CSV UTF-8” and choose that file"),
    "RUNS": phrase(
        "This workbook holds macros, links to other files or embedded objects. Save the sheet alone, as “CSV UTF-8”"
    ),
    "EMPTY": phrase("The file is empty. Choose a file with a line of headings and rows below"),
}


@contextmanager
def as_csv(sent: IO[bytes]) -> Iterator[IO[bytes]]:
    """The one sheet of a workbook as CSV, a line for each row. Raises InvalidInput under `file` with the reason."""
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as out:
        sent.seek(0)
        while piece := sent.read(_PIECE):
            if file.tell() + len(piece) > MOST_BYTES:
                raise InvalidInput({"file": _TOO_LARGE})
            file.write(piece)
        file.seek(0)
        refused = _run(file, out)
        if refused is not None:
            raise InvalidInput({"file": refused})
        out.seek(0)
        yield out


def _run(file: IO[bytes], out: IO[bytes]) -> Phrase | None:
    """Let the child read; why it would not, None when it did."""
    order = [sys.executable, "-I", str(_CHILD)]
    try:
        done = subprocess.run(
            order, stdin=file, stdout=out, stderr=subprocess.PIPE, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return _TOO_LARGE
    if done.returncode == 0:
        return None
    if done.returncode < 0:  # the system ended it: over its time, its memory or what it may write
        return _TOO_LARGE
    code, _, where = done.stderr[:400].decode("utf-8", "replace").partition(" ")
    return _at(where).get(code) or _REFUSED.get(code, _BROKEN)


def _at(where: str) -> dict[str, Phrase]:
    """What is refused for one place in it."""
    return {
        "FORMULA": phrase(
            "Cell %(where)s holds a formula. Copy the sheet and paste it as values, then save that",
            where=where,
        ),
        "ERROR_CELL": phrase("Cell %(where)s holds an error. Correct it first", where=where),
        "TOO_WIDE": phrase("Cell %(where)s is beyond the 200 columns that can be read", where=where),
        "SHEETS": phrase(
            "Several sheets have rows: %(where)s. Save the one you mean as a file of its own", where=where
        ),
    }
