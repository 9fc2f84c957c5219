"""Gifts for several funds, gifts of goods and promises come in from files: exact, told row by row, taken back whole."""

from datetime import date

import pytest
from sqlalchemy import func, select

from casework.base.clock import today
from casework.models import Gift, Instalment, Pledge, Posting
from casework.services.imports.presets import PRESETS
from casework.services.imports.registers.pledge_fields import day_of_month, still_runs
from casework.services.imports.totals import totals_of
from casework.services.pledges.change_pledge import pause_pledge
from tests.services.donors.scene import usd
from tests.services.imports.files import counts, findings
from tests.services.imports.lists import BOOKS, DONORS, begin, books_hold, bring_in, check, undo

SHARED = """Gift No,Donor No,Amount,Date,Fund,Fund amount,Fund 2,Part 2,Fund 3,Part 3,Goods,Fair value,Value basis
S1,D1,100.00,2024-03-01,food,,Meals for children,33.33%,general,33.33%,,,
S2,D2,0.05,2024-03-02,food,,Meals for children,50%,,,,,
S3,D3,80,2024-03-03,food,,general,30.01,,,,,
S4,D3,,2024-03-04,food,,,,,,Two chest freezers,350,Price list
S5,D2,,2024-03-05,food,,,,,,Winter coats,,
S6,D2,40,2024-03-06,food,,,,,,Canned vegetables,,
"""
WRONG = """Gift No,Donor No,Amount,Date,Fund,Fund amount,Fund 2,Part 2,Fund 3,Part 3,Goods,Fee
1,D1,10,2024-03-01,food,5,general,6,,,,
2,D1,10,2024-03-01,food,,general,10,,,,
3,D1,10,2024-03-01,food,,general,100%,,,,
4,D1,10,2024-03-01,food,5,general,50%,,,,
5,D1,10,2024-03-01,food,,general,,,,,
6,D1,10,2024-03-01,food,,food,5,,,,
7,D1,10,2024-03-01,food,,Nowhere,5,,,,
8,D1,,2024-03-01,food,,,,,,,
9,D1,,2024-03-01,food,,,,,,A coat,1
10,D1,10,2024-03-01,food,9,,,,,,
"""


def parts_of(session, minor):
    rows = session.execute(
        select(Posting.id, Posting.account, Posting.amount)
        .join(Gift, Gift.id == Posting.gift_id)
        .where(Gift.amount == minor, Posting.account == "fund")
        .order_by(Posting.line)
    )
    return [-row.amount for row in rows]


