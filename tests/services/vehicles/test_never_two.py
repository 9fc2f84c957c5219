"""Whatever is transferred, corrected, put on and taken off: never two owners, never two plates at one instant."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import CaseworkError
from casework.models import Ownership, PlateAssignment
from casework.services.vehicles.assign_plate import assign_plate, close_plate_assignment
from casework.services.vehicles.correct_history import Period, correct_assignment, correct_ownership
from casework.services.vehicles.history import current, midnight
from casework.services.vehicles.owners import holder_ids
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from casework.store.session import ViewerSession
from tests.services.desks import an_office
from tests.services.vehicles.scene import Scene, set_scene

FIRST = date(2020, 5, 2)
NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)
ZONE = "America/Los_Angeles"

days = st.integers(0, 2300).map(lambda n: FIRST + timedelta(days=n))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("transfer"), days, st.sampled_from(["stay", "lost", "returned"])),
        st.tuples(st.just("own"), st.integers(0, 5), days, days),
        st.tuples(st.just("carry"), st.integers(0, 5), days, days),
        st.tuples(st.just("off"), days),
        st.tuples(st.just("on"), days),
    ),
    min_size=3,
    max_size=10,
)


def take(session: ViewerSession, scene: Scene, step: tuple) -> None:
    vehicle = scene.vehicle
    owned = current(session, Ownership, vehicle_id=vehicle)
    carried = current(session, PlateAssignment, vehicle_id=vehicle)
    match step:
        case ("transfer", day, plates):
            sellers = frozenset(holder_ids(session, owned[-1].id))
            buyer = scene.buyer if scene.seller in sellers else scene.seller
            transfer_title(session, TitleTransfer(vehicle, day, sellers, (buyer,), plates=plates))
            before, after = current(session, Ownership, vehicle_id=vehicle)[-2:]
            assert before.valid_to == after.valid_from, "a transfer leaves no gap"
        case ("own", at, since, until):
            row = owned[at % len(owned)]
            correct_ownership(session, row.id, period(row, since, until), reason="so it was")
        case ("carry", at, since, until) if carried:
            row = carried[at % len(carried)]
            correct_assignment(session, row.id, period(row, since, until), reason="so it was")
        case ("off", day) if carried:
            close_plate_assignment(session, carried[-1].id, at=midnight(day, ZONE), status="HELD_BY_OWNER")
        case ("on", day):
            assign_plate(session, scene.issue, vehicle, registrant=scene.seller, since=midnight(day, ZONE))


def period(row: Ownership | PlateAssignment, since: date, until: date) -> Period:
    ends = None if row.valid_to is None else midnight(until, ZONE)
    return Period(midnight(since, ZONE), ends)


def assert_apart(rows: Iterable[Ownership | PlateAssignment]) -> None:
    for before, after in pairwise(sorted(rows, key=lambda row: row.valid_from)):
        assert before.valid_to is not None and before.valid_to <= after.valid_from


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=steps)
def test_never_two_owners_and_never_two_plates_at_one_instant(desks, registers_app, steps):
    office = an_office(registers_app, "motor_vehicle_agency")
    scene = set_scene(desks, office)
    with desks.all_seeing(office) as session:
        for count, step in enumerate(steps):
            with freeze(NOW + timedelta(minutes=count)):
                try:
                    with session.begin_nested():
                        take(session, scene, step)
                except CaseworkError:
                    session.expire_all()
            for register in (Ownership, PlateAssignment):
                rows = current(session, register, vehicle_id=scene.vehicle)
                assert_apart(rows)
            assert (
                sum(row.valid_to is None for row in current(session, Ownership, vehicle_id=scene.vehicle))
                == 1
            )
        known = session.scalars(select(Ownership).where(Ownership.vehicle_id == scene.vehicle)).all()
        for moment in {row.recorded_at for row in known}:
            said = [
                r
                for r in known
                if r.recorded_at <= moment and (r.superseded_at is None or moment < r.superseded_at)
            ]
            assert_apart(said)
        session.commit()
