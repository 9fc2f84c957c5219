"""A vehicle as pages and API show it: frozen values."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from casework.base.values import Value
from casework.domain.vin import is_odd
from casework.policy.why import Decision
from casework.services.vehicles.owners import Holder


class OwnershipView(Value):
    """Who owned it from when to when; a row that was replaced says when. Names are None where withheld."""

    id: UUID
    since: datetime
    until: datetime | None
    owners: tuple[Holder, ...]
    conjunction: str
    title_number: str | None
    recorded_at: datetime
    superseded_at: datetime | None
    reason: str
    case_number: str | None
    because: str | None = None  # what showed that it was otherwise

    @property
    def current(self) -> bool:
        """Whether this is what we say now."""
        return self.superseded_at is None


class PlateView(Value):
    """A plate that the vehicle carried from when to when; `status` is what the plate is now."""

    mark_id: UUID
    display: str | None
    plate_class: str
    role: str
    status: str
    since: datetime
    until: datetime | None
    recorded_at: datetime
    superseded_at: datetime | None
    reason: str
    case_number: str | None


class ReadingView(Value):
    """What the odometer showed on a day."""

    read_on: date
    reading: int
    unit: str
    certified: str
    recorded_at: datetime
    case_number: str | None


class BrandView(Value):
    """What every title of the vehicle warns of from a day on; voided where somebody took it back."""

    brand: str
    effective_on: date
    source: str
    recorded_at: datetime
    voided_at: datetime | None

    @property
    def in_force(self) -> bool:
        """Whether it still stands."""
        return self.voided_at is None


class HoldView(Value):
    """A stop that an agency placed."""

    code: str
    placed_by: str
    since: datetime
    until: datetime | None


class LienView(Value):
    """A lender's claim."""

    holder_id: UUID
    holder: str | None
    since: date
    released_on: date | None
    recorded_at: datetime
    case_number: str | None
    electronic: bool = False  # it holds the title


class NoticeView(Value):
    """A seller's notice that the vehicle is sold. It changed no owner."""

    sold_on: date
    due_on: date
    received_at: datetime
    late: bool
    seller_is_owner: bool
    case_number: str | None


class VehicleView(Value):
    """A vehicle as one viewer sees it for one purpose; frozen values, no rows. `withheld`: numbers, owners."""

    id: UUID
    vin: str | None
    make: str
    model: str
    year: int
    body: str | None
    colour: str | None
    fuel: str
    registered_until: date | None
    ownerships: tuple[OwnershipView, ...]
    gaps: tuple[tuple[datetime, datetime | None], ...]
    plates: tuple[PlateView, ...]
    readings: tuple[ReadingView, ...]
    brands: tuple[BrandView, ...]
    holds: tuple[HoldView, ...]
    liens: tuple[LienView, ...]
    notices: tuple[NoticeView, ...]
    withheld: dict[str, Decision]

    @property
    def names_open(self) -> bool:
        """Whether owners and lenders are named."""
        return "owners" not in self.withheld

    @property
    def odd_number(self) -> bool:
        """Whether the check digit of its number does not fit: somebody accepted it when the vehicle was entered."""
        return self.vin is not None and is_odd(self.vin, self.year)

    @property
    def owner_now(self) -> OwnershipView | None:
        """The ownership in force, if there is one."""
        return next((row for row in self.ownerships if row.current and row.until is None), None)
