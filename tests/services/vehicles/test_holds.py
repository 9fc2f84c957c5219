"""Holds at the desk: placed and released by who may, each on the ledger, and none releases another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.models import Hold
from casework.services.office import Office
from casework.services.vehicles.holds import NewHold, holds_at_desk, place_hold, release_hold
from casework.services.vehicles.on_record import holds_on
from tests.services.desks import Desks, Worker
from tests.services.vehicles.scene import ENTERED, set_scene

LEAD, OTHER, EXAMINER = Worker(("supervisor",)), Worker(("supervisor",)), Worker(("title_examiner",))
NOW = ENTERED + timedelta(days=300)


def test_a_hold_stops_from_its_placing_until_its_release_and_stands_alone(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOW), desks.at(agency, purpose="holds", worker=EXAMINER) as session:
        court = place_hold(
            session, scene.vehicle, NewHold("COURT", " City  court ", "Docket 4", "CCP 708")
        ).id
        place_hold(session, scene.vehicle, NewHold("FEES_DUE", "This office", "Check returned"))
        session.commit()
    with freeze(NOW + timedelta(days=1)), desks.at(agency, purpose="holds", worker=EXAMINER) as session:
        with pytest.raises(Refused) as unproven:
            release_hold(session, court, reference="")
        assert unproven.value.code == "HOLD_RELEASE_UNPROVEN"
        release_hold(session, court, reference="Order 77")
        with pytest.raises(Refused) as again:
            release_hold(session, court, reference="Order 77")
        assert again.value.code == "HOLD_OVER"
        session.commit()
        rows = {row.code: row for row in holds_at_desk(session, scene.vehicle)}
        assert (rows["COURT"].release_reference, rows["COURT"].placed_by) == ("Order 77", "City court")
        assert rows["FEES_DUE"].until is None and not rows["FEES_DUE"].mine
        active = [
            hold.code for hold in holds_on(session, scene.vehicle) if hold.is_active(NOW + timedelta(days=2))
        ]
        assert active == ["FEES_DUE"]


def test_who_suspects_fraud_does_not_clear_it(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOW), desks.at(agency, purpose="holds", worker=LEAD) as session:
        hold = place_hold(session, scene.vehicle, NewHold("FRAUD_REVIEW", "This office", "Two titles")).id
        with pytest.raises(Refused) as own:
            release_hold(session, hold, reference="")
        assert own.value.code == "SAME_PERSON"
        session.commit()
    with freeze(NOW), desks.at(agency, purpose="holds", worker=OTHER) as session:
        release_hold(session, hold, reference="")
        session.commit()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (NewHold("NOTHING", "Police", "x"), "code"),
        (NewHold("COURT", " ", "x"), "placed_by"),
        (NewHold("COURT", "Court", " "), "reason"),
    ],
)
def test_a_hold_says_which_it_is_who_asks_and_why(
    desks: Desks, agency: Office, wrong: NewHold, field: str
) -> None:
    scene = set_scene(desks, agency)
    with desks.at(agency, purpose="holds", worker=EXAMINER) as session:
        with pytest.raises(InvalidInput) as refused:
            place_hold(session, scene.vehicle, wrong)
        assert set(refused.value.errors) == {field}
        assert session.scalars(select(Hold.id)).all() == []
