"""Cells of spreadsheets: nothing we hand out is taken for a formula, and what we handed out reads back unchanged."""

from __future__ import annotations

import re

_STARTS = "=+-@|\t\r＝＋－＠｜"
_NUMBER = re.compile(r"[+\-－＋]\s?[(\d]")


def may_run(cell: str) -> bool:
    """Whether some spreadsheet takes this cell for a formula or a command."""
    start = cell.lstrip(" '\n\u00a0\ufeff")[:1]
    return start != "" and start in _STARTS


def defused(cell: str) -> str:
    """The cell as text for every spreadsheet: an apostrophe stands before what could run."""
    return f"'{cell}" if may_run(cell) else cell


def plain(cell: str) -> str:
    """The cell as it was before `defused`."""
    return cell[1:] if cell.startswith("'") and may_run(cell[1:]) else cell


def is_formula(cell: str) -> bool:
    """Whether a cell that was handed in holds a formula instead of a value. Numbers may have a sign."""
    return may_run(cell) and not cell.startswith("'") and not _NUMBER.match(cell.strip())
