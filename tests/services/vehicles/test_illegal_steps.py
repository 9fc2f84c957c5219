"""Every step of a plate's life that its table does not allow, tried in every state on a plate in the tables: refused
under a code of its own, with nothing written. Pieces, assignments, claims, holds and participants the same."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import Refused
from casework.domain.plate_life import ACTIVE, CHANGES, EVENTS, STATUSES, Event
from casework.models import Hold, Lien, PlateAssignment, PlateIssue, PlateItem
from casework.services.office import Office
from casework.services.vehicles.assign_plate import assign_plate, close_plate_assignment
from casework.services.vehicles.correct_history import Period, correct_assignment
from casework.services.vehicles.elt import NewParticipant, add_participant, end_participant
from casework.services.vehicles.holds import release_hold
from casework.services.vehicles.issue_plate import NewPlate, begin_life
from casework.services.vehicles.lapse_plates import lapse_plates
from casework.services.vehicles.plate_status import record_event
from casework.services.vehicles.release_lien import LienRelease, release_lien
from casework.services.vehicles.report_plate import Report, replace_piece, report_plate
from casework.store.session import ViewerSession
from tests.services.desks import Desks
from tests.services.vehicles.scene import SOLD, Scene, a_vehicle, set_scene
from tests.services.vehicles.test_transfer_case import NOW

TODAY = NOW.date()
REPORTED = ("surrendered", "lost", "stolen", "damaged", "held", "found", "revoked", "retired")
BEGINS: tuple[Event, ...] = ("reserved", "stocked", "issued")
WRONG = [(status, event) for status in STATUSES for event in EVENTS if status not in CHANGES[event].come_from]
Step = Callable[[], object]


def code_of(session: ViewerSession, step: Step) -> str:
    """Under which code it is refused; nothing waits to be written, and no entry of the ledger."""
    with pytest.raises(Refused) as refused:
        step()
    assert len(str(refused.value).split()) > 3
    assert not session.new and not session.dirty and not session.pending
    return refused.value.code


def code_expected(status: str, event: str) -> str:
    same = (status, event) == ("ASSIGNED", "assigned")
    return "PLATE_ON_ANOTHER_VEHICLE" if same else f"PLATE_{status}_CANNOT_BE_{event.upper()}"


def test_every_step_that_is_not_in_the_table_is_refused_and_writes_nothing(
    desks: Desks, agency: Office
) -> None:
    scene, codes = set_scene(desks, agency), list[str]()
    with freeze(NOW), desks.all_seeing(agency) as session:
        issue = session.scalars(select(PlateIssue).where(PlateIssue.id == scene.issue)).one()
        free = a_vehicle(session, 77).id
        session.flush()
        session.pending.clear()
        for status, event in WRONG:
            issue.status = status
            session.flush()
            steps: list[Step] = [partial(record_event, session, issue, event)]
            if event in REPORTED:
                told = Report(event, TODAY, number="N-1", reason="Why", witness=uuid4())
                steps.append(partial(report_plate, session, scene.issue, told))
            if event == "assigned":
                since: dict[str, Any] = {"registrant": scene.seller, "since": NOW}
                steps.append(partial(assign_plate, session, scene.issue, free, **since))
            for step in steps:
                assert code_of(session, step) == code_expected(status, event)
            codes.append(code_expected(status, event))
        session.rollback()
    assert (
        len(set(codes))
        == len(codes)
        == len(STATUSES) * len(EVENTS) - sum(len(change.come_from - {None}) for change in CHANGES.values())
    )


def test_no_second_life_of_a_mark_begins_while_one_goes_on(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOW), desks.all_seeing(agency) as session:
        issue = session.scalars(select(PlateIssue).where(PlateIssue.id == scene.issue)).one()
        issue.reissue_on = TODAY + timedelta(days=1)
        for status in STATUSES:
            if status == "AVAILABLE":
                continue
            issue.status = status
            session.flush()
            code = "PLATE_QUARANTINE" if status == "RETIRED" else f"PLATE_{status}_CANNOT_BE_REISSUED"
            for event in BEGINS:
                told = NewPlate("8ABC123", "standard", TODAY, begins=event)
                found = code_of(session, partial(begin_life, session, told))
                assert found == ("PLATE_IN_USE" if status in ACTIVE else code)
            if status not in CHANGES["lapsed"].come_from:
                assert lapse_plates(session) == 0
        session.rollback()


def test_a_piece_that_is_gone_is_not_reported_again_and_a_good_one_not_copied(
    desks: Desks, agency: Office
) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOW), desks.all_seeing(agency) as session:
        pieces = session.scalars(select(PlateItem).where(PlateItem.issue_id == scene.issue)).all()
        (front,) = (one for one in pieces if one.place == "front")
        for status in ("LOST", "STOLEN", "RETURNED", "DESTROYED"):
            front.status = status
            session.flush()
            for event in ("lost", "stolen", "damaged"):
                told = Report(event, TODAY, number="N-1", place="front")
                found = code_of(session, partial(report_plate, session, scene.issue, told))
                assert found == "PIECE_GONE"
            assert code_of(session, lambda: replace_piece(session, scene.issue, "rear")) == "PIECE_GOOD"
        for piece in pieces:
            piece.status = "LOST"
        session.flush()
        assert code_of(session, lambda: replace_piece(session, scene.issue, "front")) == "PIECES_GONE"
        session.rollback()


def test_what_has_ended_does_not_end_twice(desks: Desks, agency: Office) -> None:
    scene = set_scene(desks, agency)
    with freeze(NOW), desks.all_seeing(agency) as session:
        steps = dict(ended(session, scene))
        for code, step in steps.items():
            step()
            session.flush()
            session.pending.clear()
            assert code_of(session, step) == code
        assert len(steps) == 5
        session.rollback()


def ended(session: ViewerSession, scene: Scene) -> list[tuple[str, Step]]:
    """Each of a kind that goes from open to ended and nowhere from there: how it ends, and the code when it has."""
    row = session.scalars(select(PlateAssignment).where(PlateAssignment.issue_id == scene.issue)).one()
    lien = Lien(id=uuid4(), vehicle_id=scene.vehicle, holder_id=scene.lender, since=SOLD)
    hold = Hold(id=uuid4(), vehicle_id=scene.vehicle, code="COURT", placed_by="Court", reason="4", since=NOW)
    session.add_all([lien, hold])
    participant = add_participant(session, NewParticipant("E-1", "First Bank", "1 Bank Street")).id
    released = LienRelease("form", TODAY, by="First Bank")
    period = Period(row.valid_from + timedelta(days=3), None)
    return [
        ("LIEN_RELEASED", lambda: release_lien(session, lien.id, released)),
        ("HOLD_OVER", lambda: release_hold(session, hold.id, reference="Order 4", agency="Court")),
        ("SUPERSEDED", lambda: correct_assignment(session, row.id, period, reason="As the papers say")),
        ("ALREADY_CLOSED", lambda: close_plate_assignment(session, _open(session, scene.issue), at=NOW)),
        ("ELT_ENDED", lambda: end_participant(session, participant)),
    ]


def _open(session: ViewerSession, issue: UUID) -> UUID:
    """The newest row that is not superseded."""
    chosen = select(PlateAssignment).where(
        PlateAssignment.issue_id == issue, PlateAssignment.superseded_at.is_(None)
    )
    return session.scalars(chosen).one().id
