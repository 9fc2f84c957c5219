"""A gift of which each part has a row: the rows become one gift with its parts, or none of them goes in."""

from datetime import date

import pytest
from sqlalchemy import func, select

from casework.base.money import Money
from casework.models import Gift, ImportKey, ImportLine, Posting
from casework.services.books.periods import close_period
from casework.services.imports.totals import totals_of
from tests.services.donors.scene import usd
from tests.services.imports.files import counts, findings
from tests.services.imports.lists import BOOKS, DONORS, begin, books_hold, bring_in, check, start, undo

HEADINGS = (
    "Gift No,Line Item ID,Donor No,Total Amount,Line Total,Date,Fund,Currency,Payment Method,Fee Amount\n"
)
ROWS = """G1,L1,D1,100,60,2024-03-01,food,USD,Check,1.50
G2,L2,D2,30,30,2024-04-01,food,,,
G1,L3,D1,100,25,2024-03-01,The delivery van,USD,Check,
G3,L4,D3,10,5,2024-05-01,food,,,
G1,L5,D1,,15,2024-03-01,food,USD,,
G3,L6,D3,10,5,2024-05-01,food,,,
G3,L4,D3,10,5,2024-05-01,food,,,
G4,L7,D1,9,3,2024-06-01,general,,,
G4,L8,D1,9,0,2024-06-01,food,,,
G4,L9,D1,9,6,2024-06-01,children,,,
"""


def parts(session):
    """Whole amount → its parts, in the order of the rows."""
    chosen = select(Gift.id, Posting.id, Gift.amount, Posting.amount.label("part")).join(
        Posting, Posting.gift_id == Gift.id
    )
    rows = session.execute(
        chosen.where(Posting.account == "fund", Gift.reverses_id.is_(None)).order_by(
            Gift.number, Posting.entry_id, Posting.line
        )
    )
    found = {}
    for row in rows:
        found.setdefault(row.amount, []).append(-row.part)
    return found


def told_by_line(desks, charity, run):
    return {line: (field, code) for line, field, code in findings(desks, charity, run)}


@pytest.mark.parametrize("size", [500, 2, 1])
def test_rows_of_one_gift_are_joined_wherever_they_stand(desks, charity, other_charity, size):
    bring_in(desks, charity, "donors", DONORS)
    begun = begin(desks, charity, "gifts", HEADINGS + ROWS)
    looked = check(desks, charity, begun, size=size)
    assert (looked.state, counts(looked)) == ("checked", (4, 6, 0, 0))
    come = {one.fund: one.amount for one in totals_of(looked.totals) if one.verdict == "new"}
    assert come["The delivery van"] == usd(25_00)
    assert sum(one.minor for one in come.values()) == 149_00
    run = start(desks, charity, begun, size=size)
    assert (run.state, counts(run)) == ("done", (4, 6, 0, 0))
    with desks.all_seeing(charity) as session:
        assert parts(session) == {
            100_00: [75_00, 25_00],
            30_00: [30_00],
            10_00: [10_00],
            9_00: [3_00, 6_00],
        }
        assert (
            session.scalar(select(func.count()).select_from(ImportKey).where(ImportKey.register == "gifts"))
            == 4
        )
        whole = session.scalars(select(Gift).where(Gift.amount == 100_00)).one()
        assert (whole.method, whole.currency) == ("check", "USD")
        followers = select(ImportLine).where(
            ImportLine.run_id == run.id, ImportLine.stage == "run", ImportLine.of_line == 2
        )
        assert {row.record_id for row in session.scalars(followers)} == {whole.id}
    held = books_hold(desks, charity)
    assert held == {"USD": usd(149_00)}
    assert books_hold(desks, other_charity) == {}
    again = check(desks, charity, begin(desks, charity, "gifts", HEADINGS + ROWS), size=size)
    assert counts(again) == (0, 10, 0, 0), "the same file once more"
    assert undo(desks, charity, run.id).kept == 0
    assert books_hold(desks, charity) == {"USD": usd(0)}
    with desks.all_seeing(charity) as session:
        assert not session.scalar(
            select(func.count())
            .select_from(Gift)
            .where(Gift.reverses_id.is_(None), Gift.status != "reversed")
        )


