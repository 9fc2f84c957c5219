"""Donors who want to be known to few: their name is nowhere but where a duty opens it, and on their receipt."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from casework.base.clock import freeze
from casework.base.errors import NotAllowed, Refused, Withheld
from casework.models import ContactPoint, HiddenName, LedgerEntry, Letter, Person, PersonWord, PostalAddress
from casework.services.donors.contact_choices import NewChoice, record_choice, write_to_donor
from casework.services.donors.households import household_of, join_household
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.donors.read_donor import read_donor
from casework.services.donors.receipt_row import name_and_address
from casework.services.people.hidden_names import (
    address_on_receipt,
    hide_name,
    show_name,
)
from casework.services.people.search_people import search_people
from tests.services.desks import Worker
from tests.services.donors.scene import BOOKS, DAY, NOW, a_donor, a_gift

NAME = "CNRYVEIL Ottoline Ashgrove"
CARER = Worker(("donor_manager",))


@pytest.fixture
def care(desks, charity):
    return lambda: desks.at(charity, purpose="donor_care", worker=CARER)


@pytest.fixture
def hidden(books, care):
    """A donor with a gift and a spouse, whose name is kept to few."""
    with freeze(NOW):
        with books() as session:
            donor, spouse = a_donor(session, NAME), a_donor(session, "Percival Ashgrove")
            a_gift(session, donor)
            join_household(session, donor, spouse, name="CNRYVEIL and Percival")
            session.commit()
        with care() as session:
            hide_name(session, donor)
            session.commit()
        yield donor


def test_who_lacks_the_duty_finds_the_gift_and_never_the_name(books, hidden):
    with books() as session:
        told = [
            read_donor(session, hidden),
            list_gifts(session, GiftFilter(donor_id=hidden)),
            household_of(session, hidden),
            search_people(session, "cnryveil"),
            session.execute(select(Person.id, Person.name, Person.name_key)).all(),
            session.execute(select(PersonWord.id, PersonWord.person_id, PersonWord.token)).all(),
        ]
        assert "CNRYVEIL" not in repr(told) and "cnryveil" not in repr(told)
        assert read_donor(session, hidden).name.startswith("Anonymous donor ")
        assert len(list_gifts(session, GiftFilter(donor_id=hidden)).gifts) == 1
        for register in (ContactPoint, PostalAddress):
            chosen = select(register.id, register.person_id).where(register.person_id == hidden)
            assert session.execute(chosen).all() == []
        assert session.execute(select(HiddenName.id, HiddenName.person_id)).all() == []


def test_who_has_the_duty_reads_and_finds_them_under_their_name(care, hidden):
    with care() as session:
        assert read_donor(session, hidden).name == NAME
        assert list_gifts(session, GiftFilter(donor_id=hidden)).gifts[0].donor == NAME
        assert household_of(session, hidden).name == "CNRYVEIL and Percival"
        assert [one.name for one in search_people(session, "cnryveil").people] == [NAME]


def test_the_receipt_names_them_whoever_issues_it(books, hidden):
    with books() as session:
        assert name_and_address(session, hidden)[0] == NAME
        assert address_on_receipt(session, hidden) == "40 Heron Lane\nRiverbend"


def test_the_receipts_name_is_for_nobody_who_keeps_no_books(desks, charity, hidden):
    with (
        desks.at(charity, purpose="triage", worker=BOOKS) as session,
        pytest.raises(DBAPIError, match="receipts"),
    ):
        name_and_address(session, hidden)


def test_what_comes_later_hides_with_them_and_everything_comes_back(books, care, hidden):
    with care() as session:
        show_name(session, hidden)
        session.commit()
    with books() as session:
        assert read_donor(session, hidden).name == NAME
        assert household_of(session, hidden).name == "CNRYVEIL and Percival"
        assert len(search_people(session, "cnryveil").people) == 1


@pytest.mark.parametrize(("act", "code"), [(hide_name, "HIDDEN_ALREADY"), (show_name, "NOT_HIDDEN")])
def test_a_name_is_hidden_once_and_shown_once(books, care, hidden, act, code):
    if act is show_name:
        with care() as session:
            show_name(session, hidden)
            session.commit()
    told = select(func.count()).where(LedgerEntry.act.in_(("person.name_hidden", "person.name_shown")))
    with care() as session:
        before = read_donor(session, hidden).name, session.scalar(told)
        with pytest.raises(Refused) as refused:
            act(session, hidden)
        assert refused.value.code == code
        session.commit()
        assert (read_donor(session, hidden).name, session.scalar(told)) == before


def test_without_the_duty_nobody_hides_or_shows_a_name(books, hidden):
    with books() as session, pytest.raises(NotAllowed):
        show_name(session, hidden)


def test_the_database_itself_refuses_both(books, hidden):
    with books() as session, pytest.raises(DBAPIError, match="only who reads hidden names"):
        session.scalar(select(func.name_again(hidden)))
    with books() as session, pytest.raises((DBAPIError, Withheld)):
        session.get(Person, (session.viewer.tenant, hidden)).anonymous = False
        session.flush()


def choose(session, donor, channel, topic, allowed):
    record_choice(session, donor, NewChoice(channel, topic, allowed, DAY, "spoken", "Call of that day"))


def test_what_they_said_no_to_is_not_queued_by_anybody(books):
    with freeze(NOW), books() as session:
        donor = a_donor(session)
        choose(session, donor, "email", "appeal", False)
        told = {"template": "appeal", "language": "en"}
        with pytest.raises(Refused) as refused:
            write_to_donor(session, donor, "appeal", topic="appeal", language="en", address="x@example.org")
        assert refused.value.code == "NOT_WANTED"
        session.add(Letter(person_id=donor, topic="newsletter", **told))
        session.flush()
        session.add(Letter(person_id=donor, topic="appeal", **told))
        with pytest.raises(IntegrityError, match="do not want"):
            session.flush()


def test_a_later_word_counts_and_do_not_contact_stops_receipts_too(books):
    with freeze(NOW), books() as session:
        donor = a_donor(session)
        choose(session, donor, "any", "any", False)
        for topic in ("receipt", "appeal"):
            with pytest.raises(Refused):
                write_to_donor(session, donor, topic, topic=topic, language="en", address="x@example.org")
        choose(session, donor, "email", "receipt", True)
        write_to_donor(session, donor, "receipt", topic="receipt", language="en", address="x@example.org")
