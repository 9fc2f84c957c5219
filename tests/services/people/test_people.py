"""The person register: who somebody is, found by what people have at hand, each part under its own right."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, NotFound, PurposeRequired, Refused, WallError
from casework.models import ContactPoint, LedgerEntry, PersonIdentifier
from casework.policy.why import DUTY, PURPOSE
from casework.services.people.contact_points import change_address, change_contact
from casework.services.people.edit_contacts import correct_contact, end_contact, prefer_contact
from casework.services.people.identifiers import add_identifier, holders_of_number
from casework.services.people.read_person import read_person
from casework.services.people.register_person import NewPerson, register_person
from casework.services.people.search_people import nearest_people, search_people
from tests.services.vehicles.scene import set_scene

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
NGOC = NewPerson(
    "Trần Thị  Bích Ngọc",
    language="vi",
    birth_date=date(1980, 2, 29),
    contacts=(("email", "Ngoc.Tran@Example.org"), ("phone", "(916) 555-0173")),
    addresses=("40 Heron Lane\nMarlow Bay",),
    identifiers=(("driver_licence", "D-1234 567"),),
)


@pytest.fixture
def ngoc(desks, agency):
    with freeze(NOW), desks.all_seeing(agency) as session:
        person = register_person(session, NGOC).id
        session.commit()
        return person


@pytest.mark.parametrize(
    "typed",
    ["Ngọc", "ngoc tran", "TRẦN bích", "tran th", "ngoc.tran@example.org", "+1 916 555 0173", "916-555-0173"],
)
def test_somebody_is_found_by_any_word_by_mail_or_by_phone(desks, agency, ngoc, typed):
    with desks.all_seeing(agency) as session:
        assert [found.id for found in search_people(session, typed).people] == [ngoc]


@pytest.mark.parametrize(
    "typed", ["", "  ", "%", "_", "anh", "ngoc nguyen", "other@example.org", "916 555 0174"]
)
def test_nobody_is_found_by_what_is_not_theirs(desks, agency, ngoc, typed):
    with desks.all_seeing(agency) as session:
        assert search_people(session, typed).people == ()


def test_a_search_by_name_without_the_right_to_names_is_refused_not_empty(desks, agency, ngoc):
    with desks.at(agency, "title_clerk", purpose="registry") as session:
        with pytest.raises(PurposeRequired):
            search_people(session, "ngoc")
        with pytest.raises(WallError):
            register_person(session, NewPerson("Somebody"))


def test_who_bears_just_this_name_comes_first_among_many(desks, agency):
    with desks.all_seeing(agency) as session:
        for name in [*(f"Teo A. Quill {chr(65 + n)}" for n in range(12)), "Teo Quill"]:
            register_person(session, NewPerson(name))
        session.commit()
        assert len(search_people(session, "teo quill", size=8).people) == 8
        found = [one.name for one in nearest_people(session, "teo  quill", 8)]
        session.commit()
    assert found[0] == "Teo Quill" and len(found) == 8


def test_a_long_list_pages_by_name_without_gap_or_repeat(desks, agency):
    with desks.all_seeing(agency) as session:
        names = [f"Ana {chr(65 + n)}" for n in range(26)] + ["Ana Ázul", "Ana Zoe"]
        for name in names:
            register_person(session, NewPerson(name))
        session.commit()
        first = search_people(session, "ana")
        second = search_people(session, "ana", after=first.after)
        told = [found.name for found in (*first.people, *second.people)]
        assert (len(first.people), second.after, sorted(told)) == (25, None, sorted(names))
        assert told.index("Ana Ázul") == told.index("Ana A") + 1
        for cursor in ("nonsense", "e30", "WzEsMl0"):
            with pytest.raises(InvalidInput):
                search_people(session, "ana", after=cursor)


def test_a_number_is_sealed_and_found_only_by_its_keyed_index(desks, agency, ngoc):
    with desks.all_seeing(agency) as session:
        row = session.scalars(select(PersonIdentifier)).one()
        assert b"1234567" not in row.value.box and holders_of_number(session, "d1234567") == {ngoc}
        other = register_person(session, NewPerson("Somebody Else")).id
        with pytest.raises(Refused) as refused:
            add_identifier(session, other, "driver_licence", "D1234567")
        assert refused.value.code == "ID_TAKEN"


def test_a_new_phone_closes_the_old_one_and_keeps_it(desks, agency, ngoc):
    with freeze(NOW), desks.all_seeing(agency) as session:
        (old,) = session.scalars(select(ContactPoint).where(ContactPoint.kind == "phone"))
        fresh = change_contact(session, old.id, "916 555 0199")
        assert fresh is not None and fresh.value_key == "+19165550199"
        assert (old.until, fresh.since, fresh.until) == (date(2026, 11, 20), date(2026, 11, 20), None)
        with pytest.raises(NotFound):
            change_contact(session, old.id, "916 555 0100")
        assert search_people(session, "916 555 0173").people == ()
        view = read_person(session, ngoc)
        assert [contact.until is None for contact in view.contacts if contact.kind == "phone"] == [
            True,
            False,
        ]
        (address,) = view.addresses
        moved = change_address(session, address.id, "1 New Street\r\n\r\n  Marlow   Bay ")
        assert moved is not None and moved.lines == "1 New Street\nMarlow Bay"


@pytest.mark.parametrize(
    "act", [end_contact, prefer_contact, lambda *whose: correct_contact(*whose, "916 555 0100")]
)
def test_what_has_ended_stays_as_it_is(desks, agency, ngoc, act):
    with freeze(NOW), desks.at(agency, "title_clerk", purpose="title_transfer") as session:
        (phone,) = session.scalars(select(ContactPoint.id).where(ContactPoint.kind == "phone"))
        end_contact(session, ngoc, phone)
        session.commit()
        before = session.execute(_CONTACTS).all()
        with pytest.raises(Refused) as refused:
            act(session, ngoc, phone)
        assert refused.value.code == "CONTACT_ENDED"
        session.commit()
        assert session.execute(_CONTACTS).all() == before


_CONTACTS = select(
    ContactPoint.id, ContactPoint.value, ContactPoint.since, ContactPoint.until, ContactPoint.preferred
).order_by(ContactPoint.id)


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewPerson("   "), "name"),
        (NewPerson("x" * 201), "name"),
        (NewPerson("Ana", kind="robot"), "name"),
        (NewPerson("Ana", birth_date=date(2030, 1, 1)), "birth_date"),
        (NewPerson("Ana", contacts=(("email", "no at sign"),)), "email"),
        (NewPerson("Ana", contacts=(("phone", "12"),)), "phone"),
        (NewPerson("Ana", contacts=(("pigeon", "x"),)), "phone"),
        (NewPerson("Ana", addresses=("\n \n",)), "address"),
        (NewPerson("Ana", identifiers=(("tax", "1"),)), "identifier"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(desks, agency, new, field):
    with freeze(NOW), desks.all_seeing(agency) as session, pytest.raises(InvalidInput) as refused:
        register_person(session, new)
    assert set(refused.value.errors) == {field}


def test_each_part_of_a_person_stands_under_its_own_right_and_class(desks, agency):
    scene = set_scene(desks, agency)
    with desks.at(agency, "title_examiner", purpose="title_transfer") as session:
        whole = read_person(session, scene.seller)
        session.commit()
    with desks.at(agency, "title_clerk", purpose="b3") as session:
        part = read_person(session, scene.seller)
        session.commit()
        entries = session.scalars(select(LedgerEntry).where(LedgerEntry.purpose == "b3")).all()
    with desks.at(agency, "title_clerk", purpose="registry") as session:
        bare = read_person(session, scene.seller)
    assert whole.withheld == {} and [line.vehicle for line in whole.vehicles] == ["2020 Honda Accord"]
    assert "gifts" not in whole.shown and "gifts" not in whole.withheld  # this kind of office has none
    assert part.name == "Ana Seller"
    assert {name: why.rule for name, why in part.withheld.items()} == {
        "birth": PURPOSE,
        "identifiers": PURPOSE,
    }
    assert part.withheld["birth"].ask == ("police_desk", "supervisor")
    assert bare.name is None and {"contacts", "addresses", "birth"} <= set(bare.withheld)
    assert {"person", "vehicle"} <= {entry.about for entry in entries}
    assert all("birth_date" not in entry.fields for entry in entries)
    assert all(
        entry.subjects == [scene.seller] for entry in entries if entry.about in ("person", "contact_point")
    )


def test_gifts_are_not_for_whom_they_are_no_work(desks, charity):
    with desks.all_seeing(charity) as session:
        person = register_person(session, NewPerson("Ana Donor")).id
        session.commit()
    with desks.at(charity, "volunteer_coordinator", purpose="gift_processing") as session:
        view = read_person(session, person)
    assert view.withheld["gifts"].rule == DUTY and "vehicles" not in view.withheld


def test_another_offices_person_is_not_there(desks, agency, other_agency, ngoc):
    with desks.all_seeing(other_agency) as session:
        assert search_people(session, "ngoc").people == ()
        assert holders_of_number(session, "D1234567") == set()
        with pytest.raises(NotFound):
            read_person(session, ngoc)
        register_person(session, NGOC)
        session.commit()
