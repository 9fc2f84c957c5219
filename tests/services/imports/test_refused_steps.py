"""A step out of its order is refused with a code, and the import stays as it was."""

import pytest
from sqlalchemy import func, select

from casework.base.errors import Refused
from casework.models import ImportLine, ImportMade, Person, Vehicle
from casework.services.imports.decide_line import NEW, decide_line
from casework.services.imports.drive_import import begin_check, drop_import, start_import
from casework.services.imports.find_import import find_import
from casework.services.imports.map_columns import map_columns
from tests.services.imports.files import PURPOSE, TITLE, begin, bring_in, check, start, vehicles


def told(desks, agency, run):
    """All that could change: the import's own row, its lines, and what it wrote."""
    with desks.at(agency, TITLE, purpose=PURPOSE) as session:
        row = find_import(session, run)
        own = (row.state, row.mapping, row.day_order, row.wrong, row.perhaps, row.new, row.ended_at)
        counts = [
            session.scalar(select(func.count()).select_from(of))
            for of in (ImportLine, ImportMade, Person, Vehicle)
        ]
        return own, counts


def refuses(desks, agency, run, code, act):
    before = told(desks, agency, run)
    with desks.at(agency, TITLE, purpose=PURPOSE) as session:
        with pytest.raises(Refused) as refused:
            act(session)
        assert refused.value.code == code
        session.commit()
    assert told(desks, agency, run) == before


def test_rows_are_not_written_before_they_were_looked_at(desks, agency):
    run = begin(desks, agency, "vehicles", vehicles(range(3)))
    refuses(desks, agency, run, "IMPORT_STATE", lambda session: start_import(session, run, leave_out=0))


def test_an_import_that_is_done_is_neither_looked_at_again_nor_dropped_nor_decided_on(desks, agency):
    run = bring_in(desks, agency, "vehicles", vehicles(range(3))).id
    refuses(desks, agency, run, "IMPORT_STATE", lambda session: begin_check(session, run))
    refuses(desks, agency, run, "IMPORT_STATE", lambda session: drop_import(session, run))
    refuses(desks, agency, run, "IMPORT_STATE", lambda session: start_import(session, run, leave_out=0))
    refuses(desks, agency, run, "IMPORT_STATE", lambda session: decide_line(session, run, 2, NEW))


def test_rows_are_not_written_by_numbers_of_before(desks, agency):
    run = begin(desks, agency, "vehicles", vehicles(range(3)) + "NOVIN,Honda,Civic,2015,blue\n")
    assert check(desks, agency, run).wrong == 1
    for leave_out in (0, 2):
        act = lambda session, out=leave_out: start_import(session, run, leave_out=out)  # noqa: E731
        refuses(desks, agency, run, "COUNT_CHANGED", act)


def test_columns_stay_once_rows_are_written(desks, agency):
    run = begin(desks, agency, "vehicles", vehicles(range(3)))
    check(desks, agency, run)
    start(desks, agency, run)
    act = lambda session: map_columns(session, run, {"vin": "Make"}, day_order="dmy")  # noqa: E731
    refuses(desks, agency, run, "IMPORT_BEGUN", act)
