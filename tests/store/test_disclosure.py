"""What a session loads is on the ledger before anybody sees it, without anybody having to think of it."""

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select, union_all
from sqlalchemy.orm import aliased, load_only

from casework.base.errors import WallError
from casework.models import Case, ContactPoint, Fact, LedgerEntry, PackVersion, Person, PersonIdentifier
from casework.settings import Settings
from casework.store.disclosure import telling
from casework.store.key_ladder import of_case, of_person
from casework.store.registers import Base, db
from casework.store.sealed import Place, seal
from casework.store.session import viewing
from tests.store.looking import plain_app, unmade_tenant, viewer

OURS, THEIRS = unmade_tenant(), unmade_tenant()
NAME = "CNRY-disclosed-name"


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    app = plain_app(settings)
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture(scope="module")
def people(app: Flask, settings: Settings) -> list[uuid.UUID]:
    """Two persons here, one next door."""
    made = []
    for tenant, name in ((OURS, NAME), (OURS, "Other"), (THEIRS, "Theirs")):
        with viewing(viewer(settings, tenant)) as session:
            person = Person(name=name, name_key=name.lower(), name_sort=name.encode())
            session.add(person)
            session.commit()
            made.append(person.id)
    return made[:2]


@pytest.fixture
def look(app, settings, people):
    """Read something and commit; the entries that this made, by table."""

    def looked(reading, **more):
        eyes = viewer(settings, OURS, **more)
        with viewing(eyes) as session:
            reading(session)
            session.commit()
        with viewing(viewer(settings, OURS)) as session:
            rows = session.scalars(select(LedgerEntry).where(LedgerEntry.actor_id == eyes.actor)).all()
            return {row.about: row for row in rows}

    return looked


READINGS = {
    "entities": lambda session: session.scalars(select(Person)).all(),
    "columns": lambda session: session.execute(select(Person.id, Person.name)).all(),
    "an expression": lambda session: session.execute(select(Person.id, func.lower(Person.name))).all(),
    "an alias": lambda session: session.execute(select((p := aliased(Person)).id, p.name)).all(),
    "a subquery": lambda session: session.execute(
        select(*(inner := select(Person.id, Person.name).subquery()).c).where(inner.c.name != "")
    ).all(),
    "one column of entities": lambda session: session.scalars(
        select(Person).options(load_only(Person.name))
    ).all(),
}


@pytest.mark.parametrize("way", READINGS)
def test_one_packed_entry_tells_the_table_the_fields_and_everybody_seen(look, people, way):
    entry = look(READINGS[way])["person"]
    assert (entry.act, entry.case_id, entry.actor_kind) == ("disclosed", None, "member")
    assert entry.fields == ["name"] and set(entry.subjects) == set(people)


def test_columns_that_are_loaded_later_are_told_too(look):
    def read(session):
        person = session.scalars(select(Person).options(load_only(Person.kind))).first()
        assert not session.seen.subjects
        session.refresh(person, ["name"])

    assert look(read)["person"].fields == ["name"]


@pytest.mark.parametrize(
    "nobody",
    [
        lambda session: session.scalar(select(func.count(Person.name))),
        lambda session: session.execute(select(Person.id, Person.kind)).all(),
        lambda session: session.scalars(select(Person.id).where(Person.name == NAME)).all(),
        lambda session: session.scalars(select(Person).options(load_only(Person.kind))).all(),
        lambda session: session.execute(
            select(select(Person.name).where(Person.name == NAME).exists())
        ).all(),
    ],
)
def test_counts_and_open_columns_disclose_nobody(look, nobody):
    assert look(nobody) == {}


def test_what_is_withheld_is_not_told(look):
    assert look(lambda session: session.scalars(select(Person)).all(), read={"matter"}) == {}


