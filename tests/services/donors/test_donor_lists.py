"""Lists of donors are rules over the books: each means whom it says, for this viewer, as of today."""

from datetime import date

import pytest

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.domain.donor_rules import SHIPPED, checked, ships
from casework.domain.donor_rules import Condition as If
from casework.services.donors.care_plans import begin_care
from casework.services.donors.contact_choices import NewChoice, record_choice
from casework.services.donors.find_donors import count_donors, find_donors, retention_of
from casework.services.donors.reach_donors import reach_piece
from casework.services.donors.segments import end_segment, save_segment, segments
from casework.services.donors.tasks import finish_task, plan_task, tasks_due, tasks_of
from casework.services.people.hidden_names import hide_name
from tests.services.desks import Worker
from tests.services.donors.scene import BOOKS, DAY, NOW, a_donor, a_gift

THIS, LAST, BEFORE, LONG_AGO = date(2026, 3, 1), date(2025, 4, 2), date(2024, 5, 3), date(2021, 6, 4)
GAVE = {
    "steady": ((THIS, 5000), (LAST, 5000), (BEFORE, 5000)),
    "more": ((THIS, 9000), (LAST, 5000)),
    "less": ((THIS, 1000), (LAST, 5000)),
    "lybunt": ((LAST, 20_000), (BEFORE, 5000)),
    "sybunt": ((BEFORE, 30_000), (LONG_AGO, 5000)),
    "new": ((THIS, 700),),
    "back": ((THIS, 800), (LONG_AGO, 9000)),
}
CARER = Worker(("donor_manager",))


@pytest.fixture(scope="module")
def known(registers_app, settings):
    """A charity with a donor for each word above; opens sessions of who looks after them."""
    from tests.services.desks import Desks, an_office

    desks, office = Desks(registers_app, settings), an_office(registers_app, "charity")
    with freeze(NOW):
        with desks.at(office, purpose="bookkeeping", worker=BOOKS) as session:
            ids = {name: a_donor(session, name.title()) for name in GAVE}
            for name, gifts in GAVE.items():
                for day, minor in gifts:
                    a_gift(session, ids[name], minor, received_on=day)
            session.commit()
        yield lambda title="director": desks.at(office, title, purpose="donor_care"), ids


def test_sybunt_may_hold_who_gave_last_year_too(known):
    opened, ids = known
    with opened() as session:
        wide = ships(sybunt_includes_lybunt=True)
        assert named(find_donors(session, wide["sybunt"]), ids) == {"sybunt", "lybunt"}
        assert {code: rule for code, rule in wide.items() if code != "sybunt"} == {
            code: rule for code, rule in ships().items() if code != "sybunt"
        }


def named(page, ids):
    back = {key: name for name, key in ids.items()}
    return {back[one.id] for one in page.donors}


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("everybody", set(GAVE)),
        ("lybunt", {"lybunt"}),
        ("sybunt", {"sybunt"}),
        ("upgraded", {"more"}),
        ("downgraded", {"less"}),
        ("first_this_year", {"new"}),
        ("won_back", {"back"}),
        ("lapsed_13_24", {"lybunt"}),
        ("lapsed_25", {"sybunt"}),
    ],
)
def test_a_list_that_ships_means_whom_it_says_and_counts_as_many(known, code, means):
    opened, ids = known
    with opened() as session:
        assert named(find_donors(session, SHIPPED[code]), ids) == means
        assert count_donors(session, {code: SHIPPED[code]}) == {code: len(means)}


def test_rates_say_of_how_many(known):
    opened, _ids = known
    with opened() as session:
        rates = retention_of(session)
    assert (rates.again.part, rates.again.whole) == (3, 4)
    assert (rates.won_back.part, rates.won_back.whole) == (1, 2)
    assert rates.first_time.whole == 2 and rates.first_time.share == 1
    assert (rates.money.part, rates.money.whole) == (15_000, 35_000)


def test_pages_follow_each_other_without_gap_or_double(known):
    opened, ids = known
    with opened() as session:
        seen, after = [], None
        while True:
            page = find_donors(session, SHIPPED["everybody"], after=after, size=2)
            seen += [one.id for one in page.donors]
            if page.after is None:
                break
            after = page.after
    assert len(seen) == len(set(seen)) == len(ids)


@pytest.mark.parametrize(
    ("condition", "means"),
    [
        (If("lifetime", "at_least", 25_000), {"lybunt", "sybunt"}),
        (If("gifts", "is", 3), {"steady"}),
        (If("this_year", "more_than", "last_year"), {"more", "new", "back"}),
        (If("kind", "is", "organisation"), set()),
        (If("recency", "is", 1), {"sybunt"}),
        (If("regular", "is", True), set()),
        (
            If("days_since_first", "more_than", "days_since_last"),
            {"steady", "more", "less", "lybunt", "sybunt", "back"},
        ),
    ],
)
def test_a_condition_means_what_it_says(known, condition, means):
    opened, ids = known
    with opened() as session:
        assert named(find_donors(session, checked([condition])), ids) == means


def test_a_file_for_an_appeal_holds_no_way_they_said_no_to_and_nobody_who_is_named_to_few(known):
    opened, ids = known
    with opened() as session:
        record_choice(session, ids["more"], NewChoice("email", "appeal", False, DAY, "spoken", "Call"))
        hide_name(session, ids["less"])
        told, after = reach_piece(session, SHIPPED["everybody"], None)
        by_name = {one.name: one for one in told}
        assert after is None and len(told) == len(ids) - 1 and "Less" not in by_name
        assert by_name["More"].email is None and by_name["More"].address is not None
        assert by_name["Steady"].email is not None
        session.rollback()


def test_a_rule_is_kept_under_one_name_and_ended(known):
    opened, _ids = known
    with opened() as session:
        made = save_segment(session, "  Good   friends ", SHIPPED["best"])
        assert [(one.name, one.rule) for one in segments(session)] == [("Good friends", SHIPPED["best"])]
        with pytest.raises(InvalidInput):
            save_segment(session, "Good friends", SHIPPED["lybunt"])
        end_segment(session, made)
        assert segments(session) == ()
        session.rollback()


def test_a_plan_is_dated_steps_that_are_done_once(known):
    opened, ids = known
    with opened("donor_manager") as session:
        begin_care(session, ids["new"], "first_gift")
        with pytest.raises(Refused) as refused:
            begin_care(session, ids["new"], "first_gift")
        assert refused.value.code == "PLANNED"
        plan_task(session, ids["new"], "Bring the calendar", date(2026, 11, 21))
        assert [one.due_on.isoformat() for one in tasks_of(session, ids["new"])][:2] == [
            "2026-11-21",
            "2026-11-22",
        ]
        first = tasks_due(session)[0]
        assert (first.what, first.donor) == ("Bring the calendar", "New")
        finish_task(session, first.id)
        with pytest.raises(Refused):
            finish_task(session, first.id)
        with pytest.raises(InvalidInput):
            plan_task(session, ids["new"], " ", date(2026, 11, 21))
        session.rollback()
