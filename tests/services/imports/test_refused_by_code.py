"""Each refusal of an import by its code, as somebody meets it who looks at a page of before; nothing is written."""

import pytest

from casework.base.errors import InvalidInput
from casework.models import Gift, ImportLine
from casework.services.donors.reverse_gift import reverse_gift
from casework.services.imports.decide_line import decide_line
from casework.services.imports.drive_import import check_import, drop_import, start_import
from casework.services.imports.find_import import find_import
from casework.services.imports.map_columns import map_columns
from tests.services.donors.refusals import refused
from tests.services.donors.scene import OTHER_BOOKS
from tests.services.imports.lists import (
    BOOKS,
    DONORS,
    GIFTS,
    PURPOSE,
    begin,
    books_hold,
    bring_in,
    check,
    start,
    undo,
)

ENDED = "G9,D1,10,2024-05-01,,Cash,"


def test_an_import_has_moved_on_since_its_page_was_shown(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    run = begin(desks, charity, "gifts", GIFTS)
    check(desks, charity, run)
    with desks.at(charity, purpose=PURPOSE, worker=BOOKS) as session:
        with refused(session, "COUNT_CHANGED"):
            start_import(session, run, leave_out=1)
        with pytest.raises(InvalidInput):
            map_columns(session, run, {}, day_order="ymd")
        session.commit()
    assert books_hold(desks, charity) == {}
    start(desks, charity, run)
    held = books_hold(desks, charity)
    with desks.at(charity, purpose=PURPOSE, worker=BOOKS) as session:
        told = find_import(session, run)
        for act in (
            lambda: start_import(session, run, leave_out=0),
            lambda: check_import(session, run),
            lambda: drop_import(session, run),
            lambda: decide_line(session, run, 2, "new"),
        ):
            with refused(session, "IMPORT_STATE"):
                act()
        with refused(session, "IMPORT_BEGUN"):
            map_columns(session, run, dict(told.mapping), day_order="ymd")
        session.commit()
    assert books_hold(desks, charity) == held


def test_what_has_ended_since_is_named_when_its_import_is_taken_back(desks, charity, books):
    bring_in(desks, charity, "donors", DONORS)
    run = bring_in(desks, charity, "gifts", GIFTS + ENDED)
    with books(OTHER_BOOKS) as session:
        gone = session.query(Gift.id).filter(Gift.amount == 1000).one().id
        reverse_gift(session, gone, reason="Entered twice")
        session.commit()
    undo(desks, charity, run.id)
    with desks.all_seeing(charity) as session:
        rows = session.query(ImportLine).filter(ImportLine.run_id == run.id, ImportLine.stage == "undo").all()
        assert [one.wrong[0]["code"] for one in rows if one.wrong] == ["GONE"]
    assert not any(money.minor for money in books_hold(desks, charity).values())
