"""Emergency access: told to the privacy officers first, one record, one hour, and nothing to write."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casework.base.clock import freeze, now
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused, WallError
from casework.models import BreakGlass, Case, ContactPoint, Fact, LedgerEntry, Letter, Person, Vehicle
from casework.services.emergency.end_emergency import end_emergency, find_own
from casework.services.emergency.open_emergency import open_emergency
from casework.services.emergency.read_emergency import read_opened
from casework.services.emergency.viewers import asker, reader
from casework.services.people.register_person import NewPerson, register_person
from tests.services.cases.conftest import make_office
from tests.services.cases.desk_cases import open_request, work_here
from tests.services.emergency.scene import Scene, asked, broken


def test_it_opens_the_one_case_and_every_read_is_tagged(scene):
    other = open_request(scene.office, name="CNRY Other")
    glass = broken(scene)
    with scene.office.open(reader(scene.office, scene.crew, glass)) as session:
        view = read_opened(session, glass)
        session.commit()
        assert view.shown["name"].value == "CNRY Nguyen" and "place" in view.shown
        assert session.scalars(select(Case.number)).all() == [scene.case.number]
        assert session.scalar(select(Case).where(Case.id == other.case_id)) is None
        assert (
            session.scalar(select(func.count()).select_from(Fact).where(Fact.case_id == other.case_id)) == 0
        )
        assert (
            session.scalars(select(Person.id)).all() == [] and session.scalars(select(Vehicle.id)).all() == []
        )
    with scene.office.open(scene.office.member(scene.officer, "oversight")) as session:
        entries = session.scalars(select(LedgerEntry).where(LedgerEntry.purpose == "break_glass")).all()
    assert {entry.act for entry in entries} >= {"break_glass.opened", "disclosed"}
    assert all(json.loads(entry.detail)["break_glass"] == str(glass.id) for entry in entries)


def test_the_least_that_is_enough_opens_no_more(scene):
    glass = broken(scene, need="reach")
    with scene.office.open(reader(scene.office, scene.crew, glass)) as session:
        view = read_opened(session, glass)
    assert "name" in view.shown and "place" in view.withheld


def test_nothing_can_be_written_under_it(scene):
    glass = broken(scene)
    with scene.office.open(reader(scene.office, scene.crew, glass)) as session:
        case = session.scalars(select(Case)).one()
        case.headline = "changed"
        with pytest.raises(WallError):
            session.commit()


def test_the_officers_are_told_in_the_same_transaction(scene):
    with scene.office.open(asker(scene.office, scene.crew)) as session:
        open_emergency(session, asked(scene))
        told = session.scalars(select(Letter).where(Letter.template == "break_glass_notice")).all()
        session.rollback()
        assert len(told) == 2
        assert session.scalars(select(BreakGlass.id)).all() == []
        assert session.scalars(select(Letter.id).where(Letter.template == "break_glass_notice")).all() == []


def test_a_sealed_case_opens_only_to_whom_the_kind_lets_ask_for_it(scene, settings):
    with scene.office.open(scene.office.system("load_demo")) as session:
        session.scalars(select(Case)).one().sealed = True
        session.commit()
    with pytest.raises(NotFound):
        broken(scene)
    with pytest.raises(InvalidInput):
        broken(scene, need="sealed")
    lead = Scene(
        scene.office, scene.case, work_here(settings, scene.office, "team_lead"), scene.officer, None
    )
    with pytest.raises(NotFound):
        broken(lead)
    glass = broken(lead, need="sealed")
    with scene.office.open(reader(scene.office, lead.crew, glass)) as session:
        assert read_opened(session, glass).shown["name"].value == "CNRY Nguyen"
        session.commit()


def test_where_nobody_could_be_told_nothing_opens(settings, app):
    office = make_office("council", "alone")
    crew = work_here(settings, office, "field_worker")
    alone = Scene(office, open_request(office), crew, None, None)
    with pytest.raises(Refused) as refused:
        broken(alone)
    assert refused.value.code == "NO_OFFICER"
    with office.open(asker(office, crew)) as session:
        assert session.scalars(select(BreakGlass.id)).all() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": "aaaa aaaa aaaa aaaa aaaa aaaa"}, "reason"),
        ({"reason": " " * 40}, "reason"),
        ({"reason": "emergency"}, "reason"),
        ({"reason": "need it now need it now need it now need it now"}, "reason"),
        ({"reason": "x" * 3000}, "reason"),
        ({"category": "curious"}, "category"),
        ({"need": "everything"}, "need"),
        ({"need": ""}, "need"),
        ({"number": "nonsense"}, "number"),
    ],
)
def test_it_asks_for_a_real_reason_and_the_least(scene, wrong, field):
    with pytest.raises(InvalidInput) as refused:
        broken(scene, **wrong)
    assert list(refused.value.errors) == [field]


def test_a_number_that_is_not_there_is_told_after_the_reason_and_noted(scene):
    theirs = open_request(make_office("council", "hillside")).number
    with scene.office.open(asker(scene.office, scene.crew)) as session:
        with pytest.raises(NotFound):
            open_emergency(session, asked(scene, number=theirs))
        session.commit()
    with scene.office.open(scene.office.member(scene.officer, "oversight")) as session:
        acts = session.scalars(select(LedgerEntry.act).where(LedgerEntry.purpose == "break_glass")).all()
    assert acts == ["break_glass.missed"]


def test_one_at_a_time_and_it_can_be_ended_early(scene):
    glass = broken(scene)
    with pytest.raises(Refused) as refused:
        broken(scene)
    assert refused.value.code == "ACCESS_OPEN"
    with scene.office.open(asker(scene.office, scene.crew)) as session:
        end_emergency(session, glass.id)
        session.commit()
        ended = find_own(session, glass.id)
    with pytest.raises(NotFound):
        reader(scene.office, scene.crew, ended)
    assert broken(scene).active


def test_it_ends_by_itself_after_an_hour(scene):
    glass = broken(scene)
    with freeze(now() + timedelta(minutes=59)):
        assert reader(scene.office, scene.crew, glass)
    with freeze(now() + timedelta(minutes=61)), pytest.raises(NotFound):
        reader(scene.office, scene.crew, glass)


def test_nobody_reads_under_somebody_elses_access(scene, settings):
    glass = broken(scene)
    mate = work_here(settings, scene.office, "field_worker")
    with pytest.raises(NotFound):
        reader(scene.office, mate, glass)
    with scene.office.open(asker(scene.office, mate)) as session, pytest.raises(NotFound):
        find_own(session, glass.id)


def test_nobody_comes_in_by_the_purpose_alone(scene):
    with pytest.raises(PurposeRequired):
        scene.office.member(scene.crew, "break_glass")


def test_duties_that_the_kind_does_not_name_get_none(scene, settings):
    for title in ("privacy_officer", "administrator"):
        with pytest.raises(PurposeRequired):
            asker(scene.office, work_here(settings, scene.office, title))


def test_a_person_is_opened_without_their_cases_gifts_and_vehicles(scene):
    with scene.office.open(scene.office.system("load_demo")) as session:
        one = register_person(session, NewPerson("CNRY One", contacts=(("phone", "+1 555 0100"),))).id
        other = register_person(session, NewPerson("CNRY Two", contacts=(("phone", "+1 555 0101"),))).id
        session.commit()
    glass = broken(scene, number="", person_id=one)
    with scene.office.open(reader(scene.office, scene.crew, glass)) as session:
        view = read_opened(session, glass)
        session.commit()
        assert view.name == "CNRY One" and view.contacts and "cases" in view.withheld
        assert session.scalars(select(Person.id)).all() == [one]
        assert {row.person_id for row in session.scalars(select(ContactPoint))} == {one}
        assert session.scalar(select(Person).where(Person.id == other)) is None
        assert session.scalars(select(Case.id)).all() == []
