"""Each refusal of a transfer has its code and leaves nothing behind; no move is made from where it does not start."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused, Stale, WrongState
from casework.base.phrases import Coded
from casework.models import (
    Brand,
    Case,
    CaseEvent,
    Document,
    FeeLine,
    Hold,
    Lien,
    OdometerReading,
    Ownership,
    VehicleTitle,
)
from casework.packs import Move, catalog
from casework.services.cases.answers import checked
from casework.services.cases.move_case import move_case
from casework.services.documents.verify_document import verify_document
from casework.services.office import Office
from casework.services.vehicles.owners import holder_ids, ownership_at
from casework.store.session import ViewerSession
from tests.services.cases.transfers import hand_in
from tests.services.desks import Desks, Worker
from tests.services.vehicles.scene import Scene, a_vin, set_scene
from tests.services.vehicles.test_transfer_case import (
    ANSWERS,
    EXAMINER,
    NOW,
    PURPOSE,
    SENIOR,
    an_application,
    confirm_parties,
    move,
)

FLOW = catalog().workflow("vehicle_transfer")
CASHIER, LEAD, OTHER = Worker(("cashier",)), Worker(("supervisor",)), Worker(("supervisor",))
HEIRS = {"transfer_kind": "inheritance_no_probate", "price": None, "probate_opened": False}
WORTH = {"estate_value": {"minor": 100_000_00, "currency": "USD"}, "died_on": "2026-09-01"}
PAPERS = {"death_certificate": [str(uuid4())], "heir_affidavit": [str(uuid4())]}
Setting = Callable[[ViewerSession, Scene], object]


def add_hold(code: str) -> Setting:
    return lambda session, scene: session.add(
        Hold(vehicle_id=scene.vehicle, code=code, placed_by="Court", reason="Docket 4", since=NOW)
    )


def add_brand(name: str) -> Setting:
    return lambda session, scene: session.add(
        Brand(vehicle_id=scene.vehicle, brand=name, source="insurer", effective_on=date(2026, 1, 1))
    )


def add_reading(session: ViewerSession, scene: Scene) -> None:
    row = OdometerReading(vehicle_id=scene.vehicle, reading=200_000, read_on=date(2025, 1, 1))
    session.add(row)


def add_lien(session: ViewerSession, scene: Scene) -> None:
    session.add(Lien(vehicle_id=scene.vehicle, holder_id=scene.lender, since=date(2020, 5, 1)))


def take_papers_away(session: ViewerSession, scene: Scene) -> None:
    for paper in session.scalars(select(Document).where(Document.field == "title_photo")):
        paper.removed_at = NOW


@contextmanager
def setting(desks: Desks, office: Office) -> Iterator[ViewerSession]:
    with freeze(NOW), desks.all_seeing(office) as session:
        yield session
        session.commit()


@pytest.mark.parametrize(
    ("more", "given", "code"),
    [
        ({"lien_open": True}, None, "LIEN_OPEN"),
        ({"lien_open": True, "lien_stays": True}, None, None),
        ({"sale_date": "2026-11-21"}, None, "FUTURE_DATE"),
        ({"buyer_name": "Ana Seller"}, None, "NO_CHANGE"),
        ({"hops": 1}, None, "DOC_MISSING:BILL_OF_SALE"),
        ({"registers": True}, None, "INSURANCE_MISSING"),
        ({"has_agent": True, "agent_name": "Al Agent"}, None, "POA_MISSING"),
        ({"transfer_kind": "gift", "price": None}, None, "DOC_MISSING:GIFT_STMT"),
        ({**HEIRS, **WORTH, **PAPERS}, None, None),
        ({**HEIRS, **WORTH, **PAPERS, "died_on": "2026-10-12"}, None, "ESTATE_WAIT_PERIOD"),
        ({**HEIRS, **WORTH, **PAPERS, "died_on": "2009-01-01"}, None, "ESTATE_OVER_LIMIT"),
        ({**HEIRS, **WORTH, **PAPERS, "probate_opened": True}, None, "ESTATE_IN_PROBATE"),
        ({"title_number": "1999-0000001"}, None, "TITLE_NOT_CURRENT"),
        ({}, add_hold("COURT"), "HOLD_ACTIVE"),
        ({}, add_hold("PARKING_TOLL"), None),
        ({}, add_hold("STOLEN"), None),  # who applies is not warned: the desk finds it
        ({}, add_brand("JUNK"), "BRAND_BLOCKS"),
        ({}, add_brand("SALVAGE"), "INSPECTION_REQUIRED"),
        ({"transfer_kind": "insurance_total_loss", "price": None}, add_brand("SALVAGE"), None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_before_it_is_sent(
    desks: Desks, agency: Office, more: dict[str, object], given: Setting | None, code: str | None
) -> None:
    scene = set_scene(desks, agency)
    if given is not None:
        with setting(desks, agency) as session:
            given(session, scene)
    answers = {name: value for name, value in {**ANSWERS, **more}.items() if value is not None}
    with freeze(NOW), desks.as_applicant(agency, scene.vehicle, PURPOSE) as session:
        _clean, errors = checked(session, FLOW, answers, "en")
        told = {said.code for said in errors.values() if isinstance(said, Coded)}
        assert told == ({code} if code else set()), errors
        assert session.scalars(select(Case.id)).all() == []


@pytest.mark.parametrize(
    ("more", "given", "code"),
    [
        ({"smog_certificate": None}, None, "SMOG_MISSING"),
        ({"smog_issued_on": "2026-08-03"}, None, "SMOG_EXPIRED"),
        ({}, add_reading, "ODO_ROLLBACK"),
        ({"odometer_status": "exempt", "odometer": None}, None, "ODO_NOT_EXEMPT"),
        ({}, add_lien, "LIEN_OPEN"),
        ({}, add_hold("STOLEN"), "HOLD_ACTIVE"),
        ({}, add_brand("PARTS_ONLY"), "BRAND_BLOCKS"),
        ({}, take_papers_away, "TITLE_MISSING"),
        ({"vin": a_vin(777)}, None, "VEHICLE_UNKNOWN"),
        ({"sale_date": "2020-04-30"}, None, "SELLER_NOT_OWNER"),
    ],
)
def test_papers_that_are_not_in_order_are_not_cleared(
    desks: Desks, agency: Office, more: dict[str, object], given: Setting | None, code: str
) -> None:
    scene = set_scene(desks, agency)
    case = an_application(desks, agency, **more)
    move(desks, agency, EXAMINER, case, "take")
    if "vin" not in more:  # whom a vehicle of nobody belongs to, nobody can say
        confirm_parties(desks, agency, case, scene)
    if given is not None:
        with setting(desks, agency) as session:
            given(session, scene)
    with pytest.raises(Refused) as refused:
        move(desks, agency, EXAMINER, case, "clear")
    assert refused.value.code == code
    with desks.all_seeing(agency) as session:
        assert session.scalars(select(Case.state)).one() == "in_review"
        assert session.scalars(select(FeeLine.id)).all() == []
        assert (
            session.scalar(select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == "moved")) == 1
        )


def test_a_fault_that_an_officer_found_stands_until_a_better_paper_comes(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency)
    case = an_application(desks, agency)
    move(desks, agency, EXAMINER, case, "take")
    confirm_parties(desks, agency, case, scene)
    with freeze(NOW), desks.at(agency, purpose=PURPOSE, worker=EXAMINER) as session:
        paper = session.scalars(select(Document.id).where(Document.field == "title_photo")).one()
        with pytest.raises(InvalidInput):
            verify_document(session, case, paper, FLOW, fault="BOS_MISMATCH")
        verify_document(session, case, paper, FLOW, fault="TITLE_ALTERED")
        session.commit()
    with pytest.raises(Refused) as refused:
        move(desks, agency, EXAMINER, case, "clear")
    assert refused.value.code == "TITLE_ALTERED"
    with freeze(NOW + timedelta(seconds=1)), desks.as_applicant(agency, case, PURPOSE) as session:
        hand_in(session, case, "title_photo")
        session.commit()
    move(desks, agency, EXAMINER, case, "clear")


def approved(desks: Desks, office: Office, scene: Scene) -> UUID:
    """A case that only waits for its second officer."""
    case = an_application(desks, office)
    move(desks, office, EXAMINER, case, "take")
    confirm_parties(desks, office, case, scene)
    move(desks, office, EXAMINER, case, "clear")
    paid = {"minor": 38_000, "currency": "USD"}
    move(desks, office, CASHIER, case, "pay", amount_paid=paid, payment_method="cash")
    return case


def refused_completion(desks: Desks, office: Office, case: UUID) -> str:
    with pytest.raises(Refused) as refused:
        move(desks, office, SENIOR, case, "complete")
    return refused.value.code


def test_holds_and_owners_are_checked_again_at_the_end_and_a_title_is_made_once(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency)
    case = approved(desks, agency, scene)
    with setting(desks, agency) as session:
        add_hold("BANKRUPTCY")(session, scene)
    assert refused_completion(desks, agency, case) == "HOLD_ACTIVE:BANKRUPTCY"
    with setting(desks, agency) as session:
        session.scalars(select(Hold)).one().until = NOW
    with pytest.raises(Refused) as late:
        move(desks, agency, EXAMINER, case, "withdraw")
    assert late.value.code == "TOO_LATE"
    move(desks, agency, SENIOR, case, "complete")
    with pytest.raises(Stale):
        move(desks, agency, SENIOR, case, "complete")
    with desks.all_seeing(agency) as session:
        made = session.scalars(select(VehicleTitle).where(VehicleTitle.case_id == case)).all()
        assert len(made) == 1
        papers = session.scalars(select(Document.verified_by)).all()
        assert papers and set(papers) == {EXAMINER.id}


def test_a_transfer_is_taken_back_by_two_officers_and_both_stand_on_record(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency)
    case = approved(desks, agency, scene)
    move(desks, agency, SENIOR, case, "complete")
    with pytest.raises(Refused) as unproposed:
        move(desks, agency, LEAD, case, "void")
    assert unproposed.value.code == "VOID_UNPROPOSED"
    words = {"void_reason": "forged", "void_evidence": "The signature is not the owner’s."}
    move(desks, agency, LEAD, case, "propose_void", **words)
    with pytest.raises(Refused) as alone:
        move(desks, agency, LEAD, case, "void")
    assert alone.value.code == "SAME_PERSON"
    move(desks, agency, OTHER, case, "void")
    with desks.all_seeing(agency) as session:
        assert session.scalars(select(Case.state)).one() == "voided"
        held = ownership_at(session, scene.vehicle, NOW)
        assert held is not None and holder_ids(session, held.id) == (scene.seller,)
        assert len(session.scalars(select(Ownership)).all()) == 4
        assert len(session.scalars(select(VehicleTitle)).all()) == 3
    with pytest.raises(Stale):
        move(desks, agency, OTHER, case, "void")


def test_no_move_is_made_from_a_state_it_does_not_start_from(desks: Desks, agency: Office) -> None:
    set_scene(desks, agency)
    case = an_application(desks, agency)
    everybody = Worker(("title_examiner", "senior_examiner", "supervisor", "cashier"))
    with freeze(NOW), desks.at(agency, purpose=PURPOSE, worker=everybody) as session:
        row = session.scalars(select(Case)).one()
        events, codes = session.scalar(select(func.count()).select_from(CaseEvent)), list[str]()
        for state in FLOW.states:
            row.state = state.name
            session.flush()
            for one in FLOW.moves:
                if state.name in one.sources:
                    continue
                with pytest.raises((Refused, WrongState)) as refused:
                    move_case(session, case, one.name)
                assert isinstance(refused.value, Refused) == (state.name in late_for(one))
                codes.append(str(getattr(refused.value, "code", "")))
        assert len(set(codes)) >= len(codes) - 1  # but for TOO_LATE, each has its own
        assert session.scalar(select(func.count()).select_from(CaseEvent)) == events
        session.rollback()


def late_for(move: Move) -> set[str]:
    """The states for which the pack has a code of its own."""
    return {state for said in move.elsewhere for state in said.states}
