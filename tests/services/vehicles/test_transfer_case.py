"""A transfer from the application to the new owner, with the parties confirmed and the fees settled."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import Refused
from casework.base.money import Money
from casework.models import CaseParty, FeeLine, Hold, PlateAssignment, Vehicle
from casework.packs import catalog
from casework.services.cases.find_case import case_by_id
from casework.services.cases.move_case import move_case
from casework.services.cases.open_case import open_case
from casework.services.fees.fees_due import fees_due
from casework.services.office import Office
from casework.services.people.parties import create_person_from_party, link_party
from casework.services.people.suggest_people import suggest_people
from casework.services.vehicles.history import current
from casework.services.vehicles.owners import holder_ids, ownership_at
from tests.services.cases.transfers import hand_in
from tests.services.desks import Desks, Worker
from tests.services.vehicles.scene import Scene, a_vin, set_scene

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
EXAMINER, CASHIER, SENIOR = Worker(("title_examiner",)), Worker(("cashier",)), Worker(("senior_examiner",))
PURPOSE = "title_transfer"
ANSWERS = {
    "vin": a_vin(4352),
    "plate": "8ABC123",
    "seller_name": "Ana Seller",
    "has_co_seller": False,
    "buyer_name": "Chi Neu",
    "buyer_address": {"line1": "4 Elm Street", "city": "Northport", "region": "CA", "postcode": "95814"},
    "buyer_email": "chi@example.org",
    "has_co_buyer": False,
    "sale_date": "2026-11-02",
    "transfer_kind": "private_sale",
    "price": {"minor": 500_000, "currency": "USD"},
    "lien_open": False,
    "odometer_status": "actual",
    "odometer": 84_200,
    "plates_decision": "stay",
    "title_photo": [str(uuid4())],
    "smog_certificate": [str(uuid4())],
}


@pytest.fixture
def scene(desks: Desks, agency: Office) -> Scene:
    return set_scene(desks, agency)


@pytest.fixture
def case(desks: Desks, agency: Office, scene: Scene) -> UUID:
    return an_application(desks, agency)


def an_application(desks: Desks, office: Office, **more: object) -> UUID:
    workflow = catalog().workflow("vehicle_transfer")
    draft = uuid4()
    with freeze(NOW), desks.as_applicant(office, draft, PURPOSE) as session:
        answers = {name: value for name, value in (ANSWERS | more).items() if value is not None}
        made = open_case(session, workflow, answers, language="en", channel="web", case_id=draft)
        hand_in(session, draft, *(name for name in answers if workflow.field(name).kind == "file"))
        session.commit()
        return made.case_id


def move(desks: Desks, office: Office, who: Worker, case: UUID, name: str, **asked: object) -> None:
    checks = frozenset(check.name for check in catalog().workflow("vehicle_transfer").move(name).checks)
    with freeze(NOW), desks.at(office, purpose=PURPOSE, worker=who) as session:
        move_case(session, case, name, asked=asked, confirmed=checks)
        session.commit()


def confirm_parties(desks: Desks, office: Office, case: UUID, scene: Scene) -> None:
    with freeze(NOW), desks.at(office, purpose=PURPOSE, worker=EXAMINER) as session:
        parties = {
            row.role: row for row in session.scalars(select(CaseParty).where(CaseParty.case_id == case))
        }
        offered = suggest_people(session, parties["seller"])
        assert (offered[0].person_id, offered[0].band) == (scene.seller, "likely")
        link_party(session, parties["seller"].id, offered[0].person_id)
        create_person_from_party(session, parties["buyer"].id)
        session.commit()


def test_a_transfer_goes_from_the_application_to_the_new_owner(
    desks: Desks, agency: Office, scene: Scene, case: UUID
) -> None:
    move(desks, agency, EXAMINER, case, "take")
    confirm_parties(desks, agency, case, scene)
    move(desks, agency, EXAMINER, case, "clear")
    with desks.at(agency, purpose=PURPOSE, worker=CASHIER) as session:
        due = fees_due(session, case)
        assert [line.code for line in due.lines] == ["transfer", "use_tax"]
        assert due.total == due.balance == Money(1500 + 36_500, "USD")
    given = {"minor": 38_000, "currency": "USD"}
    move(desks, agency, CASHIER, case, "pay", amount_paid=given, payment_method="cash")
    move(desks, agency, SENIOR, case, "complete")
    with desks.all_seeing(agency) as session:
        assert case_by_id(session, case).state == "completed"
        assert fees_due(session, case).balance.minor == 0
        buyer = session.scalars(select(CaseParty.person_id).where(CaseParty.role == "buyer")).one()
        held = ownership_at(session, scene.vehicle, NOW)
        assert held is not None and holder_ids(session, held.id) == (buyer,)
        assert [row.registrant_id for row in current(session, PlateAssignment, vehicle_id=scene.vehicle)] == [
            scene.seller,
            buyer,
        ]


def test_nothing_is_cleared_before_somebody_said_who_the_seller_is(
    desks: Desks, agency: Office, case: UUID
) -> None:
    move(desks, agency, EXAMINER, case, "take")
    with pytest.raises(Refused) as refused:
        move(desks, agency, EXAMINER, case, "clear")
    assert refused.value.code == "PARTY_UNCONFIRMED"


def test_a_wrong_amount_is_not_taken(desks: Desks, agency: Office, scene: Scene, case: UUID) -> None:
    move(desks, agency, EXAMINER, case, "take")
    confirm_parties(desks, agency, case, scene)
    move(desks, agency, EXAMINER, case, "clear")
    with pytest.raises(Refused) as refused:
        given = {"minor": 37_999, "currency": "USD"}
        move(desks, agency, CASHIER, case, "pay", amount_paid=given, payment_method="cash")
    assert refused.value.code == "UNDERPAID"


def test_a_waiver_needs_a_second_officer_and_settles_the_sheet(
    desks: Desks, agency: Office, scene: Scene, case: UUID
) -> None:
    both = Worker(("title_examiner", "supervisor"))
    move(desks, agency, both, case, "take")
    confirm_parties(desks, agency, case, scene)
    move(desks, agency, both, case, "clear")
    words = {"waiver": "government", "waiver_reason": "Sold to the county"}
    with pytest.raises(Refused) as refused:
        move(desks, agency, both, case, "waive", **words)
    assert refused.value.code == "SAME_PERSON"
    move(desks, agency, Worker(("supervisor",)), case, "waive", **words)
    with desks.all_seeing(agency) as session:
        due = fees_due(session, case)
        assert (due.balance.minor, due.waived, due.paid.minor) == (0, due.total, 0)
        assert due.settled[0].taken_by == both.id != due.settled[0].approved_by


def test_a_second_case_about_the_same_vehicle_waits(desks: Desks, agency: Office, case: UUID) -> None:
    other = an_application(desks, agency)
    with pytest.raises(Refused) as refused:
        move(desks, agency, EXAMINER, other, "take")
    assert refused.value.code == "DUPLICATE_OPEN_TRANSFER"


def test_a_hold_placed_after_the_check_stops_the_completion(
    desks: Desks, agency: Office, scene: Scene, case: UUID
) -> None:
    move(desks, agency, EXAMINER, case, "take")
    confirm_parties(desks, agency, case, scene)
    move(desks, agency, EXAMINER, case, "clear")
    given = {"minor": 38_000, "currency": "USD"}
    move(desks, agency, CASHIER, case, "pay", amount_paid=given, payment_method="card")
    with freeze(NOW), desks.all_seeing(agency) as session:
        session.add(Hold(vehicle_id=scene.vehicle, code="COURT", placed_by="Court", reason="Order 7"))
        session.commit()
    with pytest.raises(Refused) as refused:
        move(desks, agency, SENIOR, case, "complete")
    assert refused.value.code == "HOLD_ACTIVE:COURT"


def test_a_vehicle_that_is_not_on_record_is_refused_in_words(
    desks: Desks, agency: Office, scene: Scene
) -> None:
    case = an_application(desks, agency, vin=a_vin(9999))
    move(desks, agency, EXAMINER, case, "take")
    with pytest.raises(Refused) as refused:
        move(desks, agency, EXAMINER, case, "clear")
    assert refused.value.code == "VEHICLE_UNKNOWN"


def test_the_other_office_keeps_its_vehicle_its_people_and_its_fees(
    desks: Desks, agency: Office, other_agency: Office, case: UUID
) -> None:
    with desks.all_seeing(other_agency) as session:
        assert session.scalars(select(Vehicle)).all() == []
        assert session.scalars(select(FeeLine)).all() == []
        assert session.scalars(select(CaseParty)).all() == []
