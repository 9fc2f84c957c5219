"""Taking back is quick whatever else is there, goes on where it was killed, and never leaves a line in half."""

import psycopg
import pytest
from sqlalchemy import func, select

from casework.models import Brand, ImportLine, ImportMade, Vehicle
from casework.services.imports import look_back, work_undo
from casework.services.imports.drive_import import undo_import
from casework.services.imports.find_import import find_import
from casework.services.imports.work_undo import undo_on
from tests.services.imports.files import PURPOSE, TITLE, bring_in, people, vehicles, vin

_SCANS = """select relname, seq_scan from pg_stat_xact_user_tables where relname in (select c.relname
    from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype = 'f'
        and k.confrelid in ('public.vehicle'::regclass, 'public.person'::regclass))"""
_FETCHED = "select idx_tup_fetch from pg_stat_xact_user_tables where relname = 'import_made'"
_HOW = """select proname, proconfig from pg_proc where proname in ('import_take_back', 'import_look_back')"""


@pytest.fixture
def small(monkeypatch):
    """Pieces of ten lines."""
    monkeypatch.setattr(look_back, "LOOK", 10)
    monkeypatch.setattr(work_undo, "PIECE", 10)


def ask(desks, office, run):
    with desks.at(office, TITLE, purpose=PURPOSE) as session:
        undo_import(session, run)
        session.commit()


def pieces(desks, office, run, count):
    """A worker that is gone after so many pieces."""
    with desks.as_system(office, "import_register") as session:
        for _ in range(count):
            assert undo_on(session, run, seconds=0)


def standing(desks, office, run):
    with desks.all_seeing(office) as session:
        found = find_import(session, run)
        left = session.scalar(select(func.count()).select_from(ImportMade).where(ImportMade.run_id == run))
        return found.state, found.undo_looked, found.undo_line, left


@pytest.mark.parametrize(("register", "file"), [("vehicles", vehicles), ("people", people)])
def test_no_table_is_read_whole_for_a_piece_though_all_are_small_and_never_analysed(
    desks, agency, register, file
):
    run = bring_in(desks, agency, register, file(range(3)))
    ask(desks, agency, run.id)
    with desks.as_system(agency, "import_register") as session:
        bare = session.connection().connection.driver_connection
        before = dict(bare.execute(_SCANS).fetchall())
        session.scalar(select(func.import_look_back(run.id, 1, run.line)))
        assert session.scalar(select(func.import_take_back(run.id, 1, run.line))) >= 3
        after = dict(bare.execute(_SCANS).fetchall())
        session.rollback()
    assert len(after) > 8, "each table that may name it was asked"
    assert {table: after[table] - before.get(table, 0) for table in after} == dict.fromkeys(after, 0)


def analyse(settings):
    """As the database does by itself, now and then: what it knows is of that moment."""
    with psycopg.connect(settings.database.owner.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("analyze public.import_made")


@pytest.mark.parametrize("analysed", ["never", "before", "after"])
def test_a_piece_reads_what_its_own_lines_made_and_not_all_that_the_import_made(
    desks, agency, settings, analysed
):
    if analysed == "before":
        analyse(settings)
    run = bring_in(desks, agency, "people", people(range(200)))
    if analysed == "after":
        analyse(settings)
    ask(desks, agency, run.id)
    with desks.as_system(agency, "import_register") as session:
        bare = session.connection().connection.driver_connection
        made = session.scalar(
            select(func.count()).select_from(ImportMade).where(ImportMade.line.between(2, 6))
        )
        for piece in (func.import_look_back, func.import_take_back):
            (before,) = bare.execute(_FETCHED).fetchone()
            session.scalar(select(piece(run.id, 2, 6)))
            (after,) = bare.execute(_FETCHED).fetchone()
            assert after - before < 90 * made, f"{piece}: {after - before} rows for {made} of this piece"
        session.rollback()


def test_checks_of_foreign_keys_are_planned_once_and_not_for_each_row(settings):
    with psycopg.connect(settings.database.owner.replace("+psycopg", "")) as owner:
        told = dict(owner.execute(_HOW).fetchall())
    assert len(told) == 2
    for config in told.values():
        assert "plan_cache_mode=force_generic_plan" in config


def test_a_killed_one_goes_on_where_it_was_and_what_is_left_is_told(desks, agency, small):
    run = bring_in(desks, agency, "vehicles", vehicles(range(38)))
    ask(desks, agency, run.id)
    pieces(desks, agency, run.id, 3)
    assert standing(desks, agency, run.id) == ("undoing", 10, None, 38), "looked at, nothing deleted"
    pieces(desks, agency, run.id, 3)
    assert standing(desks, agency, run.id) == ("undoing", 0, 20, 19)
    with desks.as_system(agency, "import_register") as session:
        assert not undo_on(session, run.id)
    assert standing(desks, agency, run.id) == ("undone", 0, 0, 0)


def test_what_was_built_upon_before_is_found_before_anything_is_deleted(desks, agency, small):
    run = bring_in(desks, agency, "vehicles", vehicles(range(38)))
    bring_in(desks, agency, "brands", f"VIN,Brand,Since\n{vin(0)},SALVAGE,2016-05-01\n")
    ask(desks, agency, run.id)
    with desks.as_system(agency, "import_register") as session:
        assert not undo_on(session, run.id)
        found = find_import(session, run.id)
        assert (found.state, found.trouble["code"], found.trouble["table"]) == ("done", "BUILT_UPON", "brand")
        assert found.trouble["line"] == 2
    assert standing(desks, agency, run.id)[3] == 38


def test_what_is_built_upon_meanwhile_stays_whole_and_is_named(desks, agency, small):
    run = bring_in(desks, agency, "vehicles", vehicles(range(38)))
    ask(desks, agency, run.id)
    pieces(desks, agency, run.id, 5)
    bring_in(desks, agency, "brands", f"VIN,Brand,Since\n{vin(4)},SALVAGE,2016-05-01\n")
    with desks.as_system(agency, "import_register") as session:
        assert not undo_on(session, run.id)
    assert standing(desks, agency, run.id) == ("undone", 0, 0, 1)
    with desks.all_seeing(agency) as session:
        assert find_import(session, run.id).kept == 1
        named = session.scalars(select(ImportLine).where(ImportLine.stage == "undo")).one()
        assert (named.line, named.wrong[0]["code"]) == (6, "BUILT_UPON")
        assert [one.vin_key for one in session.scalars(select(Vehicle))] == [vin(4)]
        assert [one.brand for one in session.scalars(select(Brand))] == ["SALVAGE"]
