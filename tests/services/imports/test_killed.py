"""Who is killed in an import has written whole batches or nothing, and another goes on without doubling."""

import os
import signal
import time
from contextlib import suppress

from sqlalchemy import func, select

from casework.models import ImportMade, ImportRun, Person, Vehicle
from casework.services.imports.drive_import import stop_import
from casework.services.imports.find_import import find_import
from casework.services.imports.work_import import MORE, MOVED, OVER, work_batch, working
from casework.store.registers import db
from tests.services.imports.files import PURPOSE, TITLE, begin, check, counts, start, vehicles, work

ROWS, SIZE = 400, 20


def rows_in(desks, office, run):
    with desks.all_seeing(office) as session:
        found = session.scalar(select(ImportRun.rows).where(ImportRun.id == run))
        return found, session.scalar(select(func.count()).select_from(Vehicle))


def test_a_killed_import_goes_on_where_it_was_and_doubles_nothing(desks, agency):
    run = begin(desks, agency, "vehicles", vehicles(range(ROWS)))
    check(desks, agency, run)
    start(desks, agency, run)
    child = os.fork()
    if child == 0:  # a worker: with connections of its own, killed before it can tidy up
        with suppress(BaseException), desks.app.app_context():
            db.engine.dispose(close=False)
            desks.app.extensions["casework.identity_engine"].dispose(close=False)
            work(desks, agency, run, size=SIZE)
        os._exit(1)
    until = time.monotonic() + 60
    while rows_in(desks, agency, run)[0] < 3 * SIZE:
        assert time.monotonic() < until, "the worker wrote nothing"
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told, there = rows_in(desks, agency, run)
    assert 0 < told < ROWS, "killed in the middle"
    assert told % SIZE == 0 and there == told
    assert counts(work(desks, agency, run, size=SIZE)) == (ROWS, 0, 0, 0)
    with desks.all_seeing(agency) as session:
        assert session.scalar(select(func.count()).select_from(Vehicle)) == ROWS
        assert session.scalar(select(func.count()).select_from(ImportMade)) == ROWS


def test_two_at_work_on_one_import_take_turns(desks, agency):
    run = begin(desks, agency, "vehicles", vehicles(range(60)))
    check(desks, agency, run)
    start(desks, agency, run)
    with desks._open(agency, agency.system("import_register")) as session, working(session, run) as slow:
        with working(session, run) as quick:
            assert work_batch(session, quick, size=SIZE) == MORE
            session.commit()
            assert work_batch(session, slow, size=SIZE) == MOVED
            assert work_batch(session, quick, size=SIZE) == MORE
        session.commit()
    assert counts(work(desks, agency, run, size=SIZE)) == (60, 0, 0, 0)


def test_a_stopped_import_writes_no_further_batch_and_goes_on_when_asked(desks, agency):
    run = begin(desks, agency, "vehicles", vehicles(range(60)))
    check(desks, agency, run)
    start(desks, agency, run)
    with desks._open(agency, agency.system("import_register")) as session, working(session, run) as job:
        assert work_batch(session, job, size=SIZE) == MORE
        session.commit()
    with desks.at(agency, TITLE, purpose=PURPOSE) as session:
        stop_import(session, run)
        session.commit()
    with desks._open(agency, agency.system("import_register")) as session, working(session, run) as job:
        assert work_batch(session, job, size=SIZE) == OVER
        session.commit()
    assert rows_in(desks, agency, run) == (SIZE, SIZE)


def test_what_the_counter_entered_meanwhile_is_refused_row_by_row(desks, agency, monkeypatch):
    from casework.services.imports.registers.vehicles import VEHICLES

    run = begin(desks, agency, "vehicles", vehicles(range(5)))
    check(desks, agency, run)
    start(desks, agency, run)
    look = type(VEHICLES).look

    def slow_look(self, session, entries, told):
        """Between looking and writing somebody takes the third vehicle in."""
        look(self, session, entries, told)
        if len(entries) == 5:
            row = entries[2].more["row"]
            session.add(
                Vehicle(vin=row.vin, vin_key=row.vin_key, make=row.make, model=row.model, year=row.year)
            )
            session.flush()

    monkeypatch.setattr(type(VEHICLES), "look", slow_look)
    done = work(desks, agency, run)
    assert (done.state, counts(done)) == ("done", (4, 1, 0, 0))
    with desks.all_seeing(agency) as session:
        assert session.scalar(select(func.count()).select_from(Vehicle)) == 5
        assert session.scalar(select(func.count()).select_from(Person)) == 0
        assert find_import(session, run).rows == 5
