"""Every refusal code of the specification of transfers is given, with a sentence and a cure, and stores nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from casework.base.clock import freeze
from casework.base.errors import Refused
from casework.base.phrases import Coded
from casework.models import (
    Brand,
    Case,
    CaseEvent,
    Document,
    Hold,
    Lien,
    OdometerReading,
    Person,
    Vehicle,
)
from casework.packs import catalog
from casework.services.cases.answers import checked
from casework.services.cases.available_moves import deed_of, facts_for
from casework.services.cases.guards import unmet
from casework.services.office import Office
from casework.store.session import ViewerSession
from tests.services.desks import Desks, Worker, an_office
from tests.services.vehicles.scene import Scene, set_scene
from tests.services.vehicles.test_transfer_case import (
    ANSWERS,
    EXAMINER,
    NOW,
    PURPOSE,
    an_application,
    confirm_parties,
    move,
)

FLOW = catalog().workflow("vehicle_transfer")
Setting = Callable[[ViewerSession, Scene], object]
FILE = [str(uuid4())]
NO_PRICE: Mapping[str, object] = {"price": None}
DIED = {**NO_PRICE, "probate_opened": False, "death_certificate": FILE, "heir_affidavit": FILE}
ESTATE = {"estate_value": {"minor": 100_000_00, "currency": "USD"}, "died_on": "2026-09-01"}
HEIRS = {"transfer_kind": "inheritance_no_probate", **DIED, **ESTATE}
DEALER = {"dealer_licence": "D-7", "dealer_until": "2026-11-01"}
AGENT = {"has_agent": True, "agent_name": "Al Agent", "power_of_attorney": FILE}

# What is told before it is sent: answers beside the usual ones, and the code.
BEFORE: list[tuple[Mapping[str, object], str]] = [
    ({"vin": "1HGCM82633A004353"}, "VIN_CHECK_DIGIT"),
    ({"vin": "1M8GDM9AXKP04278"}, "VIN_LENGTH"),
    ({"vin": "1M8GDM9A_KP042788"}, "VIN_CHARS"),
    ({"sale_date": "2026-11-21"}, "FUTURE_DATE"),
    ({"buyer_name": "Ana Seller"}, "NO_CHANGE"),
    ({"odometer": 48213.6}, "ODO_TENTHS"),
    ({"title_lost": True}, "DOC_MISSING:DUP_TITLE_APP"),
    ({"lien_open": True, "lien_release": FILE, "title_with_lender": True}, "TITLE_MISSING"),
    ({"title_number": "1999-0000001"}, "TITLE_NOT_CURRENT"),
    ({"hops": 1}, "DOC_MISSING:BILL_OF_SALE"),
    ({"lien_open": True}, "LIEN_OPEN"),
    ({"registers": True}, "INSURANCE_MISSING"),
    ({**AGENT, "power_of_attorney": None}, "POA_MISSING"),
    ({**AGENT, "agent_until": "2026-11-01"}, "POA_EXPIRED"),
    ({**HEIRS, **AGENT}, "POA_SCOPE"),
    ({**HEIRS, "died_on": "2026-10-12"}, "ESTATE_WAIT_PERIOD"),
    ({**HEIRS, "died_on": "2009-01-01"}, "ESTATE_OVER_LIMIT"),
    ({**HEIRS, "probate_opened": True}, "ESTATE_IN_PROBATE"),
    ({**HEIRS, "heir_affidavit": None}, "DOC_MISSING:HEIR_AFFIDAVIT"),
    (
        {**DIED, "transfer_kind": "inheritance_probate", "died_on": "2026-09-01"},
        "AUTHORITY_MISSING",
    ),
    ({**NO_PRICE, "transfer_kind": "court_order"}, "DOC_MISSING:COURT_ORDER"),
    ({**NO_PRICE, "transfer_kind": "gift"}, "DOC_MISSING:GIFT_STMT"),
    (
        {**NO_PRICE, "transfer_kind": "family", "relationship": "other", "gift_statement": FILE},
        "RELATIONSHIP_UNPROVEN",
    ),
    (
        {**DEALER, "transfer_kind": "dealer_retail", "report_of_sale": "R-1"},
        "DEALER_UNLICENSED",
    ),
]  # fmt: skip


def add(row: Callable[[Scene], object]) -> Setting:
    return lambda session, scene: session.add(row(scene))


def hold(code: str) -> Setting:
    return add(lambda s: Hold(vehicle_id=s.vehicle, code=code, placed_by="C", reason="4", since=NOW))


def brand(name: str) -> Setting:
    return add(lambda s: Brand(vehicle_id=s.vehicle, brand=name, source="x", effective_on=date(2026, 1, 1)))


def reading(value: int, certified: str = "ACTUAL") -> Setting:
    return add(
        lambda s: OdometerReading(
            vehicle_id=s.vehicle, reading=value, certified=certified, read_on=date(2025, 1, 1)
        )
    )


def fault(field: str, code: str) -> Setting:
    """An officer finds something wrong with a paper."""

    def found(session: ViewerSession, scene: Scene) -> None:
        paper = session.scalars(select(Document).where(Document.field == "title_photo")).one()
        paper.field, paper.fault = field, code
        paper.verified_at, paper.verified_by = NOW, EXAMINER.id

    return found


def made_later(session: ViewerSession, scene: Scene) -> None:
    session.scalars(select(Vehicle).where(Vehicle.id == scene.vehicle)).one().year = 2029


def buyer_died(session: ViewerSession, scene: Scene) -> None:
    row = session.scalars(select(Person).where(Person.name == "Chi Neu")).one()
    row.deceased_on = date(2026, 11, 1)


# What the desk finds when it wants to clear the papers.
AT_THE_DESK: list[tuple[Mapping[str, object], Setting | None, str]] = [
    ({"vin": "1M8GDM9AXKP042788"}, None, "VEHICLE_UNKNOWN"),
    ({"sale_date": "2020-04-30"}, None, "SELLER_NOT_OWNER"),
    ({"sale_date": "2017-01-02"}, None, "SELLER_NOT_OWNER"),
    ({}, hold("STOLEN"), "HOLD_ACTIVE"),
    ({}, hold("COURT"), "HOLD_ACTIVE:COURT"),
    ({}, hold("FEES_DUE"), "HOLD_ACTIVE:FEES_DUE"),
    ({}, hold("BANKRUPTCY"), "HOLD_ACTIVE:BANKRUPTCY"),
    ({}, add(lambda s: Lien(vehicle_id=s.vehicle, holder_id=s.lender, since=date(2020, 5, 1))), "LIEN_OPEN"),
    ({}, brand("JUNK"), "BRAND_BLOCKS"),
    ({}, brand("SALVAGE"), "INSPECTION_REQUIRED"),
    ({"smog_certificate": []}, None, "SMOG_MISSING"),
    ({"smog_issued_on": "2026-08-03"}, None, "SMOG_EXPIRED"),
    ({}, reading(200_000), "ODO_ROLLBACK"),
    ({}, reading(1_000, "NOT_ACTUAL"), "ODO_NOT_ACTUAL_BEFORE"),
    ({"odometer_status": "exempt", "odometer": None}, None, "ODO_NOT_EXEMPT"),
    ({"title_photo": []}, None, "TITLE_MISSING"),
    ({"price": None}, None, "TAX_UNDECLARED"),
    ({}, buyer_died, "BUYER_DECEASED"),
    ({}, made_later, "DATE_IMPLAUSIBLE"),
    ({}, fault("title_photo", "TITLE_ALTERED"), "TITLE_ALTERED"),
    ({}, fault("bill_of_sale", "BOS_MISMATCH"), "BOS_MISMATCH"),
    ({}, fault("lien_release", "LIEN_RELEASE_WRONG_PARTY"), "LIEN_RELEASE_WRONG_PARTY"),
    ({}, fault("power_of_attorney", "POA_SCOPE"), "POA_SCOPE"),
    ({}, fault("authority_paper", "ORDER_UNCERTIFIED"), "ORDER_UNCERTIFIED"),
    ({}, fault("smog_certificate", "SMOG_FAILED"), "SMOG_FAILED"),
    ({}, fault("gift_statement", "TAX_EXEMPTION_UNPROVEN"), "TAX_EXEMPTION_UNPROVEN"),
]
ELSEWHERE = {
    "BEFORE_ACQUISITION": "test_transfer_title.py",
    "CONFLICT_OF_INTEREST": "test_every_refusal.py",
    "DUPLICATE_OPEN_TRANSFER": "test_transfer_case.py",
    "ID_UNVERIFIED": "test_every_refusal.py",
    "LATER_TRANSFER_EXISTS": "test_transfer_title.py",
    "ODO_SAME_PERSON": "../../domain/test_odometer.py",
    "ODO_UNSIGNED": "../../domain/test_transfer.py",
    "OVERPAID": "../fees/test_fees.py",
    "OWNERSHIP_OVERLAP": "test_history.py",
    "OWNER_CHANGED": "test_every_refusal.py",
    "SAME_PERSON": "test_refusals.py",
    "SIGNATURES_INCOMPLETE": "test_two_parties.py",
    "TOO_LATE": "test_refusals.py",
    "UNDERPAID": "test_transfer_case.py",
}
# By hand, from the tables of papers (A.3) and of transitions (A.12).
PART_A = set(
    """
    TITLE_MISSING TITLE_NOT_CURRENT TITLE_ALTERED BOS_MISMATCH ODO_TENTHS ODO_ROLLBACK LIEN_OPEN
    LIEN_RELEASE_WRONG_PARTY SMOG_MISSING SMOG_EXPIRED SMOG_FAILED INSPECTION_REQUIRED POA_MISSING POA_SCOPE
    POA_EXPIRED ID_UNVERIFIED INSURANCE_MISSING TAX_UNDECLARED TAX_EXEMPTION_UNPROVEN ESTATE_WAIT_PERIOD
    ESTATE_OVER_LIMIT AUTHORITY_MISSING ORDER_UNCERTIFIED RELATIONSHIP_UNPROVEN VEHICLE_UNKNOWN FUTURE_DATE
    SELLER_NOT_OWNER DUPLICATE_OPEN_TRANSFER CONFLICT_OF_INTEREST HOLD_ACTIVE SIGNATURES_INCOMPLETE BRAND_BLOCKS
    UNDERPAID OVERPAID OWNER_CHANGED SAME_PERSON TOO_LATE LATER_TRANSFER_EXISTS NO_CHANGE BUYER_DECEASED
    BEFORE_ACQUISITION DATE_IMPLAUSIBLE OWNERSHIP_OVERLAP VIN_LENGTH VIN_CHARS VIN_CHECK_DIGIT
    """.split()  # noqa: SIM905 - a list to be compared with the specification by eye
)


def test_each_code_of_the_specification_stands_in_a_table() -> None:
    here = {code for _more, code in BEFORE} | {code for _more, _setting, code in AT_THE_DESK}
    assert PART_A - here - set(ELSEWHERE) == set()
    folder = Path(__file__).parent
    assert not [code for code, name in ELSEWHERE.items() if f'"{code}"' not in (folder / name).read_text()]


def test_what_is_wrong_is_told_by_its_code_before_it_is_sent(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOW), desks.as_applicant(agency, scene.vehicle, PURPOSE) as session:
        for more, code in BEFORE:
            answers = {name: value for name, value in {**ANSWERS, **more}.items() if value is not None}
            _clean, errors = checked(session, FLOW, answers, "en")
            told = {said.code: str(said) for said in errors.values() if isinstance(said, Coded)}
            assert set(told) == {code}, (code, errors)
            assert len(told[code].split()) > 3 and not told[code].endswith(".")
        assert session.scalars(select(Case.id)).all() == []
        session.rollback()


def test_what_the_desk_finds_is_told_by_its_code_and_moves_nothing(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    case = an_application(desks, agency)
    move(desks, agency, EXAMINER, case, "take")
    confirm_parties(desks, agency, case, scene)
    for more, setting, code in AT_THE_DESK:
        with freeze(NOW), desks.all_seeing(agency) as session:
            if setting is not None:
                setting(session, scene)
            session.flush()
            told = dict(hindrances(session, case, "clear", more))
            assert code in told, (code, told)
            assert len(told[code].split()) > 3
            session.rollback()
    with desks.all_seeing(agency) as session:
        assert session.scalars(select(Case.state)).one() == "in_review"
        assert session.scalar(select(func.count()).select_from(CaseEvent)) == 2


def hindrances(
    session: ViewerSession, case_id: UUID, name: str, more: Mapping[str, object]
) -> list[tuple[str, str]]:
    """What the guards of a move say, with these answers in the place of the case's own."""
    case = session.scalars(select(Case).where(Case.id == case_id)).one()
    facts = {**facts_for(session, case, FLOW), **more}
    deed = deed_of(session, case, FLOW, FLOW.move(name), facts=facts, asked={})
    return [(code, str(said)) for code, said in unmet(deed, FLOW.move(name).guards)]


