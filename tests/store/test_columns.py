"""Lists by columns: only what is open is selected, what is not raises when it is used, and it is on the ledger."""

import uuid

import pytest
from sqlalchemy import event, select

from casework.base.errors import Withheld
from casework.base.values import Value
from casework.models import LedgerEntry, Person
from casework.store.columns import columns_of
from casework.store.registers import db
from casework.store.session import viewing
from tests.factories.tenants import make_tenant
from tests.store.looking import viewer


class Row(Value):
    """Somebody in a list."""

    id: uuid.UUID
    kind: str
    name: str


@pytest.fixture(scope="module")
def office(database):
    return make_tenant(database, "Columns")


@pytest.fixture
def people(app, settings, database, office):
    """One person in each of two offices."""
    for tenant, name in ((office, "Ana Ruiz"), (make_tenant(database, "Beside"), "CNRY-neighbour")):
        with app.app_context(), viewing(viewer(settings, tenant.id)) as session:
            session.add(Person(kind="person", name=name, name_key=name, name_sort=b"a", language="en"))
            session.commit()


@pytest.fixture
def statements(app):
    """The SQL that was sent."""
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(*told):
        sent.append(told[2])

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_rows_are_of_the_own_office_and_enter_the_ledger(app, settings, office, people):
    with app.app_context(), viewing(viewer(settings, office.id)) as session:
        found = columns_of(session, Person, Row)
        rows = found.rows(session.execute(found.select))
        assert {type(row) for row in rows} == {Row} and "Ana Ruiz" in {row.name for row in rows}
        assert "CNRY-neighbour" not in {row.name for row in rows}
        session.commit()
        entry = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(1)).one()
        assert (entry.act, entry.about, entry.fields) == ("disclosed", "person", ["name"])
        assert {row.id for row in rows} <= set(entry.subjects)


def test_what_is_withheld_is_not_selected_and_raises_when_it_is_used(
    app, settings, office, people, statements
):
    with app.app_context(), viewing(viewer(settings, office.id, read=())) as session:
        found = columns_of(session, Person, Row)
        row = found.rows(session.execute(found.select))[0]
    assert "person.kind" in statements[-1] and "name" not in statements[-1]
    assert row.kind == "person" and "withheld" in repr(row.name)
    uses = (str, bool, len, list, hash, "{}".format, lambda v: v == "Ana Ruiz", lambda v: v.upper())
    for use in uses:
        with pytest.raises(Withheld):
            use(row.name)


def test_columns_added_to_a_list_stand_behind_its_own(app, settings, office, people):
    with app.app_context(), viewing(viewer(settings, office.id, read=())) as session:
        found = columns_of(session, Person, Row)
        read = session.execute(found.select.add_columns(Person.language)).all()
        assert read[0].language == "en" and found.row(read[0]).kind == "person"