def test_rows_of_columns_without_the_primary_key_are_refused(app, settings, people):
    other = aliased(Person)
    with viewing(viewer(settings, OURS)) as session:
        for nameless in (
            select(Person.name),
            select(other.id, Person.name),
            select(func.min(Person.name)),
            select(select(Person.name).limit(1).scalar_subquery()),
            select(Person.__table__.c.name),
        ):
            with pytest.raises(WallError, match="primary key"):
                session.execute(nameless)
        with pytest.raises(WallError, match="union"):
            session.execute(union_all(select(Person.id, Person.name), select(Person.id, Person.name)))


def test_leaving_with_something_read_and_not_entered_is_refused(app, settings, people):
    with pytest.raises(WallError, match="person"), viewing(viewer(settings, OURS)) as session:
        session.scalars(select(Person)).all()
    with pytest.raises(WallError, match="person"), viewing(viewer(settings, OURS)) as session:
        session.scalars(select(Person)).all()
        session.rollback()
    with pytest.raises(ZeroDivisionError), viewing(viewer(settings, OURS)) as session:
        session.scalars(select(Person)).all()
        _ = 1 / 0


def test_a_commit_that_fails_leaves_it_to_be_entered(app, settings, people):
    with viewing(viewer(settings, OURS)) as session:
        session.scalars(select(Person)).all()
        session.add(Person(id=people[0], name="twice", name_key="t", name_sort=b"t"))
        with pytest.raises(Exception, match="person_pk"):
            session.commit()
        session.rollback()
        assert set(session.seen.subjects["person"]) == set(people)
        session.commit()
        assert not session.seen.subjects


def test_a_row_made_here_is_no_disclosure_even_when_it_is_read_again(look):
    def write(session):
        person = Person(name="New", name_key="new", name_sort=b"new")
        session.add(person)
        session.flush()
        session.refresh(person)
        session.execute(select(Person.id, Person.name).where(Person.id == person.id)).all()

    assert look(write) == {}


def test_answers_are_told_by_their_fields_and_ways_to_reach_somebody_under_the_person(look, people):
    made = {}

    def write(session):
        pack = PackVersion(name="w", version=1, digest=uuid.uuid4().hex, document={})
        session.add(pack)
        session.flush()
        case = Case(number=uuid.uuid4().hex, workflow="w", pack_id=pack.id, state="new", purpose="p")
        case.headline, case.channel, case.language = "h", "web", "en"
        session.add(case)
        session.flush()
        told = {"case_id": case.id, "keep": "P1Y"}
        session.add(Fact(field="full_name", label="contact", value="Ana", **told))
        session.add(Fact(field="colour", label="open", value="red", **told))
        number = Fact(id=uuid.uuid4(), field="id_number", label="sealed", **told)
        number.sealed = seal(session, Place("fact.sealed", number.id), '"1"', holder=of_case(case.id))
        session.add(number)
        session.add(
            ContactPoint(person_id=people[0], kind="phone", value="1", value_key="1", since="2026-01-01")
        )
        identifier = PersonIdentifier(id=uuid.uuid4(), person_id=people[0], kind="ssn", value_bidx=7)
        identifier.value = seal(
            session, Place("person_identifier.value", identifier.id), "123", holder=of_person(people[0])
        )
        session.add(identifier)
        made["case"] = case.id

    assert look(write) == {}

    def read(session):
        session.info["case"] = made["case"]
        session.scalars(select(Case).where(Case.id == made["case"])).all()
        session.scalars(select(Fact)).all()
        session.scalars(select(ContactPoint)).all()
        session.scalars(select(PersonIdentifier)).all()

    told = look(read)
    assert {about: (entry.fields, entry.subjects) for about, entry in told.items()} == {
        "case": (["headline"], [made["case"]]),
        "fact": (["colour", "full_name"], [made["case"]]),
        "contact_point": (["value"], [people[0]]),
    }
    assert {entry.case_id for entry in told.values()} == {made["case"]}


def test_every_register_with_personal_columns_has_an_id_to_be_named_by():
    for mapper in Base.registry.mappers:
        how = telling(mapper.class_)
        assert {prop.key for prop in mapper.column_attrs} == set(mapper.local_table.c.keys())
        if how.names:
            assert "id" in mapper.local_table.c and set(how.whose) <= set(mapper.local_table.c.keys())
