"""A plate register in plain Python: days as numbers, rows as tuples, and the rules said once more, another way."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

Row = tuple[int, int | None, int]  # since, until, vehicle


def apart(one: Row, other: Row) -> bool:
    """Whether two half-open stretches of days never meet."""
    return (one[1] is not None and one[1] <= other[0]) or (other[1] is not None and other[1] <= one[0])


@dataclass
class Oracle:
    """What stands on record of each plate; `said` is what stood there after each act."""

    plates: int
    rows: dict[int, list[Row]] = field(init=False)
    on: set[int] = field(default_factory=set)
    said: list[dict[int, list[Row]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = {plate: [] for plate in range(self.plates)}

    def act(self, step: tuple[str, int, int, int, int]) -> bool:
        """Whether the register takes this step; if so, it stands."""
        kind, plate, other, day, end = step
        made = {"on": self._on, "off": self._off, "move": self._move, "fix": self._fix}[kind](
            plate, other, day, end
        )
        taken = made is not None and self._holds(plate, made)
        if taken and made is not None:
            self.rows[plate] = sorted(made)
            if kind in ("on", "off"):
                (self.on.add if kind == "on" else self.on.discard)(plate)
        self.said.append({key: list(rows) for key, rows in self.rows.items()})
        return taken

    def at(self, after: int, plate: int, day: int) -> set[int]:
        """The vehicles that the register named for a day, after so many acts."""
        return {
            vehicle
            for since, until, vehicle in self.said[after][plate]
            if since <= day and (until is None or day < until)
        }

    def _on(self, plate: int, vehicle: int, day: int, _end: int) -> list[Row] | None:
        return None if plate in self.on else [*self.rows[plate], (day, None, vehicle)]

    def _off(self, plate: int, _other: int, day: int, _end: int) -> list[Row] | None:
        if plate not in self.on:
            return None
        kept = [row for row in self.rows[plate] if row[1] is not None]
        (open_row,) = [row for row in self.rows[plate] if row[1] is None]
        return [*kept, (open_row[0], day, open_row[2])] if day > open_row[0] else kept

    def _move(self, plate: int, vehicle: int, day: int, _end: int) -> list[Row] | None:
        if plate not in self.on:
            return None
        kept = [row for row in self.rows[plate] if row[1] is not None]
        ((since, _until, carrier),) = [row for row in self.rows[plate] if row[1] is None]
        if vehicle == carrier or day <= since:
            return None
        return [*kept, (since, day, carrier), (day, None, vehicle)]

    def _fix(self, plate: int, which: int, day: int, end: int) -> list[Row] | None:
        rows = sorted(self.rows[plate])
        if not rows:
            return None
        since, until, vehicle = rows.pop(which % (len(rows)))
        ends = None if until is None else end
        if ends is not None and ends <= day:
            return None
        moved = [self._touched(row, (since, until), (day, ends)) for row in rows]
        return [*moved, (day, ends, vehicle)]

    @staticmethod
    def _touched(row: Row, was: tuple[int, int | None], now: tuple[int, int | None]) -> Row:
        """A neighbour goes along where the two met, as long as something of it is left."""
        if row[1] == was[0] and row[0] < now[0]:
            return (row[0], now[0], row[2])
        ends, end = row[0] == was[1], now[1]
        if ends and end is not None and (row[1] is None or end < row[1]):
            return (end, row[1], row[2])
        return row

    def _holds(self, plate: int, made: list[Row]) -> bool:
        """One vehicle for a plate and one plate for a vehicle, at any day."""
        others = [row for key, rows in self.rows.items() if key != plate for row in rows]
        alone = all(apart(one, two) for one, two in combinations(made, 2))
        return alone and all(apart(one, two) for one in made for two in others if one[2] == two[2])
