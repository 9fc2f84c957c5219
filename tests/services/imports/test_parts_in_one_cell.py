"""A gift for as many funds as it was for: one cell of a file names them with their parts, to the last penny."""

from sqlalchemy import select

from casework.models import Gift, Posting
from tests.services.donors.scene import usd
from tests.services.imports.files import counts, findings
from tests.services.imports.lists import DONORS, begin, books_hold, bring_in, check, undo

SHARED = """Gift No,Donor No,Amount,Date,Allocations
A1,D1,100,2024-03-01,food: 40; children: 30; The delivery van: 20; general: 10
A2,D1,0.07,2024-03-02,food: 25 %; Meals for children = 25%; The delivery van: 25%|general: 25%
A3,D2,5,2024-03-03,The delivery van: 5
"""
WRONG = """Gift No,Donor No,Amount,Date,Fund,Second fund,Part of the second fund,Allocations
W1,D1,100,2024-03-01,,,,food: 40; children: 30; The delivery van: 20
W2,D1,100,2024-03-01,,,,food: 40 %; children: 60
W3,D1,100,2024-03-01,,,,food 40; children 60
W4,D1,100,2024-03-01,,,,food: 40; nowhere: 60
W5,D1,100,2024-03-01,,,,food: 40; food: 60
W6,D1,100,2024-03-01,food,,,food: 40; children: 60
W7,D1,100,2024-03-01,,,,food: 140; children: -40
W8,D1,100,2024-03-01,,,,food: 33.335; children: 66.665
W9,D1,100,2024-03-01,,,,;;
"""


def parts(session, minor):
    chosen = select(Posting.id, Posting.amount).join(Gift, Gift.id == Posting.gift_id)
    rows = session.execute(
        chosen.where(Gift.amount == minor, Posting.account == "fund").order_by(Posting.line)
    )
    return [-row.amount for row in rows]


def test_one_cell_shares_a_gift_among_more_than_three_funds(desks, charity, other_charity):
    bring_in(desks, charity, "donors", DONORS)
    run = bring_in(desks, charity, "gifts", SHARED)
    assert counts(run) == (3, 0, 0, 0)
    with desks.all_seeing(charity) as session:
        assert parts(session, 100_00) == [40_00, 30_00, 20_00, 10_00]
        assert parts(session, 7) == [2, 2, 2, 1]
        assert parts(session, 5_00) == [5_00]
    assert books_hold(desks, charity) == {"USD": usd(105_07)}
    assert books_hold(desks, other_charity) == {}
    assert undo(desks, charity, run.id).kept == 0
    assert books_hold(desks, charity) == {"USD": usd(0)}


def test_parts_in_a_cell_that_do_not_come_to_the_gift_are_told_by_row(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    run = check(desks, charity, begin(desks, charity, "gifts", WRONG))
    assert counts(run) == (0, 0, 0, 9)
    told = {line: (field, code) for line, field, code in findings(desks, charity, run.id)}
    assert told == {
        2: ("parts", "INVALID"),
        3: ("parts", "PARTS_MIXED"),
        4: ("parts", "PART_MISSING"),
        5: ("parts", "FUND_UNKNOWN"),
        6: ("parts", "INVALID"),
        7: ("parts", "PARTS_MIXED"),
        8: ("parts", "INVALID"),
        9: ("parts", "INVALID"),
        10: ("parts", "PART_MISSING"),
    }
    assert books_hold(desks, charity) == {}
