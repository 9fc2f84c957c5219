"""A plate's mark as pages and API show it, with all its lives: frozen values."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from casework.base.values import Value
from casework.domain.periods import Period, gaps
from casework.policy.why import Decision


class EventView(Value):
    """What became of the plate, when it took effect and when we learnt of it. `number` and `reason` are None where
    numbers are withheld."""

    id: UUID
    event: str
    at: datetime
    recorded_at: datetime
    from_status: str | None
    to_status: str
    number: str | None
    reason: str | None


class PieceView(Value):
    """The front or rear plate, or the only one."""

    place: str
    status: str


class LifeView(Value):
    """One life of the mark, with the changes of its state and its pieces."""

    issue_id: UUID
    life: int
    status: str
    follows: str
    issued_on: date
    held_until: date | None
    reserved_until: date | None
    reissue_on: date | None
    max_vehicles: int
    events: tuple[EventView, ...]
    pieces: tuple[PieceView, ...]

    @property
    def since(self) -> datetime | None:
        """Since when it is what it is."""
        return max((event.at for event in self.events), default=None)

    @property
    def missing(self) -> tuple[str, ...]:
        """The places whose piece is gone while another one is there."""
        good = {piece.place for piece in self.pieces if piece.status == "GOOD"}
        return tuple(sorted({piece.place for piece in self.pieces} - good)) if good else ()


class Carried(Value):
    """The mark on a vehicle, from when to when, as recorded from when to when. Withheld values are None."""

    id: UUID
    issue_id: UUID
    life: int
    vehicle_id: UUID
    vehicle: str
    vin: str | None
    registrant_id: UUID
    registrant: str | None
    since: datetime
    until: datetime | None
    recorded_at: datetime
    superseded_at: datetime | None
    reason: str
    case_number: str | None
    because: str | None
    role: str

    def was_so(self, valid_at: datetime, known_at: datetime) -> bool:
        """Whether, at `known_at`, we said that this was so at `valid_at`."""
        said = self.recorded_at <= known_at and (self.superseded_at is None or known_at < self.superseded_at)
        return said and self.since <= valid_at and (self.until is None or valid_at < self.until)


class PlateHistory(Value):
    """A mark as one viewer sees it; frozen values, no rows. `withheld`: numbers, owners."""

    mark_id: UUID
    display: str | None
    canonical: str | None
    jurisdiction: str
    plate_class: str
    lives: tuple[LifeView, ...]
    rows: tuple[Carried, ...]
    withheld: dict[str, Decision]

    @property
    def names_open(self) -> bool:
        """Whether those whose plate it was are named."""
        return "owners" not in self.withheld

    def at(self, valid_at: datetime, known_at: datetime) -> tuple[Carried, ...]:
        """What we said at `known_at` about `valid_at`: none, one, or more where several lives overlap."""
        return tuple(row for row in self.rows if row.was_so(valid_at, known_at))

    def known_at(self, instant: datetime) -> tuple[Carried, ...]:
        """Everything we said at `instant`, oldest first."""
        said = (
            row
            for row in self.rows
            if row.recorded_at <= instant and (row.superseded_at is None or instant < row.superseded_at)
        )
        return tuple(sorted(said, key=lambda row: row.since))

    def on_none(self, instant: datetime) -> tuple[Period[datetime], ...]:
        """By what we said at `instant`: the times, since it was first on a vehicle, when it was on none."""
        said = [Period(row.since, row.until) for row in self.known_at(instant)]
        ends = [period.until for period in said if period.until is not None]
        last = Period(max(ends)) if said and len(ends) == len(said) else None
        return (*gaps(said), last) if last else tuple(gaps(said))
