"""Lists of donors and gifts come in from files: looked at, posted like at the desk, taken back as far as it goes."""

from datetime import date

import pytest
from sqlalchemy import func, select

from casework.base.errors import InvalidInput, Refused
from casework.models import ContactChoice, Gift, ImportLine, Person, Thanks
from casework.services.books.periods import close_period
from casework.services.donors.issue_receipt import issue_receipt
from casework.services.donors.refund_gift import refund_gift
from casework.services.imports.begin_import import Origin, check_origin
from casework.services.imports.register import known_registers
from casework.services.imports.totals import totals_of
from tests.services.donors.scene import usd
from tests.services.imports.files import counts, findings
from tests.services.imports.lists import (
    BOOKS,
    DIRECTOR,
    DONORS,
    GIFTS,
    begin,
    books_hold,
    bring_in,
    check,
    start,
    undo,
)


def gift_of(session, minor):
    return session.scalars(select(Gift).where(Gift.amount == minor, Gift.reverses_id.is_(None))).one()


def test_donors_come_in_with_what_they_refused_and_gifts_through_the_books(desks, charity, other_charity):
    run = bring_in(desks, charity, "donors", DONORS)
    assert (run.state, counts(run)) == ("done", (3, 0, 0, 0))
    assert run.basis == "legitimate_interest" and "Members" in (run.provenance or "")
    gifts = bring_in(desks, charity, "gifts", GIFTS, size=2)
    assert counts(gifts) == (3, 0, 0, 0)
    told = {(one.fund, str(one.amount)) for one in totals_of(gifts.totals)}
    assert told == {
        ("Buying food", "1200.50 USD"),
        ("Where it is needed most", "30.00 USD"),
        ("Meals for children", "75.25 USD"),
    }
    assert books_hold(desks, charity) == {"USD": usd(130_575)}
    with desks.all_seeing(charity) as session:
        nos = session.execute(select(ContactChoice.channel, ContactChoice.allowed, ContactChoice.basis))
        assert sorted(map(tuple, nos)) == [("email", False, "import"), ("post", False, "import")]
        rows = session.scalars(select(Gift).order_by(Gift.number)).all()
        assert [row.number[5:] for row in rows] == ["000001", "000002", "000003"]
        assert {row.entered_by for row in rows} == {BOOKS.id}
        assert [row.method for row in rows] == ["check", "card", "transfer"]
    assert counts(bring_in(desks, charity, "gifts", GIFTS)) == (0, 3, 0, 0), "the same file sent twice"
    assert books_hold(desks, charity) == {"USD": usd(130_575)}
    assert books_hold(desks, other_charity) == {}


