"""A notice of sale changes no owner and says if it is late; a vehicle comes into the register with its first title."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.models import (
    Brand,
    CaseParty,
    Fact,
    IssuedPaper,
    LedgerEntry,
    Ownership,
    ReleaseNotice,
    Vehicle,
)
from casework.packs import catalog
from casework.services.cases.answers import checked
from casework.services.cases.find_case import case_by_id
from casework.services.cases.move_case import move_case
from casework.services.cases.open_case import open_case
from casework.services.demo.printed import print_papers
from casework.services.office import Office
from casework.services.papers.case_papers import issue_release
from casework.services.people.parties import create_person_from_party
from casework.services.typesetting.typeset import stop_typesetting
from casework.services.vehicles.owners import holder_ids, ownership_at
from casework.services.vehicles.read_vehicle import read_vehicle
from casework.store.files import file_store
from tests.factories.stored import connected
from tests.reading_pdf import words_of
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


def moved(desks: Desks, office: Office, who: Worker, case: UUID, name: str, **asked: object) -> None:
    with (
        freeze(datetime(2026, 12, 1, 18, tzinfo=UTC)),
        desks.at(office, purpose=PURPOSE, worker=who) as session,
    ):
        move_case(session, case, name, asked=asked)
        session.commit()


def register_owner(desks: Desks, office: Office, case: UUID) -> UUID:
    with desks.at(office, purpose=PURPOSE, worker=EXAMINER) as session:
        party = session.scalars(select(CaseParty).where(CaseParty.case_id == case)).one()
        owner = create_person_from_party(session, party.id).id
        session.commit()
        return owner


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


def test_who_gave_notice_gets_a_receipt_of_release_that_names_vehicle_buyer_and_day(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency)
    received = datetime(2026, 11, 21, 20, tzinfo=UTC)
    case = opened(desks, agency, "release_of_liability", NOTICE, received)
    moved(desks, agency, CLERK, case, "record")
    assert desks.settings.database is not None
    with connected(desks.settings.database) as owner:
        asked = (
            "select args from queue.procrastinate_jobs where args->>'case' = %s and args->>'kind' = 'release'"
        )
        assert len(owner.execute(asked, [str(case)]).fetchall()) == 1
    try:
        with desks.at(agency, purpose=PURPOSE, worker=CLERK) as session:
            row = issue_release(session, case)
            assert (row.vehicle_id, row.case_id) == (scene.vehicle, case)
            words = words_of(file_store().read(agency.tenant.id, row.store_name))
            session.rollback()
        stage: Any = SimpleNamespace(demo=SimpleNamespace(slug="northport"), office=agency)
        with desks.app.app_context():
            for _again in range(2):  # the demo prints one of each kind, as soon as there is a case for it
                print_papers(stage)
        with desks.all_seeing(agency) as session:
            rows = session.execute(select(IssuedPaper.id, IssuedPaper.kind, IssuedPaper.case_id)).all()
            assert [(row.kind, row.case_id) for row in rows] == [("release", case)]
    finally:
        stop_typesetting()
    for word in ("Ana Seller", "Chi Neu", "November 20, 2026", NOTICE["vin_end"], "does not change who owns"):
        assert word in words


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
    owner = register_owner(desks, agency, case)
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


ODD = {"vin": "1FTFW1ET5DFC10312", "make": "Ford", "model": "F-150", "year": 2013}
SEEN = {"vin_seen_on": "title", "vin_reason": "The maker stamped a wrong digit, as its letter says"}


def refused_code(desks: Desks, office: Office, who: Worker, case: UUID, name: str, **asked: object) -> str:
    with pytest.raises(Refused) as refused:
        moved(desks, office, who, case, name, **asked)
    return refused.value.code


def test_a_number_whose_check_digit_does_not_fit_is_accepted_by_a_second_officer_who_says_where_it_was_seen(
    desks: Desks, agency: Office
) -> None:
    told = FIRST | ODD
    flow = catalog().workflow("first_title")
    with (
        freeze(datetime(2026, 11, 20, 20, tzinfo=UTC)),
        desks.as_applicant(agency, uuid4(), PURPOSE) as session,
    ):
        for more, code in (({"inspection": None}, "VIN_CHECK_DIGIT"), ({}, None)):
            given = {
                name: value
                for name, value in {**told, **more, "origin": "maker", "brands": None}.items()
                if value
            }
            _clean, errors = checked(session, flow, {"has_co_owner": False, **given}, "en")
            assert [getattr(said, "code", said) for said in errors.values()] == ([code] if code else [])
    case = opened(desks, agency, "first_title", told, datetime(2026, 11, 20, 20, tzinfo=UTC))
    both, lead = Worker(("title_examiner", "supervisor")), Worker(("supervisor",))
    moved(desks, agency, both, case, "take")
    register_owner(desks, agency, case)
    assert refused_code(desks, agency, EXAMINER, case, "clear") == "VIN_UNACCEPTED"
    assert refused_code(desks, agency, both, case, "accept_vin", **SEEN) == "SAME_PERSON"
    assert refused_code(desks, agency, EXAMINER, case, "accept_vin", **SEEN) == "NOT_YOURS"
    with pytest.raises(InvalidInput):
        moved(desks, agency, lead, case, "accept_vin", vin_seen_on="title")
    moved(desks, agency, lead, case, "accept_vin", **SEEN)
    moved(desks, agency, EXAMINER, case, "clear")
    moved(desks, agency, SENIOR, case, "register")
    with desks.all_seeing(agency) as session:
        row = session.scalars(select(Vehicle)).one()
        assert row.vin == ODD["vin"] and read_vehicle(session, row.id).odd_number
        entered = select(LedgerEntry.id, LedgerEntry.detail).where(LedgerEntry.act == "vehicle.registered")
        assert '"check_digit":"accepted"' in session.execute(entered).one().detail
        seen = select(Fact.id, Fact.value).where(Fact.field == "vin_seen_on")
        assert [one.value for one in session.execute(seen)] == ["title"]
    with desks.as_applicant(agency, uuid4(), PURPOSE) as session:
        # A transfer takes the number now, and no other that does not fit.
        transfer = catalog().workflow("vehicle_transfer")
        for vin, wrong in ((ODD["vin"], False), ("1FTFW1ET4DFC10312", True)):
            _clean, errors = checked(session, transfer, {**ANSWERS, "vin": vin}, "en")
            assert ("VIN_CHECK_DIGIT" in {getattr(said, "code", "") for said in errors.values()}) is wrong


def test_a_number_that_fits_needs_nobody_to_accept_it(desks: Desks, agency: Office) -> None:
    case = opened(desks, agency, "first_title", FIRST, datetime(2026, 11, 20, 20, tzinfo=UTC))
    moved(desks, agency, CLERK, case, "take")
    assert refused_code(desks, agency, Worker(("supervisor",)), case, "accept_vin", **SEEN) == "VIN_FITS"
