"""The demo: four offices to look around in within seconds, the same however often loading is begun; and a ledger that
reaches back sixty days and holds each signal once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, func, select

from casework.base.clock import now
from casework.core import create_core
from casework.domain import fraud
from casework.domain.signals import KINDS
from casework.models import Case, FraudFlag, LedgerEntry, Person, Pledge, Posting, Signal, Vehicle
from casework.services.demo.few import FEW
from casework.services.demo.found import find_office
from casework.services.demo.load import begin_demo, load_step
from casework.services.installation.upgrade_database import upgrade_database
from casework.services.looks.find_signals import find_signals
from casework.settings import Settings
from casework.store.bind import release_store
from casework.store.session import ViewerSession
from tests.factories.tenants import CHEAP
from tests.rig import Cluster

SLUGS = ("northport", "eastvale", "riverbend", "lakeshore")


@pytest.fixture(scope="module")
def begun(cluster: Cluster) -> Iterator[Flask]:
    """An installation whose demo has been begun, with the tap of the ledger's samples open."""
    with cluster.copy("casework_demo_begun") as database:
        settings: Settings = cluster.settings(database)
        upgrade_database(database, settings.wall_key)
        with psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True) as owner:
            owner.execute("insert into guard.sample default values")
        app = create_core(settings)
        app.config["PASSWORD_COST"] = CHEAP
        with app.app_context():
            begin_demo()
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


def found(slug: str) -> Counter[str]:
    office = find_office(slug)
    with office.open(office.system("find_signals")) as session:
        return Counter(session.scalars(select(Signal.kind)).all())


def flagged(slug: str) -> Counter[str]:
    office = find_office(slug)
    with office.open(office.system("find_fraud")) as session:
        return Counter(session.scalars(select(FraudFlag.kind)).all())


def test_each_planted_signal_is_found_once_and_none_other_of_its_kind(begun):
    assert found("northport") == Counter(KINDS)
    assert flagged("northport") == Counter(fraud.KINDS)
    assert flagged("eastvale") == Counter()
    assert found("riverbend") == Counter(kind for kind in KINDS if kind != "fishing")
    begin_demo()
    office = find_office("northport")
    with office.open(office.system("find_signals")) as session:
        assert find_signals(session) == 0
        first = session.scalar(select(func.min(LedgerEntry.at)))
        session.commit()
    assert first is not None and first < now() - timedelta(days=50)
    assert found("northport") == Counter(KINDS)


def test_the_demo_begins_with_offices_people_and_cases_in_several_states(begun):
    first = {slug: counts(slug) for slug in SLUGS}
    assert all(12 <= found["Case"] <= 20 and found["Person"] >= 30 for found in first.values()), first
    assert all(len(found) > 5 for found in first.values()), first
    begin_demo()
    assert {slug: counts(slug) for slug in first} == first
    with rows_together() as most:
        load_step("lakeshore", 0)
    assert max(most) <= FEW
    assert counts("lakeshore")["Person"] > first["lakeshore"]["Person"]
