"""A vehicle's history as one instant saw it, what was so at another, and its chain of title with every break flagged.

Pure over what was read: the page that moves through time reads the vehicle once.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from casework.base.values import Value, replace
from casework.domain.periods import Period, chain, gaps
from casework.services.vehicles.vehicle_view import (
    BrandView,
    HoldView,
    LienView,
    OwnershipView,
    PlateView,
    ReadingView,
    VehicleView,
)

TwiceDated = TypeVar("TwiceDated", OwnershipView, PlateView)


class Moment(Value):
    """Who and what at one instant. `status` of a plate is what it is now, whatever was valid then."""

    owned: OwnershipView | None
    plates: tuple[PlateView, ...]
    brands: tuple[BrandView, ...]
    holds: tuple[HoldView, ...]
    liens: tuple[LienView, ...]
    reading: ReadingView | None


class TitleStep(Value):
    """One link of the chain of title: a set of owners, the brands their title carried, and how it fails to follow the
    link before, if it does."""

    owned: OwnershipView
    brands: tuple[BrandView, ...]
    break_before: Literal["gap", "overlap"] | None
    missing_since: datetime | None


def as_known(view: VehicleView, known_at: datetime, timezone: str) -> VehicleView:
    """The history as we told it at `known_at`: nothing that was recorded later, and nothing taken back later."""
    day = known_at.astimezone(ZoneInfo(timezone)).date()
    ownerships = _said(view.ownerships, known_at)
    return replace(
        view,
        ownerships=ownerships,
        gaps=find_gaps(ownerships),
        plates=_said(view.plates, known_at),
        readings=tuple(row for row in view.readings if row.recorded_at <= known_at),
        brands=tuple(_brand(row, known_at) for row in view.brands if row.recorded_at <= known_at),
        holds=tuple(_hold(row, known_at) for row in view.holds if row.since <= known_at),
        liens=tuple(_lien(row, day) for row in view.liens if row.recorded_at <= known_at),
    )


def at(view: VehicleView, valid_at: datetime, timezone: str) -> Moment:
    """What was so at `valid_at`, by the rows that stand in this view."""
    day = valid_at.astimezone(ZoneInfo(timezone)).date()
    readings = [row for row in view.readings if row.read_on <= day]
    return Moment(
        owned=next((row for row in view.ownerships if row.current and covers(row, valid_at)), None),
        plates=tuple(row for row in view.plates if row.superseded_at is None and covers(row, valid_at)),
        brands=tuple(row for row in view.brands if row.in_force and row.effective_on <= day),
        holds=tuple(row for row in view.holds if covers(row, valid_at)),
        liens=tuple(
            row
            for row in view.liens
            if row.since <= day and (row.released_on is None or day < row.released_on)
        ),
        reading=max(readings, key=lambda row: (row.read_on, row.recorded_at), default=None),
    )


def chain_of_title(view: VehicleView, timezone: str) -> tuple[TitleStep, ...]:
    """The owners in order of time, each with the brands of their day, and where nobody or two are on record."""
    current = [row for row in view.ownerships if row.current]
    links = chain([(row, Period(row.since, row.until)) for row in current])
    steps: list[TitleStep] = []
    reached: datetime | None = None
    for link in links:
        last = link.key.until or datetime.max.replace(tzinfo=link.key.since.tzinfo)
        steps.append(
            TitleStep(
                link.key,
                _brands_by(view, last, timezone),
                link.break_before,
                reached if link.break_before == "gap" else None,
            )
        )
        reached = link.key.until
    return tuple(steps)


def chain_until(steps: tuple[TitleStep, ...], valid_at: datetime, timezone: str) -> tuple[TitleStep, ...]:
    """The links that had been forged by `valid_at`, with the brands of up to that day."""
    day = valid_at.astimezone(ZoneInfo(timezone)).date()
    return tuple(
        replace(step, brands=tuple(brand for brand in step.brands if brand.effective_on <= day))
        for step in steps
        if step.owned.since <= valid_at
    )


def find_gaps(ownerships: tuple[OwnershipView, ...]) -> tuple[tuple[datetime, datetime | None], ...]:
    """Times between two owners of which nobody is on record."""
    periods = [Period(row.since, row.until) for row in ownerships if row.current]
    return tuple((gap.since, gap.until) for gap in gaps(periods))


def covers(row: OwnershipView | PlateView | HoldView, instant: datetime) -> bool:
    """Whether an instant lies in the row's time, half-open."""
    return row.since <= instant and (row.until is None or instant < row.until)


def _brands_by(view: VehicleView, last: datetime, timezone: str) -> tuple[BrandView, ...]:
    day = date.max if last.year == date.max.year else last.astimezone(ZoneInfo(timezone)).date()
    return tuple(row for row in view.brands if row.in_force and row.effective_on < day)


def _said(rows: tuple[TwiceDated, ...], known_at: datetime) -> tuple[TwiceDated, ...]:
    return tuple(
        replace(row, superseded_at=None)
        for row in rows
        if row.recorded_at <= known_at and (row.superseded_at is None or known_at < row.superseded_at)
    )


def _brand(row: BrandView, known_at: datetime) -> BrandView:
    later = row.voided_at is not None and row.voided_at > known_at
    return replace(row, voided_at=None) if later else row


def _hold(row: HoldView, known_at: datetime) -> HoldView:
    later = row.until is not None and row.until > known_at
    return replace(row, until=None) if later else row


def _lien(row: LienView, day: date) -> LienView:
    later = row.released_on is not None and row.released_on > day
    return replace(row, released_on=None) if later else row