def test_a_row_that_the_desk_would_refuse_is_told_with_its_line_and_column(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    with desks.at(charity, purpose="bookkeeping", worker=BOOKS) as session:
        close_period(session, date(2024, 5, 1))
        session.commit()
    text = (
        "Gift No,Donor No,Amount,Date,Fund,Currency,Status,Method\n"
        "1,D1,-5,2024-03-01,,,,\n"
        "2,D1,0,2024-03-01,,,,\n"
        "3,D1,1e9,2024-03-01,,,,\n"
        "4,D1,99999999999999,2024-03-01,,,,\n"
        "5,D1,10.005,2024-03-01,,,,\n"
        "6,D1,10,2024-03-01,,EUR,,\n"
        "7,D9,10,2024-03-01,,,,\n"
        "8,D1,10,2031-03-01,,,,\n"
        "9,D1,10,2024-05-01,,,,\n"
        "10,D1,10,2024-03-01,Nowhere,,,\n"
        "11,D1,10,2024-03-01,,,Pending,\n"
        "12,D1,=SUM(A1),2024-03-01,,,,\n"
        "13,D1,10,2024-03-01,,,,Barter\n"
        "14,D1,10,2024-03-01,,,Completed,cash\n"
        "14,D1,11,2024-03-01,,,,\n"
        ",D1,10,2024-03-02,,,,\n"
        ",D1,10,2024-03-02,,,,\n"
    )
    run = begin(desks, charity, "gifts", text)
    checked = check(desks, charity, run)
    assert findings(desks, charity, run) == [
        (2, "amount", "INVALID"),
        (3, "amount", "INVALID"),
        (4, "amount", "INVALID"),
        (5, "amount", "INVALID"),
        (6, "amount", "INVALID"),
        (7, "currency", "CURRENCY"),
        (8, "donor", "DONOR_UNKNOWN"),
        (9, "received_on", "INVALID"),
        (10, "received_on", "PERIOD_CLOSED"),
        (11, "fund", "FUND_UNKNOWN"),
        (12, "status", "NOT_RECEIVED"),
        (13, "amount", "FORMULA"),
        (14, "method", "INVALID"),
        (16, "", "TWICE_IN_FILE"),
        (18, "", "TWICE_IN_FILE"),
    ]
    assert counts(checked) == (2, 0, 0, 15)
    start(desks, charity, run)
    assert books_hold(desks, charity) == {"USD": usd(2000)}


def test_a_gift_without_number_that_is_here_already_waits_for_somebody_to_decide(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    plain = "Donor No,Amount,Date\nD1,40,2025-01-02\nD2,40,2025-01-02\n"
    assert counts(bring_in(desks, charity, "gifts", plain)) == (2, 0, 0, 0)
    again = bring_in(desks, charity, "gifts", plain + "D1,41,2025-01-02\n")
    assert counts(again) == (1, 0, 2, 0)
    assert books_hold(desks, charity) == {"USD": usd(12_100)}


def test_a_no_of_somebody_who_is_here_is_kept_once_and_goes_with_the_import(desks, charity):
    bring_in(desks, charity, "donors", "Donor No,Name,E-mail\nD1,Ada Sample,ada@list.example\n")
    refusing = "Donor No,Name,E-mail,Do not contact\nD1,Ada Sample,ada@list.example,yes\n"
    run = bring_in(desks, charity, "donors", refusing)
    again = bring_in(desks, charity, "donors", refusing)
    assert (counts(run), counts(again)) == ((0, 1, 0, 0), (0, 1, 0, 0))

    def nos():
        with desks.all_seeing(charity) as session:
            return session.scalar(select(func.count()).select_from(ContactChoice))

    assert nos() == 1
    undo(desks, charity, again.id)
    assert nos() == 1
    undo(desks, charity, run.id)
    assert nos() == 0


def test_gifts_are_taken_back_by_counter_postings_and_what_changed_is_named(desks, charity):
    donors = bring_in(desks, charity, "donors", DONORS)
    run = bring_in(desks, charity, "gifts", GIFTS)
    other = type(BOOKS)(("finance_officer",))
    with desks.at(charity, purpose="bookkeeping", worker=other) as session:
        refund_gift(session, gift_of(session, 7525).id, usd(25), reason="Too much")
        session.commit()
    kept = undo(desks, charity, run.id)
    assert (kept.state, kept.kept) == ("undone", 1)
    with desks.all_seeing(charity) as session:
        row = session.scalars(select(ImportLine).where(ImportLine.stage == "undo")).one()
        assert (row.line, row.wrong[0]["code"]) == (4, "REFUNDED")
        assert session.scalar(select(func.count()).where(Thanks.status == "due")) == 0
    assert books_hold(desks, charity) == {"USD": usd(7500)}
    assert counts(bring_in(desks, charity, "gifts", GIFTS)) == (2, 1, 0, 0), "only what was taken back is new"
    gone = undo(desks, charity, donors.id)
    assert (gone.state, gone.kept) == ("undone", 2)
    with desks.all_seeing(charity) as session:
        assert {row.name for row in session.scalars(select(Person))} == {"Ada Sample", "Bo Sample"}


def test_a_second_person_takes_back_what_was_changed_since(desks, charity):
    bring_in(desks, charity, "donors", DONORS)
    run = bring_in(desks, charity, "gifts", GIFTS)
    with desks.at(charity, purpose="bookkeeping", worker=BOOKS) as session:
        issue_receipt(session, gift_of(session, 120_050).id, language="en")
        session.commit()
    with pytest.raises(Refused) as why:
        undo(desks, charity, run.id, changed="reverse")
    assert why.value.code == "SAME_PERSON"
    done = undo(desks, charity, run.id, changed="reverse", worker=DIRECTOR)
    assert (done.state, done.kept) == ("undone", 0)
    assert set(books_hold(desks, charity).values()) <= {usd(0)}
    with desks.all_seeing(charity) as session:
        assert set(session.scalars(select(Gift.status))) == {"reversed"}


@pytest.mark.parametrize(
    ("origin", "wrong"),
    [
        (Origin(), {"provenance", "basis"}),
        (Origin("x" * 301, "consent"), {"provenance"}),
        (Origin("A fair", "because"), {"basis"}),
    ],
)
def test_a_list_is_taken_only_with_where_it_comes_from_and_by_what_right(origin, wrong):
    with pytest.raises(InvalidInput) as why:
        check_origin(known_registers()["donors"], origin)
    assert set(why.value.sayings) == wrong


def test_a_file_cut_in_half_is_not_taken_at_all(desks, charity):
    run = begin(desks, charity, "donors", DONORS[: DONORS.index("2 Mill")])
    assert check(desks, charity, run).state == "failed"
    assert findings(desks, charity, run)[-1] == (3, "", "FILE_CUT_OFF")
