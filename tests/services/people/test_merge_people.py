"""Two records of one donor: read as one, and parted again at any time, also after new gifts."""

import pytest

from casework.base.clock import freeze
from casework.base.errors import NotAllowed, NotFound, Refused
from casework.domain.donor_rules import SHIPPED
from casework.services.donors.contact_choices import NewChoice, choices_of, record_choice, wants_no
from casework.services.donors.find_donors import find_donors
from casework.services.donors.list_gifts import GiftFilter, list_gifts
from casework.services.donors.read_donor import read_donor
from casework.services.people.hidden_names import hide_name
from casework.services.people.merge_people import merge_people, merges_of, part_people
from casework.services.people.register_person import NewPerson, register_person
from casework.services.people.search_people import search_people
from tests.services.donors.scene import DAY, NOW, a_donor, a_gift


@pytest.fixture
def scene(desks, charity, books):
    """Two records with a gift each; opens sessions of who looks after donors."""
    with freeze(NOW):
        with books() as session:
            kept = a_donor(session, "Ottoline Ashgrove", "en")
            gone = a_donor(session, "O. Ashgrove-Penn", "es")
            a_gift(session, kept, 5000)
            a_gift(session, gone, 700)
            session.commit()
        yield lambda: desks.at(charity, "donor_manager", purpose="donor_care"), kept, gone


def given(session, donor):
    return sum(sums.lifetime.minor for sums in read_donor(session, donor).totals)


def test_both_are_read_as_one_with_the_fields_that_were_chosen(scene):
    opened, kept, gone = scene
    with opened() as session:
        record_choice(session, gone, NewChoice("email", "appeal", False, DAY, "spoken", "Call"))
        merge_people(session, kept, gone, take=["name"])
        view = read_donor(session, kept)
        assert (view.name, view.language, given(session, kept)) == ("O. Ashgrove-Penn", "en", 5700)
        assert read_donor(session, gone).merged_into == kept
        assert len(list_gifts(session, GiftFilter(donor_id=kept)).gifts) == 2
        assert len(choices_of(session, kept)) == 1
        assert wants_no(session, kept, "email", "appeal") and wants_no(session, gone, "email", "appeal")
        listed = find_donors(session, SHIPPED["everybody"]).donors
        assert [(one.id, one.lifetime.minor) for one in listed] == [(kept, 5700)]
        assert {one.id for one in search_people(session, "penn").people} == {kept}


def test_parted_after_a_new_gift_each_has_its_own_again(scene, books):
    opened, kept, gone = scene
    with opened() as session:
        merge = merge_people(session, kept, gone, take=["name", "language"])
        session.commit()
    with books() as session:
        a_gift(session, kept, 900)
        session.commit()
    with opened() as session:
        assert given(session, kept) == 6600
        part_people(session, merge)
        assert (given(session, kept), given(session, gone)) == (5900, 700)
        view = read_donor(session, kept)
        assert (view.name, view.language) == ("Ottoline Ashgrove", "en")
        assert merges_of(session, kept) == ()
        with pytest.raises(Refused):
            part_people(session, merge)


def test_what_was_changed_since_the_merge_stays(scene):
    opened, kept, gone = scene
    with opened() as session:
        merge = merge_people(session, kept, gone, take=["language"])
        from casework.models import Person

        session.get(Person, (session.viewer.tenant, kept)).language = "vi"
        part_people(session, merge)
        assert read_donor(session, kept).language == "vi"


def test_records_behind_one_that_goes_follow_it_and_come_back(scene, books):
    opened, kept, gone = scene
    with books() as session:
        third = a_donor(session, "Third Ashgrove")
        a_gift(session, third, 11)
        session.commit()
    with opened() as session:
        merge_people(session, gone, third)
        merge = merge_people(session, kept, gone)
        assert given(session, kept) == 5711
        part_people(session, merge)
        assert (given(session, kept), given(session, gone)) == (5000, 711)


def test_what_cannot_be_one_is_refused(scene, books, desks, other_charity):
    opened, kept, gone = scene
    with books() as session, pytest.raises(NotAllowed):
        merge_people(session, kept, gone)
    with desks.at(other_charity, "donor_manager", purpose="donor_care") as session, pytest.raises(NotFound):
        merge_people(session, kept, gone)
    with opened() as session:
        hide_name(session, gone)
        with pytest.raises(Refused) as refused:
            merge_people(session, kept, gone)
        assert refused.value.code == "HIDDEN_NAME"
        session.rollback()
        merge_people(session, kept, gone)
        with pytest.raises(Refused) as refused:
            merge_people(session, kept, gone)
        assert refused.value.code == "MERGED"
        with pytest.raises(Refused) as refused:
            hide_name(session, kept)
        assert refused.value.code == "MERGED"


def test_a_person_and_an_organization_are_never_one(scene, books):
    opened, kept, _gone = scene
    with books() as session:
        firm = register_person(session, NewPerson("Ashgrove and Daughters", kind="organisation")).id
        session.commit()
    with opened() as session:
        for pair in ((kept, firm), (firm, kept)):
            with pytest.raises(Refused) as refused:
                merge_people(session, *pair)
            assert refused.value.code == "OTHER_KIND"
        session.commit()
        assert merges_of(session, kept) == () == merges_of(session, firm)
        assert read_donor(session, firm).merged_into is None
