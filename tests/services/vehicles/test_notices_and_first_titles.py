"""A notice of sale changes no owner and says if it is late; a vehicle comes into the register with its first title."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import Refused
from casework.models import Brand, CaseParty, Ownership, ReleaseNotice, Vehicle
from casework.packs import catalog
from casework.services.cases.find_case import case_by_id
from casework.services.cases.move_case import move_case
from casework.services.cases.open_case import open_case
from casework.services.office import Office
from casework.services.people.parties import create_person_from_party
from casework.services.vehicles.owners import holder_ids, ownership_at
from casework.services.vehicles.read_vehicle import read_vehicle
from tests.services.desks import Desks, Worker
from tests.services.vehicles.scene import a_vin, set_scene
from tests.services.vehicles.test_transfer_case import ANSWERS, PURPOSE

CLERK, EXAMINER, SENIOR = Worker(("title_clerk",)), Worker(("title_examiner",)), Worker(("senior_examiner",))
NOTICE = {
    "plate": "8ABC123",
    "vin_end": a_vin(4352)[-5:],
    "sold_on": "2026-11-20",
    "odometer": 84_200,
    "buyer_name": "Chi Neu",
    "buyer_address": ANSWERS["buyer_address"],
    "seller_name": "Ana Seller",
    "seller_email": "ana@example.org",
}
FIRST = {
    "vin": a_vin(9001),
    "make": "Honda",
    "model": "Accord",
    "year": 2020,
    "fuel": "gasoline",
    "origin": "other_state",
    "brands": ["FLOOD"],
    "odometer": 900,
    "owner_name": "Dora First",
    "owner_address": ANSWERS["buyer_address"],
    "owner_email": "dora@example.org",
    "has_co_owner": False,
    "owned_since": "2026-10-01",
    "origin_paper": [str(uuid4())],
    "inspection": [str(uuid4())],
}


def opened(desks: Desks, office: Office, flow: str, answers: dict[str, object], at: datetime) -> UUID:
    case = uuid4()
    with freeze(at), desks.as_applicant(office, case, PURPOSE) as session:
        open_case(session, catalog().workflow(flow), answers, language="en", channel="web", case_id=case)
        session.commit()
    return case


def moved(desks: Desks, office: Office, who: Worker, case: UUID, name: str) -> None:
    with (
        freeze(datetime(2026, 12, 1, 18, tzinfo=UTC)),
        desks.at(office, purpose=PURPOSE, worker=who) as session,
    ):
        move_case(session, case, name)
        session.commit()


@pytest.mark.parametrize(("day", "late"), [(25, False), (26, True)])
def test_a_notice_is_recorded_late_or_not_and_changes_no_owner(
    desks: Desks, agency: Office, day: int, late: bool
) -> None:
    scene = set_scene(desks, agency)
    received = datetime(2026, 11, day, 20, tzinfo=UTC)
    case = opened(desks, agency, "release_of_liability", NOTICE, received)
    moved(desks, agency, CLERK, case, "record")
    with desks.all_seeing(agency) as session:
        assert case_by_id(session, case).state == "recorded"
        (notice,) = session.scalars(select(ReleaseNotice)).all()
        assert (notice.late, str(notice.due_on), notice.seller_is_owner) == (late, "2026-11-25", True)
        held = ownership_at(session, scene.vehicle, received)
        assert held is not None and holder_ids(session, held.id) == (scene.seller,)
        assert [one.late for one in read_vehicle(session, scene.vehicle).notices] == [late]


def test_a_notice_about_no_vehicle_of_ours_is_not_recorded(desks: Desks, agency: Office) -> None:
    set_scene(desks, agency)
    case = opened(
        desks,
        agency,
        "release_of_liability",
        {**NOTICE, "vin_end": "99999"},
        datetime(2026, 11, 21, tzinfo=UTC),
    )
    with pytest.raises(Refused) as refused:
        moved(desks, agency, CLERK, case, "record")
    assert refused.value.code == "VEHICLE_UNKNOWN"
    with desks.all_seeing(agency) as session:
        assert session.scalars(select(ReleaseNotice.id)).all() == []


def test_a_vehicle_is_entered_by_a_second_officer_with_owner_title_reading_and_brands(
    desks: Desks, agency: Office
) -> None:
    case = opened(desks, agency, "first_title", FIRST, datetime(2026, 11, 21, 18, tzinfo=UTC))
    moved(desks, agency, EXAMINER, case, "take")
    with pytest.raises(Refused) as refused:
        moved(desks, agency, EXAMINER, case, "clear")
    assert refused.value.code == "PARTY_UNCONFIRMED"
    with desks.at(agency, purpose=PURPOSE, worker=EXAMINER) as session:
        party = session.scalars(select(CaseParty).where(CaseParty.case_id == case)).one()
        owner = create_person_from_party(session, party.id).id
        session.commit()
    moved(desks, agency, EXAMINER, case, "clear")
    moved(desks, agency, SENIOR, case, "register")
    with desks.all_seeing(agency) as session:
        vehicle = session.scalars(select(Vehicle)).one()
        row = session.scalars(select(Ownership)).one()
        assert (vehicle.vin, holder_ids(session, row.id)) == (FIRST["vin"], (owner,))
        assert session.scalars(select(Brand.brand)).all() == ["FLOOD"]
        view = read_vehicle(session, vehicle.id)
        assert view.owner_now is not None and view.owner_now.title_number
        assert [one.reading for one in view.readings] == [900]
