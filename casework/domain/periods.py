"""Half-open periods of days or instants: overlap, gaps, concurrent use, a chain of title with its breaks."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from casework.base.values import Value

Point = TypeVar("Point", date, datetime)
Key = TypeVar("Key")


class Period(Value, Generic[Point]):
    """From `since` until before `until`; without end while `until` is None. Never empty."""

    since: Point
    until: Point | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.since:
            raise ValueError(f"A period ends after it begins: {self.since} to {self.until} does not.")

    def __contains__(self, at: Point) -> bool:
        return self.since <= at and (self.until is None or at < self.until)

    def overlaps(self, other: "Period[Point]") -> bool:
        """Whether both hold at some point; touching is not overlapping."""
        starts_before_end = self.until is None or other.since < self.until
        return starts_before_end and (other.until is None or self.since < other.until)

    def intersection(self, other: "Period[Point]") -> "Period[Point] | None":
        """The time both hold."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.until, other.until) if end is not None]
        return Period(max(self.since, other.since), min(ends) if ends else None)


class Step(Value, Generic[Key, Point]):
    """One link of a chain. `break_before` tells how it fails to follow the one before."""

    key: Key
    period: Period[Point]
    break_before: Literal["gap", "overlap"] | None = None


def conflicts(
    wanted: Period[Point], held: Iterable[tuple[Key, Period[Point]]], *, at_most: int = 1
) -> tuple[Key, ...]:
    """The keys in the way if `wanted` is added to `held` and at most `at_most` may hold at any point."""
    meeting = [link for link in held if link[1].overlaps(wanted)]
    # The number in use only rises where a period begins, so those points are enough.
    points: list[Point] = [wanted.since]
    for _, period in meeting:
        if period.since in wanted:
            points.append(period.since)
    for point in points:
        there = tuple(key for key, period in meeting if point in period)
        if len(there) >= at_most:
            return there
    return ()


def gaps(periods: Iterable[Period[Point]]) -> list[Period[Point]]:
    """The times between the first beginning and the last end that no period covers."""
    ordered = sorted(periods, key=lambda period: period.since)
    found: list[Period[Point]] = []
    reached = ordered[0].until if ordered else None
    for period in ordered[1:]:
        if reached is None:
            return found
        if period.since > reached:
            found.append(Period(reached, period.since))
        reached = None if period.until is None else max(reached, period.until)
    return found


def chain(links: Sequence[tuple[Key, Period[Point]]]) -> list[Step[Key, Point]]:
    """The links in order of time, each marked where it leaves a gap to the one before or overlaps it."""
    ordered = sorted(links, key=lambda link: link[1].since)
    steps: list[Step[Key, Point]] = []
    for key, period in ordered:
        steps.append(Step(key, period, _break(steps[-1].period, period) if steps else None))
    return steps


def add_months(day: date, months: int) -> date:
    """The corresponding day `months` later, or the last day of that month: 31 January and one is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _break(before: Period[Point], after: Period[Point]) -> Literal["gap", "overlap"] | None:
    if before.until is None or after.since < before.until:
        return "overlap"
    return "gap" if after.since > before.until else None