def test_a_gift_for_several_funds_is_shared_to_the_last_penny_and_goods_have_their_value(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    run = bring_in(desks, charity, "gifts", SHARED)
    assert (run.state, counts(run)) == ("done", (6, 0, 0, 0))
    with desks.all_seeing(charity) as session:
        assert parts_of(session, 10_000) == [3334, 3333, 3333]
        assert parts_of(session, 5) == [3, 2]
        assert parts_of(session, 8_000) == [4999, 3001]
        goods = session.scalars(select(Gift).where(Gift.kind == "in_kind").order_by(Gift.number)).all()
        assert [(row.goods, row.fair_value) for row in goods] == [
            ("Two chest freezers", 35_000),
            ("Winter coats", None),
            ("Canned vegetables", 4_000),
        ]
        assert goods[2].fair_value_basis == "gifts.csv, old list"
    totals = {(one.verdict, one.fund): str(one.amount) for one in totals_of(run.totals)}
    assert totals["new", "Meals for children"] == "33.35 USD"
    assert counts(bring_in(desks, charity, "gifts", SHARED)) == (0, 6, 0, 0), "the same file once more"
    without_numbers = SHARED.replace("S4,D3", ",D3").replace("S1,D1", ",D1")
    again = check(desks, charity, begin(desks, charity, "gifts", without_numbers))
    assert counts(again) == (0, 4, 2, 0), "goods are compared too"
    assert undo(desks, charity, run.id).kept == 0
    assert books_hold(desks, charity) == {"USD": usd(0)}


def test_parts_that_do_not_come_to_the_gift_are_told_by_row_and_column(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    run = check(desks, charity, begin(desks, charity, "gifts", WRONG))
    assert counts(run) == (0, 0, 0, 10)
    told = {line: (field, code) for line, field, code in findings(desks, charity, run.id)}
    assert told == {
        2: ("part_2", "INVALID"),
        3: ("part_2", "INVALID"),
        4: ("part_2", "SPLIT_SUM"),
        5: ("part_2", "PARTS_MIXED"),
        6: ("part_2", "PART_MISSING"),
        7: ("part_2", "INVALID"),
        8: ("fund_2", "FUND_UNKNOWN"),
        9: ("amount", "INVALID"),
        10: ("fee", "GOODS"),
        11: ("part_2", "INVALID"),
    }


PROMISED = """Pledge No,Donor No,Amount,Each,Parts,Frequency,Day of month,Start date,Fund,Paid,Status
P1,D1,100,,3,monthly,last,2026-01-31,food,40,In Progress
P2,D2,,25,,quarterly,31,2020-01-31,general,300,Active
P3,D3,50,,,,,2027-01-15,,,
P4,D1,90,,3,month,,2026-01-01,food,90,Overdue
P5,D1,,5,,month,,2026-01-01,food,,Closed
P6,D1,,5,,month,32,2026-01-01,food,,
P7,D9,,5,,month,,2026-01-01,food,,
P8,D1,,-5,,month,,2026-01-01,food,,
P9,D1,,5,,fortnight,,2026-01-01,food,,
P10,D1,0.02,,3,month,,2026-01-01,food,,
P11,D1,90,30,,month,,2026-01-01,food,,
"""


def test_of_a_promise_in_a_file_what_is_still_to_come_is_taken_in_and_taken_back(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    run = bring_in(desks, charity, "pledges", PROMISED)
    told = {line: (field, code) for line, field, code in findings(desks, charity, run.id, "run")}
    assert told == {
        5: ("paid", "PAID_OFF"),
        6: ("status", "NOT_RUNNING"),
        7: ("day", "SCHEDULE"),
        8: ("donor", "DONOR_UNKNOWN"),
        9: ("each", "INVALID"),
        10: ("unit", "INVALID"),
        11: ("instalments", "INVALID"),
        12: ("amount", "PARTS"),
    }
    assert counts(run) == (3, 0, 0, 8)
    with desks.all_seeing(charity) as session:
        whole, regular, once = session.scalars(select(Pledge).order_by(Pledge.number)).all()
        assert (whole.kind, whole.amount, whole.instalments, whole.entered_by) == (
            "pledge",
            6000,
            2,
            BOOKS.id,
        )
        parts = session.execute(
            select(Instalment.id, Instalment.due_on, Instalment.amount)
            .where(Instalment.pledge_id == whole.id)
            .order_by(Instalment.due_on)
        ).all()
        assert [(one.due_on, one.amount) for one in parts] == [
            (date(2026, 2, 28), 3000),
            (date(2026, 3, 31), 3000),
        ]
        assert (regular.kind, regular.amount, regular.every, regular.day) == ("recurring", 2500, 3, 31)
        assert regular.next_on >= today("UTC").replace(day=1) and regular.next_on.month in (1, 4, 7, 10)
        assert (once.amount, once.instalments) == (5000, 1)
        waits = select(func.sum(Posting.amount)).where(Posting.account == "pledged")
        assert session.scalar(waits) == 11_000
        pause_pledge(session, regular.id, reason="The donor asked")
        session.commit()
    assert counts(bring_in(desks, charity, "pledges", PROMISED))[:2] == (0, 3), "the same file once more"
    assert undo(desks, charity, run.id).kept == 1, "what was changed since is kept"
    with desks.all_seeing(charity) as session:
        assert not session.scalar(waits) and not session.scalar(select(func.sum(Posting.amount)))
        assert sorted(session.scalars(select(Pledge.status))) == ["paused", "written_off", "written_off"]


@pytest.mark.parametrize(
    ("cell", "day"), [("", 15), ("31", 31), ("Last_Day", 31), ("0", None), ("x", None), ("³", None)]
)
def test_a_cell_names_a_day_of_the_month_or_none(cell, day):
    assert day_of_month(cell, 15) == day


@pytest.mark.parametrize(
    ("values", "runs"),
    [({}, True), ({"status": "In Progress"}, True), ({"status": "Closed"}, False), ({"test": True}, False)],
)
def test_only_what_still_runs_is_taken_in(values, runs):
    assert still_runs(values) is runs


def test_the_columns_of_an_export_of_recurring_donations_are_found():
    headings = "Id,npe03__Contact__c,npe03__Amount__c,npe03__Installment_Period__c,npsp__StartDate__c,npsp__Status__c"
    mapping = PRESETS["npsp_pledges"].mapping(headings.split(","))
    assert len(mapping) == 6 and mapping["each"] == "npe03__Amount__c"
