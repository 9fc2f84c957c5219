"""Each refusal of an appeal by its code: who was asked stays as it was, and nothing more is printed."""

import pytest

from casework.base.clock import freeze
from casework.services.appeals.ask_donors import start_asking, stop_asking
from casework.services.appeals.make_appeal import NewAppeal, change_appeal
from casework.services.appeals.print_letters import start_printing
from tests.services.appeals.test_appeals import CARER, WORDS, a_campaign, an_appeal, ask, donors
from tests.services.donors.refusals import balanced, refused
from tests.services.donors.scene import NOW


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture
def care(desks, charity):
    return lambda: desks.at(charity, purpose="donor_care", worker=CARER)


def test_an_appeal_asks_once_and_stops_only_while_it_asks(desks, charity, books, care):
    donors(books, 2)
    with care() as session:
        campaign = a_campaign(session)
        appeal = an_appeal(session, campaign)
        with refused(session, "NOT_ASKING"):
            stop_asking(session, appeal)
        start_asking(session, appeal)
        session.commit()
    ask(desks, charity, appeal)
    with care() as session:
        with refused(session, "ASKED"):
            start_asking(session, appeal)
        with refused(session, "ASKED"):
            change_appeal(session, appeal, NewAppeal(campaign, "LATER", "Later", "email", words=WORDS))
        poster = an_appeal(session, campaign, "POSTER", "open", segment=None, rule=None)
        with refused(session, "NOBODY"):
            start_asking(session, poster)
        session.commit()
    with books() as session:
        assert balanced(session)


def test_letters_are_printed_once_there_are_any_and_by_one_run_at_a_time(desks, charity, books, care):
    donors(books, 2)
    with care() as session:
        campaign = a_campaign(session)
        by_mail, by_post = an_appeal(session, campaign), an_appeal(session, campaign, "POST-1", "post")
        for appeal in (by_mail, by_post):
            with refused(session, "NO_LETTERS"):
                start_printing(session, appeal)
        start_asking(session, by_post)
        session.commit()
    ask(desks, charity, by_post)
    with care() as session:
        start_printing(session, by_post)
        with refused(session, "LETTERS_UNDER_WAY"):
            start_printing(session, by_post)
