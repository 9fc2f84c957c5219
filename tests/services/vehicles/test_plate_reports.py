"""What becomes of a plate: given back, lost, stolen, kept, found, recalled, retired, and its number issued anew."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.models import Hold, LedgerEntry, PlateAssignment, PlateIssue, PlateIssueEvent, PlateItem
from casework.services.office import Office
from casework.services.vehicles.assign_plate import assign_plate
from casework.services.vehicles.history import current, midnight
from casework.services.vehicles.issue_plate import NewPlate, begin_life, free_issue, issue_plate
from casework.services.vehicles.lapse_plates import lapse_plates
from casework.services.vehicles.renew_registration import renew_registration
from casework.services.vehicles.report_plate import Report, replace_piece, report_plate
from casework.store.session import ViewerSession
from tests.services.desks import Desks
from tests.services.vehicles.scene import SOLD, Scene, a_person, a_vehicle, set_scene

NOON = datetime(2026, 11, 20, 20, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ZONE = "America/Los_Angeles"
POLICE, COUNTED = {"number": "PD-88"}, {"number": "D-12", "witness": uuid4()}


def tell(session: ViewerSession, scene: Scene, event: str, **more: object) -> PlateIssueEvent:
    told = {"event": event, "on": TODAY} | more
    return report_plate(session, scene.issue, Report(**told))  # type: ignore[arg-type]  # told by name


@pytest.mark.parametrize(
    ("event", "more", "status"),
    [
        ("surrendered", {}, "SURRENDERED"),
        ("lost", POLICE, "LOST"),
        ("stolen", POLICE, "STOLEN"),
        ("damaged", {}, "DAMAGED_REPLACED"),
        ("held", {}, "HELD_BY_OWNER"),
        ("revoked", {"reason": "Wrongly issued"}, "REVOKED"),
    ],
)
def test_a_plate_comes_off_its_vehicle_on_the_day_it_happened(
    desks: Desks, agency: Office, event: str, more: dict[str, object], status: str
) -> None:
    scene = set_scene(desks, agency)
    happened = date(2026, 11, 18)
    with freeze(NOON), desks.all_seeing(agency) as session:
        row = tell(session, scene, event, on=happened, **more)
        session.commit()
        (carried,) = current(session, PlateAssignment, vehicle_id=scene.vehicle)
        assert carried.valid_to == row.at == midnight(happened, ZONE) and row.recorded_at == NOON
        assert session.scalars(select(PlateIssue.status)).one() == status == row.to_status
        pieces = set(session.scalars(select(PlateItem.status)).all())
        assert pieces == {"LOST": {"LOST"}, "STOLEN": {"STOLEN"}}.get(status, pieces)
        assert f"plate.{event}" in session.scalars(select(LedgerEntry.act)).all()


def test_who_gives_a_plate_back_gets_a_numbered_receipt(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        assert tell(session, scene, "surrendered").number == "S2026-000001"


def test_one_of_two_pieces_may_be_lost_and_replaced_but_not_both(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency, "SUNNY", "personalised")
    with freeze(NOON), desks.all_seeing(agency) as session:
        tell(session, scene, "lost", place="front")
        assert session.scalars(select(PlateIssue.status)).one() == "ASSIGNED"
        with pytest.raises(Refused) as refused:
            tell(session, scene, "lost", place="front")
        assert refused.value.code == "PIECE_GONE"
        copy = replace_piece(session, scene.issue, "front")
        assert copy.stock_number == "personalised/SUNNY/1/front/2" and copy.status == "GOOD"
        with pytest.raises(Refused) as refused:
            replace_piece(session, scene.issue, "front")
        assert refused.value.code == "PIECE_GOOD"
        tell(session, scene, "lost", place="rear")
        tell(session, scene, "lost", place="front", **POLICE)
        assert session.scalars(select(PlateIssue.status)).one() == "LOST"
        with pytest.raises(Refused) as refused:
            replace_piece(session, scene.issue, "front")
        assert refused.value.code == "PLATE_LOST_CANNOT_BE_DAMAGED"


@pytest.mark.parametrize(
    ("before", "event", "more", "code"),
    [
        ([], "lost", {}, "POLICE_REPORT_MISSING"),
        ([], "stolen", {}, "POLICE_REPORT_MISSING"),
        ([], "found", POLICE, "PLATE_ASSIGNED_CANNOT_BE_FOUND"),
        ([], "retired", COUNTED, "PLATE_ASSIGNED_CANNOT_BE_RETIRED"),
        ([], "revoked", {}, "REASON_MISSING"),
        ([], "surrendered", {"on": date(2026, 11, 21)}, "FUTURE_DATE"),
        ([], "surrendered", {"on": date(2020, 4, 30)}, "BEFORE_ISSUE"),
        ([("surrendered", {})], "retired", {"number": "D-1"}, "WITNESS_MISSING"),
        ([("surrendered", {})], "retired", {"witness": uuid4()}, "CERTIFICATE_MISSING"),
        ([("surrendered", {})], "lost", POLICE, "PLATE_SURRENDERED_CANNOT_BE_LOST"),
        ([("stolen", POLICE)], "surrendered", {}, "PLATE_STOLEN_CANNOT_BE_SURRENDERED"),
        ([("stolen", POLICE)], "found", {}, "POLICE_REPORT_MISSING"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    desks: Desks,
    agency: Office,
    before: list[tuple[str, dict[str, object]]],
    event: str,
    more: dict[str, object],
    code: str,
) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        for step, papers in before:
            tell(session, scene, step, **papers)
        had = (
            len(session.scalars(select(PlateIssueEvent)).all()),
            session.scalars(select(PlateIssue.status)).one(),
        )
        with pytest.raises(Refused) as refused:
            tell(session, scene, event, **more)
        assert refused.value.code == code
        assert had == (
            len(session.scalars(select(PlateIssueEvent)).all()),
            session.scalars(select(PlateIssue.status)).one(),
        )


def test_who_counted_along_is_somebody_else(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        tell(session, scene, "surrendered")
        with pytest.raises(Refused) as refused:
            tell(session, scene, "retired", number="D-1", witness=session.viewer.actor)
        assert refused.value.code == "SAME_PERSON"


def test_a_retired_number_rests_ten_years_and_begins_a_new_life(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        tell(session, scene, "surrendered")
        tell(session, scene, "retired", **COUNTED)
        assert session.scalars(select(PlateIssue.reissue_on)).one() == TODAY + timedelta(days=3650)
        with pytest.raises(Refused) as refused:
            issue_plate(session, "8ABC123", "standard", on=TODAY)
        assert refused.value.code == "PLATE_QUARANTINE"
        session.commit()
    later = NOON + timedelta(days=3650)
    with freeze(later), desks.all_seeing(agency) as session:
        again = issue_plate(session, "8ABC123", "standard", on=later.date())
        assert again.life == 2 and again.id != scene.issue
        lives = session.scalars(select(PlateIssue.status).order_by(PlateIssue.life)).all()
        assert lives == ["AVAILABLE", "ISSUED"]


def test_a_stolen_number_serves_again_only_after_the_police_found_it(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        tell(session, scene, "stolen", **POLICE)
        with session.begin_nested() as undone:
            tell(session, scene, "retired", **COUNTED)
            with pytest.raises(Refused) as refused:
                issue_plate(session, "8ABC123", "standard", on=TODAY)
            assert refused.value.code == "PLATE_NEVER_AGAIN"
            undone.rollback()
        session.expire_all()
        tell(session, scene, "found", **POLICE)
        tell(session, scene, "retired", **COUNTED)
        assert session.scalars(select(PlateIssue.reissue_on)).one() is not None


def test_a_reserved_text_waits_for_its_owner_and_blocks_what_looks_like_it(
    desks: Desks, agency: Office
) -> None:
    with freeze(NOON), desks.all_seeing(agency) as session:
        wants, other = a_person(session, "Chi Wants"), a_person(session, "Dee Other")
        reserved = begin_life(session, NewPlate("BOB", "personalised", TODAY, wants, begins="reserved"))
        assert (reserved.status, reserved.reserved_until) == ("RESERVED", TODAY + timedelta(days=365))
        for text, code in (("b.o.b", "PLATE_IN_USE"), ("B0B", "CONFUSABLE_WITH")):
            with pytest.raises(Refused) as refused:
                issue_plate(session, text, "personalised", on=TODAY)
            assert refused.value.code == code
        with pytest.raises(Refused) as refused:
            assign_plate(session, reserved.id, a_vehicle(session, 601).id, registrant=wants, since=NOON)
        assert refused.value.code == "PLATE_RESERVED_CANNOT_BE_ASSIGNED"
        issued = free_issue(session, "BOB", "personalised", on=TODAY)
        assert (issued.id, issued.status) == (reserved.id, "ISSUED")
        with pytest.raises(Refused) as refused:
            assign_plate(session, issued.id, a_vehicle(session, 602).id, registrant=other, since=NOON)
        assert refused.value.code == "PLATE_OTHER_OWNER"


@pytest.mark.parametrize(
    ("text", "plate_class", "said"),
    [
        ("8ABCI23", "standard", "Is it 8ABC123?"),
        ("8OBC123", "standard", "Plates of this class"),
        ("ABC1234", "standard", "Plates of this class"),
        ("TOOLONGTEXT", "personalised", "7 characters at most"),
        ("WÜRST", "personalised", "do not have Ü"),
        ("", "personalised", "Enter the plate"),
    ],
)
def test_a_new_plate_is_written_as_its_class_is(
    desks: Desks, agency: Office, text: str, plate_class: str, said: str
) -> None:
    with freeze(NOON), desks.all_seeing(agency) as session:
        with pytest.raises(InvalidInput) as refused:
            issue_plate(session, text, plate_class, on=SOLD)
        assert said in refused.value.errors["plate"]


def test_a_text_that_reads_like_a_refused_one_is_refused_and_an_old_plate_is_taken_as_it_is(
    desks: Desks, agency: Office
) -> None:
    with freeze(NOON), desks.all_seeing(agency) as session:
        with pytest.raises(Refused) as refused:
            issue_plate(session, "SH1T 4", "personalised", on=SOLD)
        assert refused.value.code == "PLATE_TEXT_REFUSED"
        assert issue_plate(session, "AB-1234", "standard", on=SOLD, taken_over=True).status == "ISSUED"


def test_time_runs_out_for_reserved_texts_and_for_held_plates_of_classes_that_limit_it(
    desks: Desks, agency: Office, other_agency: Office
) -> None:
    with freeze(NOON), desks.all_seeing(agency) as session:
        wants = a_person(session, "Chi Wants")
        begin_life(session, NewPlate("BOB", "personalised", TODAY, wants, begins="reserved"))
        session.commit()
    held = set_scene(desks, other_agency)  # its class sets no limit
    with freeze(NOON), desks.all_seeing(other_agency) as session:
        tell(session, held, "held")
        session.commit()
    for office, days, lapsed, status in (
        (agency, 365, 0, "RESERVED"),
        (agency, 366, 1, "EXPIRED"),
        (agency, 367, 0, "EXPIRED"),
        (other_agency, 400, 0, "HELD_BY_OWNER"),
    ):
        with freeze(NOON + timedelta(days=days)), desks.as_system(office, "lapse_plates") as session:
            assert lapse_plates(session) == lapsed
            assert session.scalars(select(PlateIssue.status)).one() == status
            session.commit()


def test_a_registration_is_renewed_unless_a_hold_stops_it(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOON), desks.all_seeing(agency) as session:
        with pytest.raises(InvalidInput):
            renew_registration(session, scene.vehicle, TODAY)
        assert renew_registration(session, scene.vehicle, date(2027, 11, 20)).registered_until == date(
            2027, 11, 20
        )
        session.add(Hold(vehicle_id=scene.vehicle, code="PARKING_TOLL", placed_by="City", reason="Fines"))
        session.flush()
        with pytest.raises(Refused) as refused:
            renew_registration(session, scene.vehicle, date(2028, 11, 20))
        assert refused.value.code == "HOLD_ACTIVE:PARKING_TOLL"
