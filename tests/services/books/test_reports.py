"""Income against last year and the lines behind it; a balanced journal; released money; sheets that run nothing."""

import io
import zipfile
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from casework.base.clock import freeze
from casework.base.errors import InvalidInput, Refused
from casework.base.money import Money
from casework.domain.workbook import ods, xlsx
from casework.services.donors.funds import create_fund, fund_balances, fund_by_code
from casework.services.donors.refund_gift import refund_gift
from casework.services.donors.release_fund import release_fund
from casework.services.giving_reports import trail
from casework.services.giving_reports.by_campaign import after_same_day, campaigns_income
from casework.services.giving_reports.income import income_of
from casework.services.giving_reports.trail import TrailFilter, income_lines, journal_piece
from casework.services.withheld import FieldWithheld
from tests.services.donors.scene import NOW, OTHER_BOOKS, a_donor, a_gift, split, usd


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


@pytest.fixture
def given(books):
    """Two gifts of this year, one of last; half of one given back; one in another currency."""
    with books() as session:
        donor = a_donor(session)
        split_gift = a_gift(session, donor, 100_00, splits=split(session, food=60_00, children=40_00))
        a_gift(session, donor, 30_00, received_on=date(2026, 2, 3), fee=usd(1_00))
        a_gift(session, donor, 80_00, received_on=date(2025, 11, 5))
        session.commit()
    with books(OTHER_BOOKS) as session:
        refund_gift(session, split_gift.id, usd(50_00), reason="Asked for")
        session.commit()


def test_income_is_the_sum_of_the_lines_behind_it_by_month_and_by_fund(books, given):
    with books() as session:
        income = income_of(session, 2026, "USD")
        assert (income.this, income.last) == (usd(80_00), usd(80_00))
        assert (income.by_now, income.begun) == (usd(80_00), 11)
        assert income_of(session, 2025, "USD").by_now is None
        assert all(one.by_now is None for one in income_of(session, 2025, "USD").funds)
        assert [one.by_now for one in income.months if one.by_now is not None] == [usd(80_00)]
        assert {one.key: one.this.minor for one in income.months if one.this} == {"2": 30_00, "11": 50_00}
        assert sum(one.this.minor for one in income.funds) == 80_00
        for fund in income.funds:
            found = next(row for row in fund_ids(session) if str(row) == fund.key)
            wanted = TrailFilter(date(2026, 1, 1), date(2027, 1, 1), "USD", found)
            lines, after = income_lines(session, wanted)
            assert sum(line.amount.minor for line in lines) == fund.this.minor and after is None
        page, after = income_lines(session, TrailFilter(date(2026, 1, 1), date(2027, 1, 1), "USD"), size=2)
        rest, _none = income_lines(
            session, TrailFilter(date(2026, 1, 1), date(2027, 1, 1), "USD"), after=after, size=50
        )
        assert len(page) == 2 and not {one.id for one in page} & {one.id for one in rest}


def test_a_running_year_is_compared_to_the_same_days_of_last_year_by_fund_month_and_campaign(books):
    with books() as session:
        donor = a_donor(session)
        for day, minor in (
            (date(2025, 11, 20), 30_00),
            (date(2025, 11, 21), 500_00),
            (date(2025, 12, 3), 70_00),
        ):
            a_gift(session, donor, minor, received_on=day)
        a_gift(session, donor, 60_00)
        session.commit()
        income = income_of(session, 2026, "USD")
        (fund,) = income.funds
        november = income.months[10]
        (none,) = campaigns_income(session, 2026, "USD")
        for one in (fund, none):
            assert (one.this, one.last, one.by_now) == (usd(60_00), usd(600_00), usd(30_00))
        assert (november.last, november.by_now) == (usd(530_00), usd(30_00))
        assert campaigns_income(session, 2025, "USD")[0].by_now is None


def test_the_same_day_of_last_year_is_there_in_leap_years_too():
    assert after_same_day(date(2028, 2, 29)) == date(2027, 3, 1)
    assert after_same_day(date(2029, 2, 28)) == date(2028, 2, 29)
    assert after_same_day(date(2026, 12, 31)) == date(2026, 1, 1)


def fund_ids(session):
    return {fund for fund, _ in fund_balances(session)}


def test_the_journal_balances_entry_by_entry_however_it_is_cut(books, given, monkeypatch):
    monkeypatch.setattr(trail, "PIECE", 2)
    with books() as session:
        sums, after, more = defaultdict(int), None, True
        lines = []
        while more:
            piece, after = journal_piece(session, 2026, after=after)
            lines += piece
            more = after is not None
        for line in lines:
            sums[line.entry_id] += (line.debit or usd(0)).minor - (line.credit or usd(0)).minor
        assert len(sums) == 4 and set(sums.values()) == {0}
        assert {line.account for line in lines} == {"cash", "fund", "fees"}


def test_restricted_money_is_released_up_to_what_is_there_and_is_no_income(books, given):
    with books() as session:
        food, general = fund_by_code(session, "food").id, fund_by_code(session, "general").id
        for amount, until, reason, field in (
            (usd(30_01), general, "Met", "release"),
            (usd(0), general, "Met", "release"),
            (Money(1, "EUR"), general, "Met", "release"),
            (usd(1), food, "Met", "until"),
            (usd(1), general, " ", "release_reason"),
        ):
            with pytest.raises(InvalidInput) as refused:
                release_fund(session, food, until, amount, reason=reason)
            assert set(refused.value.errors) == {field}
        before = {one.key: one.this for one in income_of(session, 2026, "USD").funds}
        assert release_fund(session, food, general, usd(10_00), reason="Bought the food") == usd(20_00)
        session.commit()
        assert {one.key: one.this for one in income_of(session, 2026, "USD").funds} == before
        for fund in (general, create_fund(session, "ever", "Endowment", restriction="permanent").id):
            with pytest.raises(Refused):
                release_fund(session, fund, food, usd(1), reason="x")


def test_amounts_that_are_withheld_are_not_reported(desks, charity, given):
    with desks.at(charity, "volunteer_coordinator", purpose="triage") as session:
        with pytest.raises(FieldWithheld):
            income_of(session, 2026, "USD")
        with pytest.raises(FieldWithheld):
            journal_piece(session, 2026)


@pytest.mark.parametrize("make", [xlsx, ods])
def test_a_sheet_holds_text_and_numbers_and_never_a_formula(make):
    rows = [["Name", "Amount"], ["=cmd|' /C calc'!A0", Decimal("1.50")], ["<b>&\x00\u202e", None], ["+1", -3]]
    archive = zipfile.ZipFile(io.BytesIO(make(rows)))
    assert archive.testzip() is None
    text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "<f>" not in text and "formula" not in text and "'=cmd" in text and "&lt;b&gt;&amp;" in text
    assert "\x00" not in text and "1.50" in text and make(rows) == make(rows)
