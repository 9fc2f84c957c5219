"""The demo: four offices to look around in within seconds, the same however often loading is begun."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from casework.core import create_core
from casework.models import Case, Person, Pledge, Posting, Vehicle
from casework.services.demo.few import FEW
from casework.services.demo.found import find_office
from casework.services.demo.load import begin_demo, load_step
from casework.services.installation.upgrade_database import upgrade_database
from casework.settings import Settings
from casework.store.bind import release_store
from casework.store.session import ViewerSession
from tests.factories.tenants import CHEAP


@pytest.fixture
def app(cluster, fresh_database):
    settings: Settings = cluster.settings(fresh_database)
    upgrade_database(fresh_database, settings.wall_key)
    app = create_core(settings)
    app.config["PASSWORD_COST"] = CHEAP
    with app.app_context():
        yield app
    release_store(app)


def counts(slug: str) -> dict[str, int]:
    office = find_office(slug)
    with office.open(office.system("load_demo")) as session:
        return {
            model.__name__: session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Person, Vehicle, Case, Pledge, Posting)
        } | dict(session.execute(select(Case.state, func.count()).group_by(Case.state)).all())


@contextmanager
def rows_together() -> Iterator[list[int]]:
    """How many people and cases each transaction adds: its locks are held that long."""
    added: list[int] = []

    def note(session, _context):
        added[-1:] = [added[-1] + sum(isinstance(row, Person | Case) for row in session.new)]

    def begin(*_):
        added.append(0)

    event.listen(ViewerSession, "after_begin", begin)
    event.listen(ViewerSession, "after_flush", note)
    yield added
    event.remove(ViewerSession, "after_begin", begin)
    event.remove(ViewerSession, "after_flush", note)


def test_the_demo_begins_with_offices_people_and_cases_in_several_states(app):
    begin_demo()
    first = {slug: counts(slug) for slug in ("northport", "eastvale", "riverbend", "lakeshore")}
    assert all(12 <= found["Case"] <= 20 and found["Person"] >= 30 for found in first.values()), first
    assert all(len(found) > 5 for found in first.values()), first
    begin_demo()
    assert {slug: counts(slug) for slug in first} == first
    with rows_together() as most:
        load_step("lakeshore", 0)
    assert max(most) <= FEW
    assert counts("lakeshore")["Person"] > first["lakeshore"]["Person"]
