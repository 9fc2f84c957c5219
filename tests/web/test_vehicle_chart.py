"""The drawing of a vehicle's history says what the table beside it says."""

from datetime import UTC, datetime
from types import SimpleNamespace

from casework.web.registers.vehicle_chart import Names, vehicle_chart

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LANES = {name: name for name in ("owners", "plates", "liens", "holds", "brands")}
NAMES = Names(LANES, lambda _row: "Withheld", "Nobody", lambda day, _how: str(day.year))


def row(since: int, until: int | None) -> SimpleNamespace:
    ends = datetime(until, 1, 1, tzinfo=UTC) if until else None
    return SimpleNamespace(
        since=datetime(since, 1, 1, tzinfo=UTC), until=ends, current=True, superseded_at=None
    )


def test_each_owner_is_a_stretch_though_names_are_withheld_and_a_plate_that_stays_is_one() -> None:
    periods = [row(2010, 2016), row(2016, 2020), row(2021, None)]
    stayed = [row(2010, 2016), row(2016, None)]
    rest = dict.fromkeys(("liens", "holds", "brands", "readings"), ())
    view = SimpleNamespace(ownerships=periods, plates=stayed, **rest)
    chart = vehicle_chart(view, valid_at=NOW, known_at=NOW, now=NOW, names=NAMES)  # type: ignore[arg-type]  # as seen
    owners, plates = chart.lanes[:2]
    assert (len(owners.boxes), len(owners.gaps), len(plates.boxes)) == (3, 1, 1)
    between = owners.boxes[1].x - owners.boxes[0].x - owners.boxes[0].width
    assert 0 < between < 3, "a change of owner is seen as a line"