def test_a_party_does_not_take_the_case_and_an_owner_who_changed_stops_it(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency)
    case = an_application(desks, agency)
    namesake = Worker(("title_examiner",))
    assert desks.settings.database is not None
    with psycopg.connect(desks.settings.database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute(
            "insert into member (tenant_id, id, name, titles, units, language, active)"
            " values (%s, %s, 'Chi Neu', '{}', '{}', 'en', true)",
            [agency.tenant.id, namesake.id],
        )
    with pytest.raises(Refused) as conflict:
        move(desks, agency, namesake, case, "take")
    assert conflict.value.code == "CONFLICT_OF_INTEREST"
    move(desks, agency, EXAMINER, case, "take")
    confirm_parties(desks, agency, case, scene)
    with freeze(NOW), desks.all_seeing(agency) as session:
        assert "OWNER_CHANGED" in dict(hindrances(session, case, "complete", {"sale_date": "2020-04-30"}))
        session.rollback()


def test_an_office_that_wants_to_know_who_buys_waits_for_a_document(
    desks: Desks, registers_app: Flask
) -> None:
    figures = {"transfers": {"figures": {"identity_required": 1}}}
    office = an_office(registers_app, "motor_vehicle_agency", profile=figures)
    scene = set_scene(desks, office)
    case = an_application(desks, office)
    move(desks, office, EXAMINER, case, "take")
    confirm_parties(desks, office, case, scene)
    with pytest.raises(Refused) as refused:
        move(desks, office, EXAMINER, case, "clear")
    assert refused.value.code == "ID_UNVERIFIED"
    move(desks, office, EXAMINER, case, "see_identity", identity_seen="passport")
    move(desks, office, EXAMINER, case, "clear")
