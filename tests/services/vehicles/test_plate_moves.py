"""Plates that move, serve several vehicles, or are wanted twice at once; and what the database holds by itself."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import NotFound, Refused
from casework.models import Hold, PlateAssignment, PlateIssue
from casework.services.office import Office
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.correct_history import Period, correct_assignment
from casework.services.vehicles.history import current, midnight
from casework.services.vehicles.issue_plate import free_issue, issue_plate
from casework.services.vehicles.move_plate import Move, move_plate, put_held_plate_on
from casework.services.vehicles.register_vehicle import enter_first_owners
from casework.services.vehicles.report_plate import Report, report_plate
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from casework.store.session import ViewerSession
from tests.services.desks import Desks
from tests.services.vehicles.scene import ENTERED, SOLD, Scene, a_vehicle, set_scene
from tests.store.looking import raw

NOON = datetime(2026, 11, 20, 20, tzinfo=UTC)
ZONE = "America/Los_Angeles"


def another(session: ViewerSession, owner: UUID, serial: int = 77, **more: object) -> UUID:
    """A second vehicle of the same owner."""
    vehicle = a_vehicle(session, serial, **more)
    enter_first_owners(session, vehicle, [owner], since=date(2021, 1, 1))
    return vehicle.id


def carried(session: ViewerSession, vehicle: UUID) -> PlateAssignment:
    return current(session, PlateAssignment, vehicle_id=vehicle)[-1]


def test_a_plate_moves_to_another_vehicle_of_its_owner_at_one_instant(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency, "SUNNY", "personalised")
    with freeze(NOON), desks.all_seeing(agency) as session:
        second = another(session, scene.seller)
        made = move_plate(session, Move(carried(session, scene.vehicle).id, second, NOON))
        session.commit()
        rows = current(session, PlateAssignment, issue_id=scene.issue)
        assert [row.vehicle_id for row in rows] == [scene.vehicle, second]
        assert rows[0].valid_to == rows[1].valid_from == NOON and made.id == rows[1].id
        assert rows[0].recorded_at == rows[1].recorded_at and rows[0].supersedes_id == rows[1].supersedes_id
        assert session.scalars(select(PlateIssue.status)).one() == "ASSIGNED"


def plated(session: ViewerSession, scene: Scene, target: UUID) -> UUID:
    other = issue_plate(session, "9XYZ777", "standard", on=SOLD)
    assign_plate(session, other.id, target, registrant=scene.seller, since=midnight(SOLD, ZONE))
    return target


def expired(session: ViewerSession, scene: Scene, target: UUID) -> UUID:
    raw(session, "update vehicle set registered_until = '2026-11-19' where id = %s", scene.vehicle)
    session.expire_all()
    return target


def stolen(session: ViewerSession, scene: Scene, target: UUID) -> UUID:
    session.add(Hold(vehicle_id=target, code="STOLEN", placed_by="Police", reason="Report 4"))
    return target


def taken_off(session: ViewerSession, scene: Scene, target: UUID) -> UUID:
    report_plate(session, scene.issue, Report("held", NOON.date()))
    return target


IN_THE_WAY: dict[str, Callable[[ViewerSession, Scene, UUID], UUID]] = {
    "SAME_VEHICLE": lambda session, scene, target: scene.vehicle,
    "PLATE_OTHER_OWNER": lambda session, scene, target: another(session, scene.buyer, 78),
    "PLATE_CLASS": lambda session, scene, target: another(session, scene.seller, 79, body="truck"),
    "VEHICLE_HAS_PLATE": plated,
    "REGISTRATION_EXPIRED": expired,
    "HOLD_ACTIVE": stolen,
    "NO_OWNER": lambda session, scene, target: a_vehicle(session, 80).id,
    "ALREADY_CLOSED": taken_off,
}


@pytest.mark.parametrize("code", IN_THE_WAY)
def test_a_move_that_cannot_be_is_refused_under_its_code(desks: Desks, agency: Office, code: str) -> None:
    scene = set_scene(desks, agency, "SUNNY", "personalised")
    with freeze(NOON), desks.all_seeing(agency) as session:
        target = IN_THE_WAY[code](session, scene, another(session, scene.seller))
        session.flush()
        with pytest.raises(Refused) as refused:
            move_plate(session, Move(carried(session, scene.vehicle).id, target, NOON))
    assert refused.value.code == code


def test_a_held_plate_goes_on_another_vehicle_of_its_holder_only(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency, "SUNNY", "personalised")
    with freeze(NOON), desks.all_seeing(agency) as session:
        report_plate(session, scene.issue, Report("held", NOON.date()))
        theirs, mine = another(session, scene.buyer, 81), another(session, scene.seller, 82)
        with pytest.raises(Refused) as refused:
            put_held_plate_on(session, scene.issue, theirs, NOON)
        assert refused.value.code == "PLATE_OTHER_OWNER"
        assert put_held_plate_on(session, scene.issue, mine, NOON).registrant_id == scene.seller


def test_an_interchangeable_plate_serves_three_vehicles_and_not_a_fourth(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency, "W12345", "interchangeable")
    with freeze(NOON), desks.all_seeing(agency) as session:
        since = midnight(date(2026, 11, 1), ZONE)
        for serial in (1, 2):
            vehicle = another(session, scene.seller, serial)
            issue = free_issue(session, "W12345", "interchangeable", on=NOON.date())
            assert (
                assign_plate(session, issue.id, vehicle, registrant=scene.seller, since=since).role
                == "interchangeable"
            )
            with pytest.raises(Refused) as refused:
                assign_plate(session, scene.issue, vehicle, registrant=scene.seller, since=since)
            assert refused.value.code == ("SAME_VEHICLE" if serial == 1 else "PLATE_TOO_MANY_VEHICLES")
        fourth = another(session, scene.seller, 3)
        with pytest.raises(Refused) as refused:
            assign_plate(session, scene.issue, fourth, registrant=scene.seller, since=since)
        assert refused.value.code == "PLATE_TOO_MANY_VEHICLES"
        transfer_title(
            session,
            TitleTransfer(scene.vehicle, date(2026, 11, 10), frozenset({scene.seller}), (scene.buyer,)),
        )
        rows = current(session, PlateAssignment, issue_id=scene.issue)
        assert sum(row.valid_to is None for row in rows) == 2
        assert session.scalars(select(PlateIssue.status)).one() == "ASSIGNED"
        assert assign_plate(
            session, scene.issue, fourth, registrant=scene.seller, since=midnight(date(2026, 11, 10), ZONE)
        )


def test_a_late_entry_needs_a_supervisor(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        second = another(session, scene.seller)
        other = issue_plate(session, "9XYZ777", "standard", on=date(2021, 1, 1))
        session.commit()
    with freeze(NOON), desks.at(agency, "title_examiner", purpose="registry") as session:
        back = midnight(date(2026, 10, 1), ZONE)
        for late, code in ((back, "BACKDATE_SUPERVISOR"), (NOON - timedelta(days=3), None)):
            if code is None:
                assert assign_plate(session, other.id, second, registrant=scene.seller, since=late)
                continue
            with pytest.raises(Refused) as refused:
                assign_plate(session, other.id, second, registrant=scene.seller, since=late)
            assert refused.value.code == code


def test_a_handover_is_corrected_whole_and_what_stands_in_the_way_is_named(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency, "SUNNY", "personalised")
    moved, truly = midnight(date(2026, 11, 10), ZONE), midnight(date(2026, 11, 14), ZONE)
    with freeze(NOON), desks.all_seeing(agency) as session:
        second = another(session, scene.seller)
        made = move_plate(session, Move(carried(session, scene.vehicle).id, second, moved))
        other = issue_plate(session, "9XYZ777", "standard", on=date(2026, 11, 1))
        third = another(session, scene.seller, 83)
        assign_plate(
            session, other.id, third, registrant=scene.seller, since=midnight(date(2026, 11, 2), ZONE)
        )
        session.commit()
    with freeze(NOON + timedelta(hours=1)), desks.all_seeing(agency) as session:
        fixed = correct_assignment(session, made.id, Period(truly), reason="Delivery note 7")
        rows = current(session, PlateAssignment, issue_id=scene.issue)
        assert [(row.vehicle_id, row.valid_to) for row in rows] == [(scene.vehicle, truly), (second, None)]
        assert {row.recorded_at for row in rows} == {NOON + timedelta(hours=1)}
        assert {row.correction_reason for row in rows} == {"Delivery note 7"}
        assert fixed is not None and fixed.supersedes_id == made.id
        (past,) = [row for row in rows if row.valid_to]
        never, to_come = midnight(date(2020, 4, 1), ZONE), NOON + timedelta(days=1)
        for row_id, period, code in (
            (past.id, Period(never, truly), "PLATE_NOT_THEN"),
            (fixed.id, Period(to_come), "FUTURE_DATE"),
        ):
            with pytest.raises(Refused) as refused:
                correct_assignment(session, row_id, period, reason="x")
            assert refused.value.code == code
        report_plate(session, other.id, Report("held", date(2026, 11, 15)))
        move_back = put_held_plate_on(session, other.id, scene.vehicle, midnight(date(2026, 11, 16), ZONE))
        with pytest.raises(Refused) as refused:
            correct_assignment(
                session, past.id, Period(past.valid_from, midnight(date(2026, 11, 18), ZONE)), reason="x"
            )
        assert (refused.value.code, refused.value.about) == ("VEHICLE_HAS_PLATE", (move_back.id,))


def at_once(*acts: Callable[[], str]) -> list[str]:
    """What each of these came to, begun together on threads of their own."""
    start, told = threading.Barrier(len(acts)), []

    def run(act: Callable[[], str]) -> None:
        start.wait(10)
        told.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(told)


def test_of_two_who_want_one_plate_at_once_exactly_one_gets_it(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON):
        with desks.all_seeing(agency) as session:
            issue = issue_plate(session, "9XYZ777", "standard", on=SOLD).id
            wants = [another(session, scene.seller, serial) for serial in (301, 302, 303)]
            session.commit()

        def put(vehicle: UUID) -> str:
            with desks.all_seeing(agency) as session:
                try:
                    assign_plate(session, issue, vehicle, registrant=scene.seller, since=NOON)
                    session.commit()
                except Refused as refused:
                    return refused.code
                return "on it"

        told = at_once(*(lambda vehicle=vehicle: put(vehicle) for vehicle in wants))
        with desks.all_seeing(agency) as session:
            assert len(current(session, PlateAssignment, issue_id=issue)) == 1
    assert told == ["PLATE_ON_ANOTHER_VEHICLE", "PLATE_ON_ANOTHER_VEHICLE", "on it"]


_ROW = """insert into plate_assignment (tenant_id, id, issue_id, vehicle_id, registrant_id, role, valid_from, valid_to,
    recorded_at, reason, precision) values (%s, gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, 'x', 'day')"""


@pytest.mark.parametrize(
    ("since", "until", "constraint"),
    [
        ("2024-01-01", None, "plate_assignment_one_vehicle"),
        ("2019-01-01", "2019-02-01", "plate_assignment_in_life"),
        ("2020-03-01", "2020-03-01", "plate_assignment_in_life"),
        ("2024-01-01", "2023-01-01", "plate_assignment_not_empty_check"),
    ],
)
def test_the_database_itself_keeps_a_plate_on_one_vehicle_and_in_its_life(
    desks: Desks, agency: Office, since: str, until: str | None, constraint: str
) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        second = another(session, scene.seller)
        session.flush()
        given = (agency.tenant.id, scene.issue, second, scene.seller, "primary", since, until, ENTERED)
        with pytest.raises(psycopg.Error) as refused:
            raw(session, _ROW, *given)
        found = refused.value.diag.constraint_name or str(refused.value)
        assert constraint in found or "range lower bound" in found


def test_a_row_is_superseded_once_and_never_deleted(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    for order in (
        "update plate_assignment set vehicle_id = registrant_id where issue_id = %s",
        "update plate_assignment set valid_to = now() where issue_id = %s",
        "update plate_assignment set superseded_at = null where issue_id = %s and superseded_at is not null",
        "delete from plate_assignment where issue_id = %s",
        "delete from plate_issue_event where issue_id = %s",
        "update plate_issue_event set to_status = 'LOST' where issue_id = %s",
    ):
        with freeze(NOON), desks.all_seeing(agency) as session:
            report_plate(session, scene.issue, Report("held", NOON.date()))
            with pytest.raises(psycopg.Error):
                raw(session, order, scene.issue)


def test_nobody_moves_a_plate_of_another_office(desks: Desks, agency: Office, other_agency: Office) -> None:
    theirs: Scene = set_scene(desks, other_agency, "SUNNY", "personalised")
    with freeze(NOON), desks.all_seeing(other_agency) as session:
        row = carried(session, theirs.vehicle).id
    with freeze(NOON), desks.all_seeing(agency) as session:
        with pytest.raises(NotFound):
            move_plate(session, Move(row, theirs.vehicle, NOON))
        with pytest.raises(NotFound):
            report_plate(session, theirs.issue, Report("held", NOON.date()))
