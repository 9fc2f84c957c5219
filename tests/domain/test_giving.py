"""Gifts: receipts by the figures of the law, Gift Aid, splits and totals."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base import money
from casework.base.money import Money
from casework.domain import gift_aid
from casework.domain.giving import GiftRow, check_amount, check_splits, refundable, totals
from casework.domain.receipts import Given, Statement, parse_receipt_number, receipt_content, receipt_number


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def gbp(minor: int) -> Money:
    return Money(minor, "GBP")


@pytest.mark.parametrize(
    ("amount", "benefit", "statement", "deductible", "acknowledge", "disclose"),
    [
        (250_00, 0, "nothing_given", 250_00, True, False),
        (249_99, 0, "nothing_given", 249_99, False, False),
        (100_00, 40_00, "goods_with_estimate", 60_00, False, True),
        (75_00, 40_00, "goods_with_estimate", 35_00, False, False),
        (75_01, 1, "goods_with_estimate", 75_00, False, True),
        (30_00, 40_00, "goods_with_estimate", 0, False, False),
    ],
)
def test_a_receipt_states_what_the_law_asks_of_a_single_payment(
    amount: int, benefit: int, statement: str, deductible: int, acknowledge: bool, disclose: bool
) -> None:
    content = receipt_content(Given(usd(amount), usd(benefit)))
    assert (content.statement, content.deductible) == (statement, usd(deductible))
    assert (content.must_acknowledge, content.must_disclose) == (acknowledge, disclose)


def test_goods_are_described_and_never_valued() -> None:
    content = receipt_content(Given(usd(0), usd(0), in_kind=True))
    assert (content.deductible, content.describes_goods, content.must_acknowledge) == (None, True, True)


def test_token_and_religious_benefits_take_nothing_away() -> None:
    token = receipt_content(Given(usd(300_00), usd(5_00), token_benefit=True))
    assert (token.statement, token.deductible, token.must_disclose) == (
        Statement.TOKEN_ONLY,
        usd(300_00),
        False,
    )
    religious = receipt_content(Given(usd(300_00), usd(0), religious_benefit=True))
    assert religious.statement is Statement.RELIGIOUS_ONLY


def test_a_receipt_number_is_year_and_serial() -> None:
    assert receipt_number(2026, 417) == "2026-000417"
    assert parse_receipt_number(" 2026-000417 ") == (2026, 417)
    for wrong in ("2026-417", "2026-000000", "x", "२०२६-000417"):
        assert parse_receipt_number(wrong) is None
    for serial in (0, 1_000_000):
        with pytest.raises(ValueError, match="serial"):
            receipt_number(2026, serial)


def test_gift_aid_is_a_quarter_of_the_gift() -> None:
    assert gift_aid.claim(gbp(100_00)) == gbp(25_00)
    assert gift_aid.claim(gbp(10)) == gbp(3)
    assert gift_aid.claim(gbp(9)) == gbp(2)


@pytest.mark.parametrize(("amount", "limit"), [(40_00, 10_00), (100_00, 25_00), (1_000_00, 70_00)])
def test_a_donor_may_get_little_in_return(amount: int, limit: int) -> None:
    assert gift_aid.benefit_limit(gbp(amount)) == gbp(limit)
    assert gift_aid.benefits_allowed(gbp(amount), gbp(limit), gbp(0))
    assert not gift_aid.benefits_allowed(gbp(amount), gbp(limit + 1), gbp(0))
    assert not gift_aid.benefits_allowed(gbp(amount), gbp(limit), gbp(2_500_00))


def test_small_donations_are_capped_by_the_gift_aided_ones() -> None:
    assert gift_aid.small_donations_limit(gbp(500_00)) == gbp(5_000_00)
    assert gift_aid.small_donations_limit(gbp(900_00)) == gbp(8_000_00)
    assert gift_aid.is_small_donation(gbp(30_00), cash_or_contactless=True, declared=False)
    assert not gift_aid.is_small_donation(gbp(30_01), cash_or_contactless=True, declared=False)
    assert not gift_aid.is_small_donation(gbp(10_00), cash_or_contactless=True, declared=True)
    assert gift_aid.tax_year(date(2026, 4, 5)) == (date(2025, 4, 6), date(2026, 4, 5))
    assert gift_aid.tax_year(date(2026, 4, 6))[0] == date(2026, 4, 6)


@pytest.mark.parametrize(
    ("splits", "codes"),
    [
        ([60_00, 40_00], []),
        ([60_00, 39_99], ["SPLIT_SUM"]),
        ([110_00, -10_00], ["SPLIT_NOT_POSITIVE"]),
        ([], ["SPLIT_MISSING"]),
    ],
)
def test_splits_add_up_to_the_gift(splits: list[int], codes: list[str]) -> None:
    assert [f.code for f in check_splits(usd(100_00), [usd(part) for part in splits])] == codes


def test_no_part_of_a_gift_is_in_another_currency() -> None:
    assert [f.code for f in check_splits(usd(1), [gbp(1)])] == ["SPLIT_CURRENCY"]
    assert [f.code for f in check_amount(usd(0))] == ["AMOUNT_NOT_POSITIVE"]
    assert refundable(usd(100), [usd(30), usd(20)]) == usd(50)


GIFTS = [
    GiftRow("a", usd(50_00), date(2025, 3, 1)),
    GiftRow("b", usd(200_00), date(2026, 2, 1)),
    GiftRow("c", usd(70_00), date(2026, 5, 1)),
    GiftRow("-c", usd(-70_00), date(2026, 6, 1), reverses="c"),
    GiftRow("d", usd(100_00), date(2026, 7, 1)),
    GiftRow("-d", usd(-40_00), date(2026, 8, 1), reverses="d"),
    GiftRow("e", Money(500_000, "VND"), date(2026, 8, 1)),
    GiftRow("later", usd(900_00), date(2026, 12, 1)),
]


def test_a_donors_totals_leave_out_what_was_taken_back_and_never_mix_currencies() -> None:
    found = totals(GIFTS, as_of=date(2026, 11, 21))
    assert set(found) == {"USD", "VND"}
    dollars = found["USD"]
    assert (dollars.count, dollars.lifetime, dollars.largest) == (3, usd(310_00), usd(200_00))
    assert (dollars.this_year, dollars.last_year) == (usd(260_00), usd(50_00))
    assert (dollars.first_on, dollars.latest_on) == (date(2025, 3, 1), date(2026, 7, 1))
    assert totals([], as_of=date(2026, 11, 21)) == {}


def test_years_are_the_tenants_fiscal_years() -> None:
    dollars = totals(GIFTS, as_of=date(2026, 11, 21), first_month=7)["USD"]
    assert (dollars.this_year, dollars.last_year) == (usd(60_00), usd(200_00))


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.dates(date(2020, 1, 1), date(2026, 11, 21))), max_size=20)
)
def test_lifetime_is_the_sum_of_all_gifts(gifts: list[tuple[int, date]]) -> None:
    rows = [GiftRow(n, usd(minor), on) for n, (minor, on) in enumerate(gifts)]
    found = totals(rows, as_of=date(2026, 11, 21), first_month=4)
    assert money.total([sums.lifetime for sums in found.values()], "USD").minor == sum(m for m, _ in gifts)
