"""The eight questions of the register, each for when it was so and for when we said so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, NotAllowed, PurposeRequired
from casework.models import Brand, LedgerEntry, PlateAssignment, Vehicle
from casework.services.office import Office
from casework.services.vehicles.correct_history import Period, correct_assignment, correct_ownership
from casework.services.vehicles.history import current, midnight
from casework.services.vehicles.move_plate import Move, move_plate
from casework.services.vehicles.owners import ownership_at
from casework.services.vehicles.partial_plate import Seen, linked_vehicles, partial_plate
from casework.services.vehicles.plate_then import owner_of_plate, vehicle_of_plate, what_did_we_say
from casework.services.vehicles.read_plate import read_plate
from casework.services.vehicles.read_vehicle import read_vehicle
from casework.services.vehicles.register_vehicle import enter_first_owners
from casework.services.vehicles.report_plate import Report, report_plate
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from casework.services.vehicles.vehicle_at import as_known, at, chain_of_title
from tests.services.desks import Desks
from tests.services.vehicles.scene import BOUGHT, SOLD, Scene, a_vehicle, set_scene

NOON = datetime(2026, 11, 20, 20, tzinfo=UTC)
LATER = NOON + timedelta(hours=2)
ZONE = "America/Los_Angeles"
MOVED = midnight(date(2026, 11, 10), ZONE)
TRULY = midnight(date(2026, 11, 14), ZONE)
BETWEEN = midnight(date(2026, 11, 12), ZONE)


@pytest.fixture
def moved(desks: Desks, agency: Office) -> Scene:
    """A personalised plate, moved on 10 November as we said at first; on the 14th, as we said two hours later."""
    scene = set_scene(desks, agency, "SUN BOB", "personalised")
    with freeze(NOON), desks.all_seeing(agency) as session:
        second = a_vehicle(session, 77, make="Kestrel", colour="Red")
        enter_first_owners(session, second, [scene.seller], since=date(2021, 1, 1))
        (row,) = current(session, PlateAssignment, vehicle_id=scene.vehicle)
        made = move_plate(session, Move(row.id, second.id, MOVED))
        session.commit()
    with freeze(LATER), desks.all_seeing(agency) as session:
        correct_assignment(session, made.id, Period(TRULY), reason="Delivery note 7")
        session.commit()
    return scene


def test_which_vehicle_carried_a_plate_and_what_we_said_of_it_before(
    desks: Desks, agency: Office, moved: Scene
) -> None:
    with freeze(LATER), desks.all_seeing(agency) as session:
        for valid_at, known_at, carried in (
            (BETWEEN, LATER, "2020 Honda Accord"),
            (BETWEEN, NOON, "2020 Kestrel Accord"),
            (TRULY, LATER, "2020 Kestrel Accord"),
            (TRULY - timedelta(microseconds=1), LATER, "2020 Honda Accord"),
            (midnight(BOUGHT, ZONE), LATER, "2020 Honda Accord"),
        ):
            (found,) = vehicle_of_plate(session, "sun-bob", valid_at, known_at=known_at)
            assert found.vehicle == carried, (valid_at, known_at)
        before = midnight(BOUGHT, ZONE) - timedelta(days=1)
        assert vehicle_of_plate(session, "SUNBOB", before) == ()
        assert vehicle_of_plate(session, "SUNBOB", BETWEEN, known_at=datetime(2019, 1, 1, tzinfo=UTC)) == ()
        assert vehicle_of_plate(session, "SUNB0B", BETWEEN) == ()
        assert vehicle_of_plate(session, "SUNBOB", BETWEEN, jurisdiction="US-NV") == ()


def test_what_a_plate_is_now_is_told_apart_from_what_was_valid_then(
    desks: Desks, agency: Office, moved: Scene
) -> None:
    with freeze(LATER), desks.all_seeing(agency) as session:
        report_plate(session, moved.issue, Report("stolen", LATER.date(), number="PD-9"))
        (then,) = vehicle_of_plate(session, "SUNBOB", BETWEEN)
        assert (then.status_now, then.status_since) == ("STOLEN", LATER)
        assert vehicle_of_plate(session, "SUNBOB", LATER) == ()


def test_a_court_gets_the_answer_that_was_given_then(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        transfer_title(session, TitleTransfer(scene.vehicle, SOLD, frozenset({scene.seller}), (scene.buyer,)))
        session.commit()
    after = midnight(SOLD, ZONE) + timedelta(days=1)
    with freeze(LATER), desks.at(agency, "supervisor", purpose="title_transfer") as session:
        (now_said,) = owner_of_plate(session, "8ABC123", after)
        (then_said,) = what_did_we_say(session, "8ABC123", after, NOON - timedelta(days=1))
        session.commit()
    names = [[owner.name for owner in said.owners] for said in (now_said, then_said)]
    assert names == [["Bao Buyer"], ["Ana Seller"]]
    with freeze(LATER), desks.at(agency, "title_clerk", purpose="registry") as session:
        (said,) = owner_of_plate(session, "8ABC123", after)
        assert [owner.name for owner in said.owners] == [None]


def test_all_lives_and_all_plates_are_told_as_they_were_known(
    desks: Desks, agency: Office, moved: Scene
) -> None:
    with freeze(LATER), desks.all_seeing(agency) as session:
        mark = read_plate(session, moved.mark)
        view = read_vehicle(session, moved.vehicle)
    assert [row.until for row in mark.known_at(LATER)] == [TRULY, None]
    assert [row.until for row in mark.known_at(NOON)] == [MOVED, None]
    assert [row.until for row in as_known(view, LATER, ZONE).plates] == [TRULY]
    assert [row.until for row in as_known(view, NOON, ZONE).plates] == [MOVED]
    assert {row.because for row in mark.rows} == {None, "Delivery note 7"}


def test_the_chain_of_title_flags_its_gap_and_carries_the_brands_of_its_day(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        session.add(
            Brand(vehicle_id=scene.vehicle, brand="FLOOD", source="insurer", effective_on=date(2026, 11, 5))
        )
        transfer_title(session, TitleTransfer(scene.vehicle, SOLD, frozenset({scene.seller}), (scene.buyer,)))
        session.commit()
    ended = midnight(date(2026, 10, 20), ZONE)
    with freeze(LATER), desks.all_seeing(agency) as session:
        past = ownership_at(session, scene.vehicle, midnight(BOUGHT, ZONE))
        assert past is not None
        correct_ownership(session, past.id, Period(past.valid_from, ended), reason="Signed earlier")
        view = read_vehicle(session, scene.vehicle)
    first, second = chain_of_title(view, ZONE)
    assert (first.break_before, second.break_before, second.missing_since) == (None, "gap", ended)
    assert [[brand.brand for brand in step.brands] for step in (first, second)] == [[], ["FLOOD"]]
    assert chain_of_title(as_known(view, NOON, ZONE), ZONE)[1].break_before is None
    moment = at(view, ended + timedelta(days=1), ZONE)
    assert moment.owned is None and [plate.display for plate in moment.plates] == ["8ABC123"]
    assert at(view, NOON, ZONE).brands[0].brand == "FLOOD"


PARTS = [
    (Seen("SUN*"), ["SUN BOB"], [True]),
    (Seen("?UNB?B"), ["SUN BOB"], [True]),
    (Seen("*B0B"), ["SUN BOB"], [False]),
    (Seen("SUN*", make="kestrel", colour="RED", year=2020, valid_at=TRULY), ["SUN BOB"], [True]),
    (Seen("SUN*", make="kestrel", valid_at=BETWEEN), [], []),
    (Seen("SUN*", make="kestrel", valid_at=BETWEEN, known_at=NOON), ["SUN BOB"], [True]),
    (Seen("SUN*", colour="blue"), [], []),
    (Seen("XYZ*"), [], []),
    (Seen("S%N*B"), [], []),
]


def test_part_of_a_plate_and_of_a_vehicle_is_enough_for_the_police(
    desks: Desks, agency: Office, moved: Scene
) -> None:
    with freeze(LATER), desks.at(agency, "supervisor", purpose="b1") as session:
        for seen, found, certain in PARTS:
            rows = partial_plate(session, seen)
            assert ([row.display for row in rows], [row.certain for row in rows]) == (found, certain), seen


def test_a_partial_search_is_bounded_and_not_for_everybody(
    desks: Desks, agency: Office, other_agency: Office, moved: Scene
) -> None:
    set_scene(desks, other_agency, "SUN BOB", "personalised")
    with freeze(LATER), desks.at(agency, "supervisor", purpose="b1") as session:
        for pattern in ("SU*", "*", "??????", "", "A?B", "%%%"):
            with pytest.raises(InvalidInput):
                partial_plate(session, Seen(pattern))
        assert len(partial_plate(session, Seen("SUN*"))) == 1
        session.commit()
        entries = session.scalars(select(LedgerEntry).where(LedgerEntry.act == "plate.partial")).all()
        assert "SUN" not in entries[-1].detail
    with desks.at(agency, "supervisor", purpose="registry") as session, pytest.raises(PurposeRequired):
        partial_plate(session, Seen("SUN*"))
    with desks.at(agency, "title_examiner", purpose="registry") as session:
        for ask in (
            lambda: partial_plate(session, Seen("SUN*")),
            lambda: linked_vehicles(session, moved.vehicle),
        ):
            with pytest.raises(NotAllowed):
                ask()


def test_vehicles_that_shared_a_plate_are_told_together(desks: Desks, agency: Office, moved: Scene) -> None:
    with freeze(LATER), desks.at(agency, "supervisor", purpose="b1") as session:
        linked = linked_vehicles(session, moved.vehicle)
        assert linked.keys() == set(session.scalars(select(Vehicle.id).where(Vehicle.id != moved.vehicle)))
        assert list(linked.values()) == [("2020 Kestrel Accord", frozenset({"SUN BOB"}))]
        assert linked_vehicles(session, moved.vehicle, known=NOON - timedelta(days=1)) == {}
