"""Levels, plans of care, grants and records alike: what they mean for whom, from when until when."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, NotAllowed, NotFound, Refused
from casework.domain.donor_rules import Condition, checked
from casework.models import DonorTask
from casework.services.donors import care_runs as care_runs_module
from casework.services.donors.alike_donors import alike_donors, keep_apart
from casework.services.donors.care_plans import (
    CareStep,
    begin_care,
    end_plan,
    stop_plan,
    write_plan,
)
from casework.services.donors.care_runs import care_piece, care_runs, start_care
from casework.services.donors.find_donors import count_donors
from casework.services.donors.funds import fund_by_code
from casework.services.donors.grants import NewGrant, add_deadline, change_grant, finish_deadline, make_grant
from casework.services.donors.levels import NewLevel, end_level, list_levels, set_level
from casework.services.donors.read_donor import read_donor
from casework.services.donors.read_grants import deadlines_due, list_grants, read_grant
from casework.services.donors.remind_grants import remind_grants
from casework.services.donors.tasks import finish_task, tasks_due, tasks_of
from casework.services.people.merge_people import merge_people
from casework.services.people.register_person import NewPerson, register_person
from tests.services.desks import Worker
from tests.services.donors.scene import NOW, a_donor, a_gift, usd

CARER = Worker(("donor_manager",))
TODAY, LAST_YEAR = date(2026, 11, 20), date(2025, 3, 1)


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture
def care(desks, charity):
    return lambda: desks.at(charity, purpose="donor_care", worker=CARER)


def level(session, code, minor, months=12, since=date(2020, 1, 1)):
    set_level(session, NewLevel(code, code.title(), usd(minor), months, since))


def counted(session, how, code):
    return count_donors(session, {"n": checked([Condition("level", how, code)])})["n"]


def test_a_donor_stands_at_the_highest_level_and_lists_mean_the_same(care, books):
    with books() as session:
        small, great, old = (a_donor(session, name) for name in ("Small", "Great", "Old"))
        a_gift(session, small, 50_00)
        a_gift(session, great, 400_00)
        twin = a_donor(session, "Great")
        a_gift(session, twin, 200_00)
        a_gift(session, old, 900_00, received_on=LAST_YEAR)
        session.commit()
    with care() as session:
        assert read_donor(session, great).level is None
        level(session, "friend", 20_00)
        level(session, "patron", 500_00)
        level(session, "ever", 800_00, months=None)
        merge_people(session, great, twin)
        session.commit()
        stands = {one: read_donor(session, one).level for one in (small, great, old)}
        assert [stands[one].code for one in (small, great, old)] == ["friend", "patron", "ever"]
        assert [counted(session, "is", code) for code in ("friend", "patron", "ever", "gone")] == [1, 1, 1, 0]
        assert [counted(session, "at_least", code) for code in ("friend", "patron", "ever", "gone")] == [
            3,
            2,
            1,
            0,
        ]


def test_a_level_asks_more_from_a_day_on_and_ends_without_being_forgotten(care, books):
    with books() as session:
        donor = a_donor(session)
        a_gift(session, donor, 50_00)
        with pytest.raises(NotAllowed):
            level(session, "friend", 20_00)
        session.commit()
    with care() as session:
        level(session, "friend", 20_00)
        level(session, "friend", 80_00, since=date(2027, 1, 1))
        with pytest.raises(InvalidInput) as wrong:
            set_level(session, NewLevel("F!", " ", usd(0), 0, date(1, 1, 1)))
        assert set(wrong.value.sayings) == {"code", "name", "minimum", "months", "from"}
        with pytest.raises(InvalidInput):
            level(session, "friend", 90_00, since=date(2020, 1, 1))
        session.commit()
        assert read_donor(session, donor).level.minimum == 20_00
        assert [
            (one.valid_from.year, one.valid_to and one.valid_to.year) for one in list_levels(session)
        ] == [
            (2027, None),
            (2020, 2027),
        ]
        end_level(session, list_levels(session)[0].id)
        with pytest.raises(Refused):
            end_level(session, list_levels(session)[0].id)


@pytest.fixture
def work(desks, charity):
    def on(run, pieces=100):
        with desks.as_system(charity, "begin_care") as session:
            while care_piece(session, run) and (pieces := pieces - 1):
                session.commit()
            session.commit()

    return on


def test_a_run_that_is_killed_goes_on_and_begins_a_plan_for_everybody_of_a_level_once(
    care, books, work, monkeypatch
):
    monkeypatch.setattr(care_runs_module, "PIECE", 2)
    with books() as session:
        here = [a_donor(session, f"Donor {place}") for place in range(5)]
        for one in here:
            a_gift(session, one, 50_00)
        session.commit()
    with care() as session:
        level(session, "crowd", 20_00)
        begun = start_care(session, "large_gift", "crowd").id
        session.commit()
    work(begun, pieces=1)
    with care() as session:
        begin_care(session, max(here), "large_gift")
        session.commit()
    for _ in range(2):
        work(begun)
    with care() as session:
        (told,) = care_runs(session)
        assert (told.done, told.begun, told.ended_at is not None) == (5, 4, True)
        steps = {one: len(tasks_of(session, one)) for one in here}
        assert len(set(steps.values())) == 1 and 0 not in steps.values()


def test_a_plan_of_the_office_runs_once_for_each_of_a_level_and_is_stopped(care, books, work):
    with books() as session:
        here = [a_donor(session, name) for name in ("One", "Two")]
        for one in here:
            a_gift(session, one, 50_00)
        session.commit()
    with care() as session:
        level(session, "friend", 20_00)
        with pytest.raises(InvalidInput):
            write_plan(session, "", [CareStep("", -1)])
        plan = str(write_plan(session, "Friends", [CareStep("Call", 0), CareStep("Card", 30)]))
        begin_care(session, here[0], plan)
        with pytest.raises(Refused):
            begin_care(session, here[0], plan)
        run = start_care(session, plan, "friend").id
        with pytest.raises(Refused):
            start_care(session, plan, "friend")
        with pytest.raises(InvalidInput):
            start_care(session, plan, "nowhere")
        session.commit()
    work(run)
    with care() as session:
        assert [(one.total, one.done, one.begun, one.share) for one in care_runs(session)] == [(2, 2, 1, 100)]
        assert [(one.what, (one.due_on - TODAY).days) for one in tasks_of(session, here[1])] == [
            ("Call", 0),
            ("Card", 30),
        ]
        finish_task(session, tasks_of(session, here[1])[0].id)
        late = tasks_of(session, here[1])[0].id
        assert stop_plan(session, here[1], "Friends") == 1
        assert [one.what for one in tasks_of(session, here[1])] == ["Call"]
        assert {one.donor_id for one in tasks_due(session)} == {here[0]}
        for act in (lambda: finish_task(session, late), lambda: begin_care(session, here[1], "nothing")):
            with pytest.raises((Refused, InvalidInput)):
                act()
        with pytest.raises(NotFound):
            stop_plan(session, uuid4(), "Friends")
        with pytest.raises(Refused):
            stop_plan(session, here[1], "Friends")
        begin_care(session, here[1], plan)
        end_plan(session, write_plan(session, "Other", [CareStep("Call", 0)]))
        session.commit()


def test_a_grant_goes_from_stage_to_stage_and_reminds_once_of_what_is_due(desks, charity, care, books):
    with books() as session:
        funder = register_person(session, NewPerson("Harbor Trust", kind="organisation")).id
        fund = fund_by_code(session, "children").id
        session.commit()
    with care() as session:
        with pytest.raises(InvalidInput):
            make_grant(session, NewGrant(funder, "", asked=usd(0)))
        grant = make_grant(session, NewGrant(funder, "Meals", asked=usd(9_000_00), fund_id=fund))
        for due in (date(2026, 11, 30), date(2027, 6, 1)):
            add_deadline(session, grant, "report", due)
        with pytest.raises(InvalidInput):
            add_deadline(session, grant, "party", date(2026, 11, 30))
        with pytest.raises(Refused):
            change_grant(session, grant, NewGrant(funder, "Meals", "awarded"))
        for stage in ("writing", "sent"):
            change_grant(session, grant, NewGrant(funder, "Meals", stage, usd(9_000_00), fund_id=fund))
        with pytest.raises(InvalidInput) as wrong:
            change_grant(session, grant, NewGrant(funder, "Meals", "awarded"))
        assert set(wrong.value.sayings) == {"awarded"}
        change_grant(session, grant, NewGrant(funder, "Meals", "awarded", usd(9_000_00), usd(7_000_00), fund))
        session.commit()
        view = read_grant(session, grant)
        assert (view.funder, view.awarded, view.fund_id) == ("Harbor Trust", usd(7_000_00), fund)
        assert list_grants(session)[0].deadlines == ()
    with desks.as_system(charity, "remind_grants") as session:
        assert (remind_grants(session), remind_grants(session)) == (1, 0)
        session.commit()
    with care() as session:
        tasks = session.execute(select(DonorTask.what, DonorTask.due_on, DonorTask.member_id)).all()
        assert tasks == [("grant_report", date(2026, 11, 30), CARER.id)]
        first = deadlines_due(session)[0]
        assert finish_deadline(session, first.id) == grant and len(deadlines_due(session)) == 1
        with pytest.raises(Refused):
            finish_deadline(session, first.id)


def test_records_that_share_a_contact_are_offered_until_somebody_says_what_they_are(
    care, books, other_charity
):
    with books() as session:
        told = lambda name, mail: NewPerson(name, contacts=(("email", mail),))  # noqa: E731 - says it once
        ana = register_person(session, told("Ana Lima", "ana@alike.example")).id
        anna = register_person(session, told("Anna Lima", "Ana@alike.example")).id
        joao = register_person(session, told("João Reis", "reis@alike.example")).id
        house = register_person(session, told("Joao Reis", "reis@alike.example")).id
        register_person(session, NewPerson("Ana Lima"))
        session.commit()
    with care() as session:
        pairs = {frozenset((one.first_id, one.second_id)): one for one in alike_donors(session)}
        assert set(pairs) == {frozenset((ana, anna)), frozenset((joao, house))}
        assert all(one.reasons and 0 < one.score <= 100 for one in pairs.values())
        for _ in range(2):
            keep_apart(session, house, joao)
        merge_people(session, ana, anna)
        session.commit()
        assert alike_donors(session) == ()
