"""Each refusal of donor care, batches and the bank by its code: nothing of the act stands, the books balance."""

from datetime import date

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.models import BatchLine, CollectionAttempt, Tribute
from casework.services.batches import batches
from casework.services.batches.batches import NewBatch, NewLine, add_line, open_batch
from casework.services.donors.care_plans import CareStep, begin_care, end_plan, stop_plan, write_plan
from casework.services.donors.care_runs import start_care
from casework.services.donors.funds import fund_by_code
from casework.services.donors.grants import NewGrant, add_deadline, change_grant, finish_deadline, make_grant
from casework.services.donors.levels import NewLevel, end_level, list_levels, set_level
from casework.services.donors.read_grants import deadlines_due
from casework.services.donors.recognise import set_tribute
from casework.services.donors.tasks import finish_task, tasks_of
from casework.services.people.hidden_names import hide_name, show_name
from casework.services.people.merge_people import merge_people, part_people
from casework.services.people.register_person import NewPerson, register_person
from casework.services.pledges.bank_orders import make_orders, order_file
from casework.services.pledges.change_pledge import pause_pledge
from tests.services.desks import Worker
from tests.services.donors.refusals import balanced, refused
from tests.services.donors.scene import DAY, NOW, a_donor, a_gift, usd
from tests.services.pledges.scene import a_recurring
from tests.services.pledges.test_bank_and_pledges import FIRST

CARER = Worker(("donor_manager",))


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture
def care(desks, charity):
    return lambda: desks.at(charity, purpose="donor_care", worker=CARER)


@pytest.fixture
def two(books):
    """Two donors with a gift each, and a company."""
    with books() as session:
        one, other = a_donor(session), a_donor(session, "Percival Ashgrove")
        for donor in (one, other):
            a_gift(session, donor)
        company = register_person(session, NewPerson("Pear Works", "organisation")).id
        session.commit()
    return one, other, company


def test_a_name_is_hidden_once_and_shown_once(care, books, two):
    donor, *_ = two
    with care() as session:
        with refused(session, "NOT_HIDDEN"):
            show_name(session, donor)
        hide_name(session, donor)
        with refused(session, "HIDDEN_ALREADY"):
            hide_name(session, donor)
        session.commit()
    with books() as session:
        assert balanced(session)


def test_only_two_of_a_kind_become_one_and_they_are_parted_once(care, two):
    donor, other, company = two
    with care() as session:
        with refused(session, "OTHER_KIND"):
            merge_people(session, donor, company)
        merge = merge_people(session, donor, other)
        with refused(session, "MERGED"):
            merge_people(session, company, other)
        part_people(session, merge)
        with refused(session, "PARTED"):
            part_people(session, merge)


def test_what_has_ended_is_not_ended_or_done_again(care, two):
    donor, *_ = two
    with care() as session:
        set_level(session, NewLevel("friend", "Friend", usd(20_00), 12, date(2020, 1, 1)))
        plan = write_plan(session, "Friends", [CareStep("Call", 0), CareStep("Card", 30)])
        start_care(session, str(plan), "friend")
        with refused(session, "CARE_UNDER_WAY"):
            start_care(session, str(plan), "friend")
        begin_care(session, donor, str(plan))
        first, later = (one.id for one in tasks_of(session, donor))
        finish_task(session, first)
        with refused(session, "DONE"):
            finish_task(session, first)
        stop_plan(session, donor, "Friends")
        for again in (lambda: finish_task(session, later), lambda: stop_plan(session, donor, "Friends")):
            with refused(session, "STOPPED"):
                again()
        level = list_levels(session)[0].id
        end_plan(session, plan)
        end_level(session, level)
        for again in (lambda: end_plan(session, plan), lambda: end_level(session, level)):
            with refused(session, "STOPPED"):
                again()


def test_a_grant_skips_no_stage_and_its_day_is_kept_once(care, two):
    *_, company = two
    with care() as session:
        grant = make_grant(session, NewGrant(company, "Meals", asked=usd(9_000_00)))
        with refused(session, "STAGE"):
            change_grant(session, grant, NewGrant(company, "Meals", "awarded", usd(9_000_00), usd(1_00)))
        add_deadline(session, grant, "report", date(2026, 12, 1))
        day = deadlines_due(session)[0].id
        finish_deadline(session, day)
        with refused(session, "DONE"):
            finish_deadline(session, day)


def test_words_of_a_tribute_stay_once_people_were_told(books, two):
    donor, other, _ = two
    with books() as session:
        gift = a_gift(session, donor).id
        set_tribute(session, gift, "honor", "Aunt May", tell=other)
        row = session.scalars(select(Tribute).where(Tribute.gift_id == gift)).one()
        row.status, row.how, row.settled_at = "sent", "letter", NOW
        session.flush()
        with refused(session, "TRIBUTE_TOLD"):
            set_tribute(session, gift, "memory", "Aunt June")
        assert session.scalars(select(Tribute).where(Tribute.gift_id == gift)).one().name == "Aunt May"
        assert balanced(session)


def test_a_batch_is_full_and_takes_no_further_line(books, two, monkeypatch):
    monkeypatch.setattr(batches, "MOST_LINES", 1)
    donor, *_ = two
    with books() as session:
        batch = open_batch(session, NewBatch(1, usd(2_00), fund_by_code(session, "food").id, DAY))
        for _ in range(2):
            add_line(session, batch.id, NewLine(donor, usd(1_00)))
        with refused(session, "BATCH_FULL"):
            add_line(session, batch.id, NewLine(donor, usd(1_00)))
        assert len(session.scalars(select(BatchLine.id)).all()) == 2 and balanced(session)


def test_orders_are_written_again_as_they_were_sent_or_not_at_all(books, two):
    donor, *_ = two
    with books() as session:
        pledge = a_recurring(session, donor, FIRST, method="bank", mandate="MND-1")
        (made,) = make_orders(session)
        assert order_file(session, made.id) == order_file(session, made.id)
        session.scalars(select(CollectionAttempt)).one().mandate = "MND-2"
        session.flush()
        with refused(session, "BANK_ORDERS_CHANGED"):
            order_file(session, made.id)
        pause_pledge(session, pledge.id, reason="Asked")
        with refused(session, "PLEDGE_PAUSED_ALREADY"):
            pause_pledge(session, pledge.id, reason="Asked again")
        assert balanced(session)
