"""The demo: four offices to look around in within seconds, the same however often loading is begun; and a ledger that
reaches back sixty days and holds each signal once."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, func, select

from casework.app import create_app
from casework.base.clock import now, today
from casework.domain import fraud
from casework.domain.signals import KINDS
from casework.models import (
    Case,
    FraudFlag,
    Hold,
    IntakeItem,
    LedgerEntry,
    Person,
    Pledge,
    Posting,
    Signal,
    Vehicle,
    Withholding,
)
from casework.packs import catalog
from casework.services.deadlines.time_rules import time_rules
from casework.services.demo.cars import car
from casework.services.demo.cases import play
from casework.services.demo.few import FEW
from casework.services.demo.found import find_office
from casework.services.demo.load import begin_demo, load_step, stage_of
from casework.services.demo.offices import OFFICES, PASSWORD
from casework.services.demo.stories import Story
from casework.services.installation.upgrade_database import upgrade_database
from casework.services.looks.find_signals import find_signals
from casework.settings import Settings
from casework.store.bind import release_store
from casework.store.registers import db
from casework.store.session import ViewerSession
from tests.factories.browser import BASE
from tests.factories.tenants import CHEAP, TIMEZONE
from tests.rig import Cluster

MOST = 15
"""Statements of a page at the desk."""

SLUGS = ("northport", "eastvale", "riverbend", "lakeshore")


@pytest.fixture(scope="module")
def begun(cluster: Cluster) -> Iterator[Flask]:
    """An installation whose demo has been begun, with the tap of the ledger's samples open."""
    with cluster.copy("casework_demo_begun") as database:
        settings: Settings = cluster.settings(database)
        upgrade_database(database, settings.wall_key)
        with psycopg.connect(database.owner.replace("+psycopg", ""), autocommit=True) as owner:
            owner.execute("insert into guard.sample default values")
        app = create_app(settings)
        app.config.update(PASSWORD_COST=CHEAP, TESTING=True)
        with app.app_context():
            begin_demo()
            yield app
        release_store(app)


@pytest.fixture(scope="module")
def pages(begun: Flask) -> Iterator[Flask]:
    """An application on the same database, in whose context nobody is yet."""
    app = create_app(begun.extensions["casework.settings"])
    app.config.update(TESTING=True)
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


@pytest.mark.parametrize("slug", SLUGS)
def test_mails_in_three_languages_a_fax_and_a_letter_wait_at_every_office(begun: Flask, slug: str) -> None:
    office = find_office(slug)
    with office.open(office.system("load_demo")) as session:
        rows = session.execute(select(IntakeItem.status, IntakeItem.channel, IntakeItem.why)).all()
    waiting = Counter(channel for status, channel, _ in rows if status == "waiting")
    assert (waiting["fax"], waiting["letter"], waiting["email"] >= 3) == (1, 1, True), rows


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


def test_a_vehicle_that_may_not_change_hands_is_in_no_story_and_a_refused_application_stops_nothing(begun):
    office = find_office("eastvale")
    with office.open(office.system("load_demo")) as session:
        chosen = car(session, 3)
        held = session.scalars(select(Vehicle.id).where(Vehicle.vin == chosen.vin)).one()
        with session.begin_nested() as meanwhile:
            session.add(Hold(vehicle_id=held, code="FEES_DUE", placed_by="City court", reason="Open matter"))
            session.flush()
            assert chosen.vin not in {car(session, number).vin for number in range(40)}
            meanwhile.rollback()
        session.commit()
    demo = next(demo for demo in OFFICES if demo.slug == "eastvale")
    story = Story("vehicle_transfer", "en", "web", today(TIMEZONE), {"vin": "no such vehicle"}, ())
    before = counts("eastvale")
    play(stage_of(office, demo), story, uuid4(), Random(1))
    assert counts("eastvale") == before


@pytest.mark.parametrize(
    ("slug", "title"),
    [("northport", "senior_examiner"), ("riverbend", "donor_manager"), ("lakeshore", "request_officer")],
)
def test_a_case_of_the_demo_in_each_of_its_states_opens_with_few_statements(pages, slug, title):
    office = next(one for one in OFFICES if one.slug == slug)
    here = find_office(slug)
    with here.open(here.system("load_demo")) as session:
        chosen = select(Case.number, Case.state, Case.workflow).where(Case.sealed.is_(False))
        cases = {(row.workflow, row.state): row.number for row in session.execute(chosen)}
    client = pages.test_client()
    home = f"/t/{slug}"
    token = re.search(r'csrf_token" value="([^"]+)"', client.get(f"{home}/sign-in", base_url=BASE).text)
    staff = next(one for one in office.staff if title in one.titles)
    sent = {"csrf_token": token[1], "email": office.email(staff), "password": PASSWORD}
    assert client.post(f"{home}/sign-in", data=sent, base_url=BASE).status_code == 303
    asked: dict[str, int] = {}
    for (workflow, state), number in cases.items():
        moves = [f"moves/{move.name}" for move in catalog().workflow(workflow).moves_from(state)]
        for part in ("", "print", "fees", *moves):
            with statements(pages) as seen:
                answer = client.get(f"{home}/desk/cases/{number}/{part}", base_url=BASE)
            if answer.status_code == 200:  # else a matter of others, or a move that only the applicant makes
                asked[f"{workflow} {state} {part}"] = len(seen)
            assert answer.status_code in (200, 403, 404), (number, part)
    assert len(asked) > 10
    assert not {page: count for page, count in asked.items() if count > MOST}


def test_the_city_has_days_from_a_list_a_rule_of_its_own_and_areas_that_are_withheld(begun):
    office = find_office("lakeshore")
    with office.open(office.system("load_demo")) as session:
        rules, day = time_rules(session), today(TIMEZONE)
        assert rules.calendar.number == 2
        swapped = [
            day for day in coming(day) if day.weekday() == 5 and rules.calendar.calendar.is_working(day)
        ]
        assert len(swapped) == 1
        own = rules.laws["us_ca"].exemptions["mc12_4"]
        assert own.source == "Municipal Code 12.4" and own.holds_on(day)
        made = session.scalars(select(Withholding.area).where(Withholding.area.is_not(None))).all()
        assert len(made) == 2


def coming(day: date) -> list[date]:
    """The sixty days after a day."""
    return [day + timedelta(days=ahead) for ahead in range(1, 60)]


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements to the registers sent meanwhile, but for the one that says who looks."""
    seen: list[str] = []

    def note(conn, cursor, statement, *rest):
        if "set_config('app.viewer'" not in statement:
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
