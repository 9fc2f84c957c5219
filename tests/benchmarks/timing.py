"""Timing many ways of doing the same: in turn, with the same chance, and nothing else going on."""

from __future__ import annotations

import gc
import json
import random
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

RESULT = Path(__file__).parents[2] / "build" / "bench.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `limit` None: it is told, nothing is promised."""

    name: str
    ratio: float
    limit: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it is within its limit."""
        return self.limit is None or self.ratio <= self.limit


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do it. What it needs around it is not timed."""

    run: Callable[[Any], object]
    around: Callable[[], AbstractContextManager[None]] = nullcontext


Times = Mapping[str, Sequence[float]]


def in_turn(ways: Mapping[str, Way], chances: Iterable[Any], *, warm: int = 10) -> dict[str, list[float]]:
    """Milliseconds of each way for each chance; which way goes first is shuffled every time."""
    shuffled, times = list(ways), {name: list[float]() for name in ways}
    for number, chance in enumerate(chances):
        random.Random(number).shuffle(shuffled)
        gc.collect(1)
        gc.disable()
        for name in shuffled:
            with ways[name].around():
                begun = time.perf_counter()
                ways[name].run(chance)
                times[name].append((time.perf_counter() - begun) * 1000)
        gc.enable()
    return {name: taken[warm:] for name, taken in times.items()}


def middle(taken: Sequence[float]) -> float:
    """The time that half of the runs kept within."""
    return statistics.median(taken)


def low(taken: Sequence[float]) -> float:
    """The time of the least disturbed tenth."""
    return sorted(taken)[len(taken) // 10]


def show(title: str, times: Times, first: str) -> None:
    """A table of the ways, each beside `first`."""
    print(f"\n   {title:42s} {'p10 ms':>9s} {'p50 ms':>9s} {'p10 ×':>7s} {'p50 ×':>7s}", flush=True)
    for name, taken in times.items():
        beside = (low(taken) / low(times[first]), middle(taken) / middle(times[first]))
        print(
            f"   {name:42s} {low(taken):9.3f} {middle(taken):9.3f} {beside[0]:7.2f} {beside[1]:7.2f}",
            flush=True,
        )


def keep(figures: Sequence[Figure]) -> None:
    """Print the figures and write them down as JSON."""
    print(f"\n   {'figure':66s} {'is':>7s} {'limit':>7s}")
    for one in figures:
        limit = "" if one.limit is None else f"{one.limit:.2f}"
        print(f"   {one.name:66s} {one.ratio:7.2f} {limit:>7s} {'' if one.holds else ' DOES NOT HOLD'}")
    RESULT.parent.mkdir(exist_ok=True)
    rows = [{**asdict(one), "ratio": round(one.ratio, 3), "holds": one.holds} for one in figures]
    RESULT.write_text(json.dumps({"rows": rows}, indent=1) + "\n", encoding="utf-8")
