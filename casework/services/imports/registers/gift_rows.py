"""Gifts of which each part has a row of its own: the rows of one gift number become one gift, or none of them goes in.

The first row stands for the gift and carries all of it; the others go with it. What rows say of the gift as a whole
they say alike, or not at all. Where they name the whole amount, the parts come to it exactly; where they name none,
the gift is what its parts add up to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from casework.base.money import Money, total
from casework.base.phrases import phrase
from casework.services.imports.register import Entry, Told
from casework.services.imports.registers.gift_values import (
    ALL_PARTS,
    PART_COLUMNS,
    Here,
    amounts_of,
    by_percent,
    fund_of,
    percent_of,
)

ROWS = "rows"  # under which the first row has all rows of its gift
MOST_ROWS = 100
PART_NUMBER = "part_number"
_OF_THE_GIFT = (
    *("donor", "received_on", "currency", "amount", "method"),
    *("fee", "benefit", "status", "test", "thanked_on"),
)
Splits = tuple[tuple[UUID, Money], ...]


def joined_by(mapping: Mapping[str, str]) -> str | None:
    """Rows are parts of one gift where gifts have a number and each row a part."""
    return "number" if "number" in mapping and "part" in mapping else None


def join_rows(entries: Sequence[Entry], told: Told) -> dict[int, list[Entry]]:
    """First line of a gift → its rows, of gifts that these rows are parts of; those elsewhere are read once more.

    What is wrong with one of them is noted in all.
    """
    mine = {entry.line: entry for entry in entries}
    found: dict[int, list[Entry]] = {}
    for number in {entry.values["number"] for entry in entries if "number" in entry.values}:
        places = told.together.get(number, ())
        if not places or told.again is None:
            continue
        first = [mine[line] for line, _ in places if line in mine]
        if len(places) > MOST_ROWS:
            for entry in first:
                said = phrase("A gift may have %(count)s rows at most", count=MOST_ROWS)
                entry.refuse("number", "ROWS_TOO_MANY", said)
            continue
        others = told.again([place for place in places if place[0] not in mine])
        rows = sorted((*first, *others), key=lambda row: row.line)
        if not any("part" in row.values for row in rows):
            continue  # each says a whole gift: two of one number contradict each other
        _fit(rows)
        found[rows[0].line] = rows
    return found


def _fit(rows: list[Entry]) -> None:
    """Drop from the rows of a gift those that are only said twice, and fill its first row; or refuse them all."""
    _say_once(rows)
    head = rows[0]
    for row in rows:
        if row.wrong:
            continue
        if "part" not in row.values or any(
            name in row.values for name in (*PART_COLUMNS, ALL_PARTS, "goods")
        ):
            said = phrase("Where each part of a gift has a row, each names one fund and its part")
            row.refuse("part", "PART_MISSING", said)
        for name in _OF_THE_GIFT:
            if head.values.setdefault(name, row.values.get(name)) is None:
                del head.values[name]
            elif row.values.get(name, head.values[name]) != head.values[name]:
                _differ(row, head, name)
                break
    spread(rows)


def _say_once(rows: list[Entry]) -> None:
    seen: dict[Any, Entry] = {}
    for row in list(rows):
        own = row.values.get(PART_NUMBER)
        content = row.content()
        before = seen.setdefault(own or content, row)
        if before is row or row.wrong:
            continue
        if own and content == before.content():
            row.repeats = row.of_line = rows[0].line
            row.number = None
            rows.remove(row)
        elif own:
            _differ(row, before, PART_NUMBER)
        else:
            said = phrase(
                "Line %(line)s of this file says the same. If both are meant, give each a number of its own",
                line=before.line,
            )
            row.refuse("", "TWICE_IN_FILE", said)


def _differ(row: Entry, other: Entry, name: str) -> None:
    """The rows of one gift, or of one part, contradict each other; which of them is right nobody can tell."""
    for one, line in ((row, other.line), (other, row.line)):
        said = phrase(
            "Line %(line)s of this file has the same number and says something else here. Correct one of the two",
            line=line,
        )
        one.refuse(name, "ROWS_DIFFER", said)


def spread(rows: Sequence[Entry]) -> None:
    """What is wrong with one row of a gift keeps the others out too."""
    bad = next((row for row in rows if row.wrong), None)
    for row in rows:
        if bad is not None and not row.wrong:
            said = phrase(
                "Line %(line)s holds another part of this gift and can’t be taken in. Correct that line first",
                line=bad.line,
            )
            row.refuse("", "PART_WRONG", said)


def follow(rows: Sequence[Entry]) -> None:
    """The rows after the first go with it."""
    for row in rows[1:]:
        row.repeats = row.of_line = rows[0].line
        row.number = None


def amount_of(entry: Entry, whole: Money | None, here: Here, told: Told) -> tuple[Money | None, Splits]:
    """What the rows of a gift come to, and the part of each fund, in the order of the rows. What can't be read is
    refused in its row. `whole`: the amount that they name."""
    rows: Sequence[Entry] = entry.more[ROWS]
    funds = [fund_of(row, here) for row in rows]
    percents = [percent_of(row.values["part"]) for row in rows]
    if any(percents):
        if whole is None and not entry.wrong:
            said = phrase("Parts in percent need the amount of the whole gift")
            entry.refuse("part", "PARTS_MIXED", said)
        parts = (
            by_percent(entry, whole, percents, [row.values["part"] for row in rows], "part") if whole else []
        )
    else:
        parts = _in_money(entry, rows, here, told)
    if len(parts) < len(rows) or any(row.wrong for row in rows):
        return None, ()
    sums: dict[UUID, list[Money]] = {}
    for fund, part in zip(funds, parts, strict=True):
        if fund is not None:
            sums.setdefault(fund.id, []).append(part)
    currency = parts[0].currency
    splits = ((fund, total(of, currency)) for fund, of in sums.items())
    return whole or total(parts, currency), tuple(one for one in splits if one[1].minor)


def _in_money(entry: Entry, rows: Sequence[Entry], here: Here, told: Told) -> list[Money]:
    """The part of each row, in the currency of the gift."""
    found = []
    for row in rows:
        if "currency" in entry.values:
            row.values.setdefault("currency", entry.values["currency"])
        part = amounts_of(row, ("part",), here, told).get("part")
        if part is not None:
            found.append(part)
    return found