def test_without_a_whole_amount_the_gift_is_what_its_rows_add_up_to(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    text = "Gift No,Donor No,Line Total,Date,Fund\nA,D1,60,2024-03-01,food\nA,D1,40.05,2024-03-01,general\n"
    run = bring_in(desks, charity, "gifts", text + "B,D2,7,2024-03-02,food\n")
    assert counts(run) == (2, 1, 0, 0)
    with desks.all_seeing(charity) as session:
        assert parts(session) == {100_05: [60_00, 40_05], 7_00: [7_00]}


def test_parts_in_percent_share_the_gift_to_the_last_penny(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    row = "A,D1,100,{},2024-03-01,{}\n"
    text = "Gift No,Donor No,Amount,Line Total,Date,Fund\n" + "".join(
        row.format(part, fund)
        for part, fund in (("33.34%", "food"), ("33.33%", "general"), ("33.33 %", "children"))
    )
    run = bring_in(desks, charity, "gifts", text)
    assert counts(run) == (1, 2, 0, 0)
    with desks.all_seeing(charity) as session:
        assert parts(session) == {100_00: [33_34, 33_33, 33_33]}


CONTRADICTING = {
    "another donor": (
        "A,1,D1,10,5,2024-03-01,food,,,\nA,2,D2,10,5,2024-03-01,general,,,",
        "donor",
        "ROWS_DIFFER",
    ),
    "another day": (
        "A,1,D1,10,5,2024-03-01,food,,,\nA,2,D1,10,5,2024-03-02,general,,,",
        "received_on",
        "ROWS_DIFFER",
    ),
    "another currency": (
        "A,1,D1,10,5,2024-03-01,food,USD,,\nA,2,D1,10,5,2024-03-01,general,GBP,,",
        "currency",
        "ROWS_DIFFER",
    ),
    "another whole": (
        "A,1,D1,10,5,2024-03-01,food,,,\nA,2,D1,11,5,2024-03-01,general,,,",
        "amount",
        "ROWS_DIFFER",
    ),
    "one part, two amounts": (
        "A,1,D1,10,5,2024-03-01,food,,,\nA,1,D1,10,6,2024-03-01,food,,,",
        "part_number",
        "ROWS_DIFFER",
    ),
}


@pytest.mark.parametrize("case", CONTRADICTING, ids=str)
@pytest.mark.parametrize("size", [500, 1])
def test_rows_that_contradict_each_other_stay_out_all_of_them(desks, charity, case, size):
    rows, field, code = CONTRADICTING[case]
    bring_in(desks, charity, "donors", DONORS)
    good = "\nB,9,D1,8,5,2024-03-01,food,,,\nB,10,D1,8,3,2024-03-01,general,,,\n"
    begun = begin(desks, charity, "gifts", HEADINGS + rows + good)
    looked = check(desks, charity, begun, size=size)
    assert counts(looked) == (1, 1, 0, 2)
    assert told_by_line(desks, charity, begun) == {2: (field, code), 3: (field, code)}
    start(desks, charity, begun, size=size)
    assert books_hold(desks, charity) == {"USD": usd(8_00)}


LEAVES_ALL_OUT = {
    "the sum is less": (
        "A,1,D1,10,5,2024-03-01,food,,,\nA,2,D1,10,4,2024-03-01,general,,,",
        {2: ("part", "INVALID"), 3: ("", "PART_WRONG")},
    ),
    "no such fund": (
        "A,1,D1,10,5,2024-03-01,food,,,\nA,2,D1,10,5,2024-03-01,nowhere,,,",
        {2: ("", "PART_WRONG"), 3: ("fund", "FUND_UNKNOWN")},
    ),
    "a part in letters": (
        "A,1,D1,10,5,2024-03-01,food,,,\nA,2,D1,10,five,2024-03-01,general,,,",
        {2: ("", "PART_WRONG"), 3: ("part", "INVALID")},
    ),
    "no part": (
        "A,1,D1,10,5,2024-03-01,food,,,\nA,2,D1,10,,2024-03-01,general,,,",
        {2: ("", "PART_WRONG"), 3: ("part", "PART_MISSING")},
    ),
    "a day that is none": (
        "A,1,D1,10,5,2024-03-01,food,,,\nA,2,D1,10,5,2024-02-30,general,,,",
        {2: ("", "PART_WRONG"), 3: ("received_on", "INVALID")},
    ),
    "the same twice": (
        "A,,D1,10,5,2024-03-01,food,,,\nA,,D1,10,5,2024-03-01,food,,,",
        {2: ("", "PART_WRONG"), 3: ("", "TWICE_IN_FILE")},
    ),
    "a part taken off": (
        "A,1,D1,10,15,2024-03-01,food,,,\nA,2,D1,10,-5,2024-03-01,general,,,",
        {2: ("part", "INVALID"), 3: ("", "PART_WRONG")},
    ),
    "unknown donor": (
        "A,1,D9,10,5,2024-03-01,food,,,\nA,2,D9,10,5,2024-03-01,general,,,",
        {2: ("donor", "DONOR_UNKNOWN"), 3: ("", "PART_WRONG")},
    ),
    "percent of nothing": (
        "A,1,D1,,50%,2024-03-01,food,,,\nA,2,D1,,50%,2024-03-01,general,,,",
        {2: ("part", "PARTS_MIXED"), 3: ("", "PART_WRONG")},
    ),
}


@pytest.mark.parametrize("case", LEAVES_ALL_OUT, ids=str)
def test_one_bad_row_keeps_the_whole_gift_out(desks, charity, case):
    rows, told = LEAVES_ALL_OUT[case]
    bring_in(desks, charity, "donors", DONORS)
    for size in (500, 1):
        begun = begin(desks, charity, "gifts", HEADINGS + rows + "\n")
        assert counts(check(desks, charity, begun, size=size)) == (0, 0, 0, 2)
        assert told_by_line(desks, charity, begun) == told
    assert books_hold(desks, charity) == {}


def test_without_a_column_for_the_part_two_rows_of_one_number_are_not_guessed_about(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    text = "Gift No,Donor No,Amount,Date,Fund\nA,D1,60,2024-03-01,food\nA,D1,40,2024-03-01,general\n"
    begun = begin(desks, charity, "gifts", text)
    assert counts(check(desks, charity, begun)) == (1, 0, 0, 1)
    with desks.all_seeing(charity) as session:
        line = session.scalars(
            select(ImportLine).where(ImportLine.run_id == begun, ImportLine.line == 3)
        ).one()
        assert "choose the column that holds the part" in line.wrong[0]["text"]


def test_a_joined_gift_that_is_perhaps_here_is_asked_about_once(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    bring_in(desks, charity, "gifts", "Donor No,Amount,Date,Fund\nD1,10,2024-03-01,food\n")
    rows = "A,1,D1,10,5,2024-03-01,food,,,\nA,2,D1,10,5,2024-03-01,general,,,\n"
    begun = begin(desks, charity, "gifts", HEADINGS + rows)
    assert counts(check(desks, charity, begun)) == (0, 1, 1, 0)
    run = start(desks, charity, begun)
    assert counts(run) == (0, 0, 2, 0), "who was not decided about stays out, with its parts"
    assert books_hold(desks, charity) == {"USD": Money(10_00, "USD")}


@pytest.mark.parametrize("size", [500, 1])
def test_a_file_that_comes_again_after_its_month_was_closed_is_here_already(desks, charity, size):
    bring_in(desks, charity, "donors", DONORS)
    bring_in(desks, charity, "gifts", HEADINGS + ROWS)
    with desks.at(charity, purpose="bookkeeping", worker=BOOKS) as session:
        close_period(session, date(2024, 3, 1))
        session.commit()
    begun = begin(desks, charity, "gifts", HEADINGS + ROWS)
    assert counts(check(desks, charity, begun, size=size)) == (0, 10, 0, 0)
    later = ROWS.replace("G1,", "H1,")
    begun = begin(desks, charity, "gifts", HEADINGS + later)
    assert counts(check(desks, charity, begun, size=size)) == (0, 7, 0, 3)
