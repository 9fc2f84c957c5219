"""What everybody sees of a request, from the moment it comes in to its end, and what nobody does."""

import uuid

import pytest
from sqlalchemy import select

from casework.base.errors import NotFound, WallError
from casework.models import Case, CaseEvent, Fact, Follower, PublicRequest
from casework.services.cases.find_case import case_by_id
from casework.services.cases.seal_case import seal_case
from casework.services.requests.face import face_of
from casework.services.requests.public_list import Wish, public_points, public_request, public_requests
from tests.services.desks import Worker
from tests.services.requests.conftest import HANDLING, HERE, Council

LEAD = Worker(("team_lead",))


def seen(council, number):
    with council.visiting() as session:
        return public_request(session, number)


def test_a_new_request_is_listed_without_a_word_that_somebody_typed(council: Council) -> None:
    done = council.report()
    view = seen(council, done.number)
    assert (view.row.category, view.row.area, view.area, view.is_open) == (
        "pothole",
        "north",
        "North side",
        True,
    )
    assert view.row.agency == "North crew"
    assert view.row.due_at is not None
    assert "CNRY" not in repr(view)
    assert view.row.lat == pytest.approx(HERE["lat"], abs=1e-4)


def test_words_of_the_place_stand_there_once_an_officer_had_it_in_hand_but_the_description_never_by_itself(
    council: Council,
) -> None:
    done = council.report()
    council.move(done, "triage", priority="soon")
    view = seen(council, done.number)
    assert view.row.place == HERE["text"]
    assert view.state.name == "triaged"
    assert view.row.words is None


def test_how_it_ended_is_told_with_the_message_and_when(council: Council) -> None:
    done = council.report(place={"text": "Quay Street 4"})
    for move, asked in (("triage", {"priority": "soon"}), ("start", {})):
        council.move(done, move, **asked)
    council.move(done, "resolve", outcome="fixed", public_message="We filled it.")
    view = seen(council, done.number)
    assert not view.is_open
    assert view.row.closed_at is not None
    assert view.row.message == "We filled it."
    assert view.outcome.text("en") == "Put right"
    assert (view.area, view.row.agency) == ("Harbor", "Roads")


def test_what_is_not_published_is_missing_like_what_never_was(council: Council, neighbour: Council) -> None:
    waiting = council.report(category="other")
    rejected = council.report()
    council.move(rejected, "reject", rejection="spam", rejection_text="This is no request.")
    next_door = neighbour.report()
    with council.visiting() as session:
        for number in (waiting.number, rejected.number, next_door.number, "R-000-000-000"):
            with pytest.raises(NotFound):
                public_request(session, number)
        everything = public_requests(session, Wish(), most=500)
        numbers = {view.number for view in everything.views}
    assert not numbers & {waiting.number, rejected.number, next_door.number}


def test_a_delicate_category_is_told_coarsely_and_only_when_seen(council: Council) -> None:
    done = council.report(category="noise")
    with pytest.raises(NotFound):
        seen(council, done.number)
    council.move(done, "triage", priority="soon")
    row = seen(council, done.number).row
    assert row.place is None
    assert abs(row.lat - HERE["lat"]) > 1e-4 or abs(row.lon - HERE["lon"]) > 1e-4
    other = council.report(category="noise", place={**HERE, "lat": HERE["lat"] + 0.0005})
    council.move(other, "triage", priority="soon")
    assert seen(council, other.number).row.lat == row.lat, "everybody of a square is told at its middle"


def test_sealing_a_case_takes_its_public_face_away(council: Council) -> None:
    done = council.report()
    with council.desks.at(council.office, purpose=HANDLING, worker=LEAD) as session:
        seal_case(session, done.case_id, reason="The reporter was threatened")
        session.commit()
    with pytest.raises(NotFound):
        seen(council, done.number)


def test_a_visitor_sees_published_requests_and_nothing_else_of_the_office(council: Council) -> None:
    done = council.report()
    with council.visiting() as session:
        for model in (Case, Fact, CaseEvent):
            assert session.execute(select(model.id)).all() == []
        assert session.scalar(select(PublicRequest.id).where(PublicRequest.case_id == done.case_id))
        row = face_of(session, done.case_id)
        assert row is not None
        row.published = False
        with pytest.raises(Exception, match=r"row-level security|no rows|WallError|0 were matched"):
            session.flush()


def test_nobody_hangs_a_public_face_on_a_case_that_is_not_theirs(council: Council) -> None:
    done = council.report()
    mine = uuid.uuid4()
    with council.desks.as_applicant(council.office, mine, HANDLING) as session:
        face = PublicRequest(
            case_id=done.case_id,
            number="R-1",
            workflow="constituent_request",
            category="pothole",
            state="new",
        )
        face.opened_at, face.published, face.answers = case_time(session), True, {}
        session.add(face)
        with pytest.raises(WallError, match="out of sight"):
            session.flush()


def case_time(session):
    from casework.base.clock import now

    return now()


def test_pages_follow_each_other_without_gap_or_repetition(council: Council) -> None:
    for _ in range(5):
        council.report(category="tree")
    with council.visiting() as session:
        wish, after, numbers = Wish(categories=("tree",)), None, []
        while True:
            page = public_requests(session, wish, most=2, after=after)
            numbers += [view.number for view in page.views]
            after = page.after
            if after is None:
                break
        whole = [view.number for view in public_requests(session, wish, most=100).views]
        assert numbers == whole
        assert len(set(numbers)) >= 5
        box = (43.0, -89.0, 43.5, -88.0)
        assert len(public_points(session, Wish(categories=("tree",), box=box))) == len(whole)
        assert public_points(session, Wish(box=(0, 0, 1, 1))) == []


def test_the_unit_and_the_due_date_are_followed_by_the_database(council: Council) -> None:
    done = council.report()
    with council.desks.all_seeing(council.office) as session:
        case = case_by_id(session, done.case_id)
        case.unit_id = council.units["roads"]
        case.planned_at = None
        session.commit()
    row = seen(council, done.number).row
    assert (row.agency, row.due_at) == ("Roads", None)


def test_whoever_joins_is_counted_by_the_database_and_seen_by_nobody(council: Council) -> None:
    done = council.report()
    request = seen(council, done.number).row.id
    for _ in range(2):
        own = uuid.uuid4()
        viewer = council.office.visitor(own)
        with council.desks._open(council.office, viewer) as session:
            session.add(Follower(id=own, request_id=request, joined=True, language="en"))
            session.commit()
    assert seen(council, done.number).row.reports == 3
    with council.visiting() as session:
        assert session.scalars(select(Follower.id)).all() == []
    with council.desks.at(council.office, purpose=HANDLING, worker=LEAD) as session:
        assert session.scalars(select(Follower.id)).all() == []
