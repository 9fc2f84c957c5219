"""The cells of a row as values, read by the same kinds of answer as the counter's forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from casework.base.phrases import phrase
from casework.domain.spreadsheet import is_formula, plain
from casework.packs.field_kinds import WHOLE, BadAnswer, read_answer
from casework.packs.model_form import Field
from casework.services.imports.read_rows import Read
from casework.services.imports.register import Entry, ImportField, Told

DAY_ORDERS = ("ymd", "dmy", "mdy")
_DAY = re.compile(r"(\d{1,4})[-./ ](\d{1,2})[-./ ](\d{1,4})(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?")
_YES = frozenset({"yes", "y", "true", "t", "1", "x", "ja", "sí", "si", "sim", "oui", "có", "हाँ"})
_NO = frozenset({"no", "n", "false", "f", "0", "nein", "não", "nao", "non", "không", "नहीं"})


class Columns:
    """Which cell holds which field, and the question that each field asks."""

    def __init__(
        self, fields: Sequence[ImportField], mapping: Mapping[str, str], headings: Sequence[str], told: Told
    ) -> None:
        place = {heading: number for number, heading in enumerate(headings)}
        self._read = [
            (one, one.asked, place[mapping[one.name]]) for one in fields if mapping.get(one.name) in place
        ]
        self._told = told

    def entry(self, row: Read) -> Entry:
        """The row with its values, and with everything that is wrong with its cells."""
        entry = Entry(row.line, row.at)
        if row.fault is not None:
            entry.refuse("", row.fault.code, row.fault.said)
            return entry
        for one, asked, at in self._read:
            self._take(entry, one, asked, row.cells[at])
        return entry

    def _take(self, entry: Entry, one: ImportField, asked: Field, cell: str) -> None:
        text = plain(cell.strip())
        if text == cell.strip() and is_formula(text):
            entry.refuse(one.name, "FORMULA", phrase("This cell holds a formula. Enter the value itself"))
            return
        try:
            value = read_cell(one, asked, text, self._told)
        except BadAnswer as bad:
            said = next(iter(bad.errors.values()))
            entry.refuse(one.name, "INVALID", said)
            return
        if value is not None:
            entry.values[one.name] = value


def read_cell(one: ImportField, asked: Field, text: str, told: Told) -> Any:
    """The value that a cell stands for, None for an empty one. Raises BadAnswer."""
    if not text:
        return read_answer(asked, {}, told.asking)
    if one.kind == "date":
        return date.fromisoformat(read_answer(asked, _day(text, told.day_order), told.asking))
    return read_answer(asked, {WHOLE: [_choice(one, text)]}, told.asking)


def _choice(one: ImportField, text: str) -> str:
    folded = text.casefold()
    if one.kind == "yes_no":
        return "yes" if folded in _YES else "no" if folded in _NO else text
    if one.kind == "choice":
        known = {value.casefold(): value for value in one.options} | dict(one.words)
        if folded not in known:
            raise BadAnswer(phrase("Enter one of: %(values)s", values=", ".join(one.options)))
        return known[folded]
    return text


def _day(text: str, order: str) -> dict[str, list[str]]:
    found = _DAY.fullmatch(text)
    if not found:
        raise BadAnswer(phrase("Enter the day like 2026-01-31"))
    one, two, three = found.groups()
    if len(one) > 2:
        order = "ymd"
    elif order == "ymd":
        raise BadAnswer(
            phrase("Enter the day like 2026-01-31, or say in which order days are written in this file")
        )
    parts = dict(zip(order, (one, two, three), strict=True))
    return {"day": [parts["d"]], "month": [parts["m"]], "year": [parts["y"]]}
