"""What the rows of a file come to: sums by verdict, fund and currency, kept with the run as it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from casework.base.money import Money
from casework.base.values import Value
from casework.services.imports.register import VERDICTS, Entry

Kept = Sequence[Mapping[str, Any]]


class Total(Value):
    """So many rows of a verdict, for one fund and in one currency, and what they come to."""

    verdict: str
    fund: str
    count: int
    amount: Money


def added(kept: Kept | None, entries: Iterable[Entry]) -> list[dict[str, Any]] | None:
    """The sums with these rows in them; None where rows have no amounts."""
    sums = {
        (one["verdict"], one["fund"], one["currency"]): (one["count"], one["minor"]) for one in kept or ()
    }
    for entry in entries:
        for fund, amount in entry.more.get("totals", ()):
            key = (entry.verdict, fund, amount.currency)
            count, minor = sums.get(key, (0, 0))
            sums[key] = (count + 1, minor + amount.minor)
    found = [
        {"verdict": key[0], "fund": key[1], "currency": key[2], "count": count, "minor": minor}
        for key, (count, minor) in sorted(sums.items())
    ]
    return found or None


def totals_of(kept: Kept | None) -> list[Total]:
    """The sums of a run: what goes in first, what is to be put right last; then by fund and currency."""
    rows = sorted(kept or (), key=lambda one: (VERDICTS.index(one["verdict"]), one["fund"], one["currency"]))
    return [
        Total(one["verdict"], one["fund"], one["count"], Money(one["minor"], one["currency"])) for one in rows
    ]
