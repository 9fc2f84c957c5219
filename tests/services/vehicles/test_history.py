"""What the register says of the past: read, corrected, and never contradicting itself."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.models import LedgerEntry, Ownership, PlateAssignment
from casework.services.office import Office
from casework.services.vehicles.assign_plate import assign_plate, close_plate_assignment
from casework.services.vehicles.correct_history import Period, correct_assignment, correct_ownership
from casework.services.vehicles.find_vehicle import find_plates, find_vehicles, vehicle_by_vin
from casework.services.vehicles.history import current, midnight
from casework.services.vehicles.issue_plate import issue_plate
from casework.services.vehicles.read_plate import read_plate
from casework.services.vehicles.read_vehicle import read_vehicle
from casework.services.vehicles.register_vehicle import NewVehicle, register_vehicle
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from tests.services.desks import Desks
from tests.services.vehicles.scene import BOUGHT, ENTERED, SOLD, Scene, a_vehicle, a_vin, set_scene
from tests.store.looking import raw

NOON = datetime(2026, 11, 20, 20, tzinfo=UTC)
ZONE = "America/Los_Angeles"


def sell(desks: Desks, office: Office, scene: Scene) -> None:
    with freeze(NOON), desks.all_seeing(office) as session:
        transfer_title(session, TitleTransfer(scene.vehicle, SOLD, frozenset({scene.seller}), (scene.buyer,)))
        session.commit()


def test_a_vehicle_page_tells_the_whole_story(desks, agency):
    scene = set_scene(desks, agency)
    sell(desks, agency, scene)
    with desks.at(agency, "title_examiner", purpose="title_transfer") as session:
        view = read_vehicle(session, scene.vehicle)
        session.commit()
    assert view.owner_now is not None
    assert [owner.name for owner in view.owner_now.owners] == ["Bao Buyer"]
    assert [row.current for row in view.ownerships] == [True, True, False]
    assert [plate.display for plate in view.plates if plate.superseded_at is None] == ["8ABC123", "8ABC123"]
    assert view.vin == a_vin(4352) and view.gaps == ()


def test_at_the_counter_facts_are_open_and_names_are_withheld_and_not_fetched(desks, agency):
    scene = set_scene(desks, agency)
    with desks.at(agency, "title_clerk", purpose="registry") as session:
        view = read_vehicle(session, scene.vehicle)
        plate = read_plate(session, scene.mark)
        session.commit()
        entries = session.scalars(select(LedgerEntry).where(LedgerEntry.purpose == "registry")).all()
    assert view.owner_now is not None and view.owner_now.owners[0].name is None and not view.names_open
    assert plate.rows[0].registrant is None and plate.display == "8ABC123"
    assert {entry.about for entry in entries} == {"plate_mark", "vehicle", "vehicle_title"}
    assert all(scene.seller not in entry.subjects for entry in entries)


def test_a_plate_page_answers_for_a_day_and_for_what_was_known_then(desks, agency):
    scene = set_scene(desks, agency)
    sell(desks, agency, scene)
    with freeze(NOON), desks.all_seeing(agency) as session:
        view = read_plate(session, scene.mark)
    after_sale = midnight(SOLD, ZONE) + timedelta(days=1)
    (now_we_know,) = view.at(after_sale, NOON)
    (then_we_said,) = view.at(after_sale, NOON - timedelta(days=5))
    assert (now_we_know.registrant, then_we_said.registrant) == ("Bao Buyer", "Ana Seller")
    assert view.at(midnight(BOUGHT, ZONE) - timedelta(days=1), NOON) == ()


def test_a_correction_keeps_the_wrong_row_and_states_the_true_one(desks, agency):
    scene = set_scene(desks, agency)
    truly = midnight(date(2020, 6, 1), ZONE)
    with freeze(NOON), desks.all_seeing(agency) as session:
        (row,) = current(session, PlateAssignment, vehicle_id=scene.vehicle)
        made = correct_assignment(session, row.id, Period(truly), reason="Delivered a month later")
        assert made is not None and made.supersedes_id == row.id
        rows = session.scalars(select(PlateAssignment).order_by(PlateAssignment.recorded_at)).all()
        assert [r.superseded_at for r in rows] == [NOON, None]
        with pytest.raises(Refused) as refused:
            correct_assignment(session, row.id, Period(truly), reason="again")
        assert refused.value.code == "SUPERSEDED"


def test_a_correction_that_would_overlap_another_row_is_refused_and_changes_nothing(desks, agency):
    scene = set_scene(desks, agency)
    sell(desks, agency, scene)
    with freeze(NOON), desks.all_seeing(agency) as session:
        past, _ = current(session, Ownership, vehicle_id=scene.vehicle)
        late = Period(past.valid_from, midnight(SOLD, ZONE) + timedelta(days=3))
        with pytest.raises(Refused) as refused:
            correct_ownership(session, past.id, late, reason="wrong")
        assert refused.value.code == "OWNERSHIP_OVERLAP"
        assert len(current(session, Ownership, vehicle_id=scene.vehicle)) == 2
        with pytest.raises(InvalidInput):
            correct_ownership(session, past.id, Period(NOON, NOON), reason="empty")
        session.commit()


def test_a_gap_between_owners_is_shown(desks, agency):
    scene = set_scene(desks, agency)
    sell(desks, agency, scene)
    with freeze(NOON), desks.all_seeing(agency) as session:
        past, _ = current(session, Ownership, vehicle_id=scene.vehicle)
        ended = midnight(SOLD, ZONE) - timedelta(days=10)
        correct_ownership(session, past.id, Period(past.valid_from, ended), reason="Signed earlier")
        view = read_vehicle(session, scene.vehicle)
    assert view.gaps == ((ended, midnight(SOLD, ZONE)),)


def test_one_plate_is_on_one_vehicle_and_one_vehicle_has_one_plate(desks, agency):
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        second = a_vehicle(session, 77)
        with pytest.raises(Refused) as refused:
            assign_plate(session, scene.issue, second.id, registrant=scene.buyer, since=NOON)
        assert refused.value.code == "PLATE_ON_ANOTHER_VEHICLE"
        other = issue_plate(session, "9XYZ777", "standard", on=SOLD)
        with pytest.raises(Refused) as refused:
            assign_plate(session, other.id, scene.vehicle, registrant=scene.seller, since=NOON)
        assert refused.value.code == "VEHICLE_HAS_PLATE"
        (row,) = current(session, PlateAssignment, vehicle_id=scene.vehicle)
        close_plate_assignment(session, row.id, at=NOON)
        assign_plate(session, other.id, scene.vehicle, registrant=scene.seller, since=NOON)
        session.commit()


def test_a_mark_that_looks_like_one_in_use_is_not_issued(desks, agency):
    scene = set_scene(desks, agency, "B0B123", "personalised")
    with freeze(NOON), desks.all_seeing(agency) as session:
        for typed, code in (("BOB123", "CONFUSABLE_WITH"), ("b0b-123", "PLATE_IN_USE")):
            with pytest.raises(Refused) as refused:
                issue_plate(session, typed, "personalised", on=SOLD)
            assert refused.value.code == code
        (row,) = current(session, PlateAssignment, vehicle_id=scene.vehicle)
        close_plate_assignment(session, row.id, at=NOON)
        with pytest.raises(Refused) as refused:
            issue_plate(session, "B0B 123", "personalised", on=SOLD)
        assert refused.value.code == "PLATE_SURRENDERED_CANNOT_BE_REISSUED"


def test_a_stolen_plate_never_comes_back(desks, agency):
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        (row,) = current(session, PlateAssignment, vehicle_id=scene.vehicle)
        close_plate_assignment(session, row.id, at=NOON, status="STOLEN")
        with pytest.raises(Refused) as refused:
            assign_plate(session, scene.issue, scene.vehicle, registrant=scene.seller, since=NOON)
        assert refused.value.code == "PLATE_STOLEN_CANNOT_BE_ASSIGNED"


def test_the_exact_find_comes_first_and_look_alikes_only_to_verify(desks, agency, other_agency):
    set_scene(desks, agency, "8BOC123")
    set_scene(desks, other_agency, "8BOC123")
    with desks.at(agency, "title_clerk", purpose="registry") as session:
        assert find_plates(session, "8-boc 123").only is not None
        found = find_plates(session, "8B0C123")
        assert (found.exact, [plate.display for plate in found.similar]) == ((), ["8BOC123"])
        assert find_vehicles(session, a_vin(4352).lower()).only is not None
        assert vehicle_by_vin(session, a_vin(9)) is None
        assert find_plates(session, "··").exact == ()


@pytest.mark.parametrize(
    ("vin", "field"), [("1HGCM82633A004353", "vin"), ("IM8GDM9AXKP042788", "vin"), ("", "vin")]
)
def test_a_vin_that_cannot_be_is_refused_at_its_field(desks, agency, vin, field):
    with desks.all_seeing(agency) as session, pytest.raises(InvalidInput) as refused:
        register_vehicle(session, NewVehicle(vin, "Honda", "Accord", 2003))
    assert set(refused.value.errors) == {field}


def test_a_vin_is_taken_once_in_an_office_and_may_stand_in_another(desks, agency, other_agency):
    set_scene(desks, agency)
    with desks.all_seeing(agency) as session, pytest.raises(InvalidInput):
        a_vehicle(session)
    with desks.all_seeing(other_agency) as session:
        a_vehicle(session)
        session.commit()


def test_history_cannot_be_rewritten_even_by_hand(desks, agency):
    scene = set_scene(desks, agency)
    with freeze(ENTERED), desks.all_seeing(agency) as session, pytest.raises(psycopg.Error):
        raw(session, "update ownership set valid_from = now() where vehicle_id = %s", scene.vehicle)


def test_another_tenants_plate_and_vehicle_are_not_there(desks, agency, other_agency):
    theirs = set_scene(desks, other_agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        for look in (
            lambda: read_vehicle(session, theirs.vehicle),
            lambda: read_plate(session, theirs.mark),
            lambda: assign_plate(session, theirs.issue, theirs.vehicle, registrant=theirs.seller, since=NOON),
        ):
            with pytest.raises(NotFound):
                look()
