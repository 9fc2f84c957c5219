"""Every row of a vehicle's history in one table: what, from when to when, when it was recorded, where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, tzinfo
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import pgettext

from casework.base.values import Value
from casework.services.vehicles.vehicle_at import TitleStep
from casework.services.vehicles.vehicle_view import (
    BrandView,
    HoldView,
    LienView,
    OwnershipView,
    PlateView,
    ReadingView,
    VehicleView,
)
from casework.web.formats import distance
from casework.web.registers.vehicle_words import (
    brand_word,
    certified_word,
    hold_word,
    joined_word,
    reason_word,
)

Row = OwnershipView | PlateView | ReadingView | BrandView | HoldView | LienView


class Told(Value):
    """One row of the table. `what` is None where it is withheld; `owned` has owners for the template to name."""

    kind: str
    what: str | None
    since: datetime
    until: datetime | None
    lasts: bool
    recorded_at: datetime | None
    source: str
    case_number: str | None = None
    owned: OwnershipView | None = None
    mark_id: UUID | None = None
    alarm: str = ""


def told_of_vehicle(view: VehicleView, chain: tuple[TitleStep, ...], zone: tzinfo | None) -> list[Told]:
    """Every row that stands in this view, newest first; gaps in the chain of title stand between the owners."""
    rows = [*_owners(chain), *(_plate(row) for row in view.plates if row.superseded_at is None)]
    rows += _readings(view, zone)
    rows += (_brand(row, zone) for row in view.brands)
    rows += (_hold(row) for row in view.holds)
    rows += (_lien(row, zone) for row in view.liens)
    return sorted(rows, key=lambda row: row.since, reverse=True)


def name_of(row: Row) -> str:
    """What stands on the drawing for a row."""
    match row:
        case OwnershipView():
            joined = f" {joined_word(row.conjunction)} "
            return joined.join(owner.name or _("Withheld") for owner in row.owners)
        case PlateView():
            return row.display or _("Withheld")
        case LienView():
            return row.holder or _("Lien")
        case HoldView():
            return hold_word(row.code)
        case BrandView():
            return brand_word(row.brand)
    return distance(row.reading, row.unit)


def _owners(chain: tuple[TitleStep, ...]) -> Iterator[Told]:
    for step in chain:
        row = step.owned
        if step.missing_since is not None:
            gap = (step.missing_since, row.since)
            yield Told(
                _("Owners"), None, *gap, lasts=True, recorded_at=None, source="", alarm=_("Nobody on record")
            )
        alarm = _("Two sets of owners at once") if step.break_before == "overlap" else ""
        yield Told(
            _("Owners"),
            None,
            row.since,
            row.until,
            lasts=True,
            recorded_at=row.recorded_at,
            source=row.because or reason_word(row.reason),
            case_number=row.case_number,
            owned=row,
            alarm=alarm,
        )


def _plate(row: PlateView) -> Told:
    return Told(
        _("Plate"),
        row.display,
        row.since,
        row.until,
        lasts=True,
        recorded_at=row.recorded_at,
        source=reason_word(row.reason),
        case_number=row.case_number,
        mark_id=row.mark_id,
    )


def _readings(view: VehicleView, zone: tzinfo | None) -> Iterator[Told]:
    reached = 0
    for row in sorted(view.readings, key=lambda one: (one.read_on, one.recorded_at)):
        fell = row.reading < reached
        reached = max(reached, row.reading)
        yield Told(
            _("Odometer"),
            distance(row.reading, row.unit),
            _noon(row.read_on, zone),
            None,
            lasts=False,
            recorded_at=row.recorded_at,
            source=certified_word(row.certified),
            case_number=row.case_number,
            alarm=_("Lower than before") if fell else "",
        )


def _brand(row: BrandView, zone: tzinfo | None) -> Told:
    since = _noon(row.effective_on, zone)
    return Told(
        pgettext("of a title", "Brand"),
        brand_word(row.brand),
        since,
        row.voided_at,
        lasts=True,
        recorded_at=row.recorded_at,
        source=row.source,
    )


def _hold(row: HoldView) -> Told:
    told = name_of(row)
    return Told(
        _("Hold"), told, row.since, row.until, lasts=True, recorded_at=row.since, source=row.placed_by
    )


def _lien(row: LienView, zone: tzinfo | None) -> Told:
    return Told(
        _("Lien"),
        row.holder,
        _noon(row.since, zone),
        _noon(row.released_on, zone) if row.released_on else None,
        lasts=True,
        recorded_at=row.recorded_at,
        source=_("Lender"),
        case_number=row.case_number,
    )


def _noon(day: date, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time(12), zone)
