"""The demo's ledger reaches back sixty days and holds each signal once: found, and nothing else of its kind."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from casework.base.clock import now
from casework.core import create_core
from casework.domain import fraud
from casework.domain.signals import KINDS
from casework.models import FraudFlag, LedgerEntry, Signal
from casework.services.demo.found import find_office
from casework.services.demo.load import begin_demo
from casework.services.installation.upgrade_database import upgrade_database
from casework.services.looks.find_signals import find_signals
from casework.settings import Settings
from casework.store.bind import release_store
from tests.factories.tenants import CHEAP


@pytest.fixture
def app(cluster, fresh_database) -> Iterator[Flask]:
    settings: Settings = cluster.settings(fresh_database)
    upgrade_database(fresh_database, settings.wall_key)
    with psycopg.connect(fresh_database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("insert into guard.sample default values")
    app = create_core(settings)
    app.config["PASSWORD_COST"] = CHEAP
    with app.app_context():
        yield app
    release_store(app)


def found(slug: str) -> Counter[str]:
    office = find_office(slug)
    with office.open(office.system("find_signals")) as session:
        return Counter(session.scalars(select(Signal.kind)).all())


def flagged(slug: str) -> Counter[str]:
    office = find_office(slug)
    with office.open(office.system("find_fraud")) as session:
        return Counter(session.scalars(select(FraudFlag.kind)).all())


def test_each_planted_signal_is_found_once_and_none_other_of_its_kind(app):
    begin_demo()
    assert found("northport") == Counter(KINDS)
    # A low price is seen when a clerk enters the worth, which no case of the first day has come to.
    assert flagged("northport") == Counter(kind for kind in fraud.KINDS if kind != fraud.LOW_PRICE)
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
