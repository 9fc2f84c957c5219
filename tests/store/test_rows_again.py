"""Rows that are loaded again, expired or brought from elsewhere stay within what their viewer may see."""

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import make_transient_to_detached

from casework.base.errors import WallError, Withheld
from casework.models import Case, Person
from casework.store.disclosure import undo_and_tell
from casework.store.session import viewing
from tests.store.looking import owner_connection, unmade_tenant, viewer
from tests.store.test_viewer_session import app, open_case

__all__ = ["app"]
OURS = unmade_tenant()


@pytest.fixture
def known(app, settings):
    """The id of a person on record."""
    with viewing(viewer(settings, OURS)) as session:
        row = Person(name="CNRY-121-name", name_key="k", name_sort=b"k")
        session.add(row)
        session.commit()
        return row.id


@pytest.fixture
def person(settings, known):
    """A row read by somebody who may not see names, in their open session."""
    with viewing(viewer(settings, OURS, read={"matter"})) as session:
        yield session.get(Person, (OURS, known)), session
        undo_and_tell(session)


def test_what_is_withheld_of_an_expired_row_is_still_withheld(person):
    row, session = person
    session.expire(row)
    with pytest.raises(Withheld):
        _ = row.name
    assert row.kind == "person"
    with pytest.raises(Withheld):
        _ = row.name


def test_a_rollback_does_not_open_what_is_withheld(person):
    row, session = person
    session.rollback()
    with pytest.raises(Withheld):
        _ = row.name


def test_a_withheld_column_can_not_be_refreshed(person):
    row, session = person
    with pytest.raises(Withheld):
        session.refresh(row, ["kind", "name"])


def test_a_row_that_went_out_of_sight_is_not_refreshed(app, settings):
    unit = uuid.uuid4()
    with viewing(viewer(settings, OURS)) as session:
        case = open_case(session)
        case.unit_id = unit
        session.commit()
        wanted = case.id
    scoped = viewer(settings, OURS, row_rules=["own_units"], units=frozenset({unit}))
    with viewing(scoped) as session:
        case = session.scalars(select(Case).where(Case.id == wanted)).one()
        session.commit()
        with owner_connection(settings) as owner:
            owner.execute('update "case" set unit_id = null where id = %s', [wanted])
        with pytest.raises(InvalidRequestError, match="Could not refresh"):
            session.refresh(case)
        session.commit()


def test_rows_of_another_session_are_not_attached(settings, known):
    with viewing(viewer(settings, OURS)) as session:
        brought = session.get(Person, (OURS, known))
        session.commit()
    with viewing(viewer(settings, OURS)) as session:
        for attach in (session.add, lambda row: session.merge(row, load=False)):
            with pytest.raises(WallError, match="Read it here first"):
                attach(brought)
        made_up = Person(tenant_id=OURS, id=known)
        make_transient_to_detached(made_up)
        with pytest.raises(WallError, match="Read it here first"):
            session.add(made_up)
