"""Transferring a title: what ends, what begins, and everything that stands in the way."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import NotFound, Refused
from casework.domain.odometer import Certified, Reading
from casework.domain.title_rules import Conjunction
from casework.models import (
    Brand,
    Hold,
    LedgerEntry,
    Lien,
    OdometerReading,
    Ownership,
    PlateAssignment,
    PlateIssue,
    VehicleTitle,
)
from casework.services.office import Office
from casework.services.vehicles.history import current, midnight
from casework.services.vehicles.liens import NewLien
from casework.services.vehicles.owners import holder_ids, ownership_at
from casework.services.vehicles.transfer_title import TitleTransfer, transfer_title
from tests.services.desks import Desks
from tests.services.vehicles.scene import SOLD, Scene, a_person, set_scene

NOON = datetime(2026, 11, 20, 20, tzinfo=UTC)


def deed(scene: Scene, **more: object) -> TitleTransfer:
    told: dict[str, object] = {
        "vehicle_id": scene.vehicle,
        "effective_on": SOLD,
        "sellers": frozenset({scene.seller}),
        "buyers": (scene.buyer,),
    }
    return TitleTransfer(**(told | more))  # type: ignore[arg-type]  # told by name


def refusal(desks: Desks, office: Office, transfer: TitleTransfer) -> str:
    with freeze(NOON), desks.all_seeing(office) as session, pytest.raises(Refused) as refused:
        transfer_title(session, transfer)
    return refused.value.code


def test_an_approver_makes_the_buyer_the_owner_on_record(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.at(agency, "senior_examiner", purpose="title_transfer") as session:
        made = transfer_title(session, deed(scene))
        session.commit()
    zone = agency.tenant.timezone
    with desks.all_seeing(agency) as session:
        now = ownership_at(session, scene.vehicle, NOON)
        before = ownership_at(session, scene.vehicle, midnight(SOLD, zone) - timedelta(seconds=1))
        assert now is not None and before is not None
        assert holder_ids(session, now.id) == (scene.buyer,)
        assert holder_ids(session, before.id) == (scene.seller,)
        assert before.valid_to == now.valid_from == midnight(SOLD, zone)
        titles = session.scalars(select(VehicleTitle).order_by(VehicleTitle.issued_at)).all()
        assert [title.superseded_at is None for title in titles] == [False, True]
        assert (now.title_id, made.title_number) == (titles[1].id, titles[1].number)
        acts = session.scalars(select(LedgerEntry.act)).all()
        assert "title.transferred" in acts


def test_the_row_that_was_true_is_kept_and_says_when_it_was_replaced(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        transfer_title(session, deed(scene))
        session.commit()
        rows = session.scalars(select(Ownership).order_by(Ownership.valid_from, Ownership.recorded_at)).all()
    assert [(row.superseded_at is None, row.valid_to is None) for row in rows] == [
        (False, True),
        (True, False),
        (True, True),
    ]
    assert rows[0].superseded_at == rows[1].recorded_at == rows[2].recorded_at == NOON
    assert rows[1].supersedes_id == rows[2].supersedes_id == rows[0].id


def test_a_standard_plate_stays_on_the_vehicle_and_is_the_buyers(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        made = transfer_title(session, deed(scene))
        rows = current(session, PlateAssignment, vehicle_id=scene.vehicle)
        assert [row.registrant_id for row in rows] == [scene.seller, scene.buyer]
        assert rows[0].valid_to == rows[1].valid_from and rows[1].valid_to is None
        assert [plate.state for plate in made.plates] == ["ASSIGNED"]


def test_where_plates_follow_the_owner_the_seller_keeps_it(desks: Desks, other_agency: Office) -> None:
    scene = set_scene(desks, other_agency)
    with freeze(NOON), desks.all_seeing(other_agency) as session:
        made = transfer_title(session, deed(scene))
        (row,) = current(session, PlateAssignment, vehicle_id=scene.vehicle)
        issue = session.scalars(select(PlateIssue)).one()
    assert row.valid_to == midnight(SOLD, other_agency.tenant.timezone)
    assert (issue.status, issue.holder_id, issue.held_until) == ("HELD_BY_OWNER", scene.seller, None)
    assert [plate.state for plate in made.plates] == ["HELD_BY_OWNER"]


def test_a_personalised_plate_may_be_held_for_a_year(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency, "SUNNY", "personalised")
    with freeze(NOON), desks.all_seeing(agency) as session:
        transfer_title(session, deed(scene))
        issue = session.scalars(select(PlateIssue)).one()
    assert (issue.status, issue.held_until) == ("HELD_BY_OWNER", SOLD + timedelta(days=365))


@pytest.mark.parametrize(("said", "state"), [("lost", "LOST"), ("returned", "SURRENDERED")])
def test_a_plate_that_is_gone_comes_off_whatever_its_class(
    desks: Desks, agency: Office, said: str, state: str
) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        transfer_title(session, deed(scene, plates=said))
        assert [
            row.valid_to is None for row in current(session, PlateAssignment, vehicle_id=scene.vehicle)
        ] == [False]
        assert session.scalars(select(PlateIssue.status)).one() == state


def test_a_lien_must_be_released_and_the_buyers_lender_is_entered(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with desks.all_seeing(agency) as session:
        session.add(NewLien(scene.lender).row(scene.vehicle, date(2020, 5, 1)))
        session.commit()
    assert refusal(desks, agency, deed(scene)) == "LIEN_OPEN"
    with freeze(NOON), desks.all_seeing(agency) as session:
        transfer_title(session, deed(scene, lien_released=True, lien=NewLien(scene.lender)))
        liens = session.scalars(select(Lien).order_by(Lien.since)).all()
    assert [lien.released_on for lien in liens] == [SOLD, None]


def test_a_hold_placed_meanwhile_wins_and_a_theft_is_not_given_away(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        session.add(Hold(vehicle_id=scene.vehicle, code="STOLEN", placed_by="Police", reason="Report 4"))
        session.commit()
    assert refusal(desks, agency, deed(scene)) == "HOLD_ACTIVE"


def test_nobody_sells_what_they_do_not_own(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    assert refusal(desks, agency, deed(scene, sellers=frozenset({scene.lender}))) == "OWNER_CHANGED"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"effective_on": date(2020, 4, 30)}, "SELLER_NOT_OWNER"),
        ({"effective_on": date(2020, 5, 1)}, "BEFORE_ACQUISITION"),
        ({"effective_on": date(2026, 11, 21)}, "FUTURE_DATE"),
        ({"buyers": "seller"}, "NO_CHANGE"),
        ({"buyers": "twice"}, "BUYER_TWICE"),
        ({"buyers": "nobody"}, "BUYER_MISSING"),
    ],
)
def test_what_cannot_be_is_refused_by_its_code(
    desks: Desks, agency: Office, more: dict[str, object], code: str
) -> None:
    scene = set_scene(desks, agency)
    buyers = {"seller": (scene.seller,), "twice": (scene.buyer, scene.buyer), "nobody": ()}
    if "buyers" in more:
        more = {"buyers": buyers[str(more["buyers"])]}
    assert refusal(desks, agency, deed(scene, **more)) == code


def test_a_transfer_before_the_last_one_is_refused(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        transfer_title(session, deed(scene))
        session.commit()
    assert refusal(desks, agency, deed(scene, effective_on=date(2026, 10, 1))) == "LATER_TRANSFER_EXISTS"


def test_the_odometer_is_entered_and_its_certificate_brands_the_title(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    wrong = Reading(12_000, "mi", Certified.NOT_ACTUAL, SOLD)
    with freeze(NOON), desks.all_seeing(agency) as session:
        session.add(OdometerReading(vehicle_id=scene.vehicle, reading=84_000, read_on=date(2024, 1, 1)))
        session.commit()
    rolled_back = Reading(12_000, "mi", Certified.ACTUAL, SOLD)
    assert refusal(desks, agency, deed(scene, odometer=rolled_back)) == "ODO_ROLLBACK"
    with freeze(NOON), desks.all_seeing(agency) as session:
        transfer_title(session, deed(scene, odometer=wrong))
        assert session.scalars(select(Brand.brand)).all() == ["ODO_NOT_ACTUAL"]
        assert session.scalars(select(OdometerReading.reading).order_by(OdometerReading.read_on)).all() == [
            84_000,
            12_000,
        ]


def test_a_scrapped_vehicle_gets_no_title(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with desks.all_seeing(agency) as session:
        session.add(
            Brand(vehicle_id=scene.vehicle, brand="JUNK", source="insurer", effective_on=date(2026, 1, 1))
        )
        session.commit()
    assert refusal(desks, agency, deed(scene)) == "BRAND_BLOCKS"


def test_two_buyers_are_entered_in_order_with_their_conjunction(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        second = a_person(session, "Chi Second")
        transfer_title(session, deed(scene, buyers=(scene.buyer, second), conjunction=Conjunction.OR))
        held = ownership_at(session, scene.vehicle, NOON)
        assert held is not None
        assert (held.conjunction, holder_ids(session, held.id)) == ("OR", (scene.buyer, second))


def test_what_is_refused_leaves_nothing_behind(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        with pytest.raises(Refused):
            transfer_title(session, deed(scene, sellers=frozenset({scene.buyer})))
        session.commit()
    with desks.all_seeing(agency) as session:
        assert len(session.scalars(select(Ownership)).all()) == 1
        assert len(session.scalars(select(VehicleTitle)).all()) == 1


def test_another_tenants_vehicle_is_not_there(desks: Desks, agency: Office, other_agency: Office) -> None:
    mine, theirs = set_scene(desks, agency), set_scene(desks, other_agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        with pytest.raises(NotFound):
            transfer_title(session, deed(theirs))
        transfer_title(session, deed(mine))
        session.commit()
    with desks.all_seeing(other_agency) as session:
        assert len(session.scalars(select(Ownership)).all()) == 1
