"""Fees: the row of the day, penalties by payment, exact settlement."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.money import Money
from casework.domain.calendar_data import calendar_from
from casework.domain.dated import overlaps
from casework.domain.fees import FeeRow, check_price, check_settlement, fee_sheet, last_free_day
from casework.domain.rules import compile_rule

SALE = date(2026, 11, 20)
CALENDAR = calendar_from({"timezone": "America/Los_Angeles", "country": "US", "subdivisions": ["CA"]})


def usd(minor: int) -> Money:
    return Money(minor, "USD")


GIFT = compile_rule("kind == 'gift'", {"kind": str})
NO_GIFT = compile_rule("kind != 'gift'", {"kind": str})
TABLE = [
    FeeRow("TRANSFER", date(2020, 1, 1), date(2026, 12, 1), amount=usd(1500), per="transfers", waivable=True),
    FeeRow("TRANSFER", date(2026, 12, 1), amount=usd(1800), per="transfers", waivable=True),
    FeeRow("USE_TAX", date(2020, 1, 1), sort="tax", rate=Decimal("0.0725"), of="price", when=NO_GIFT),
    FeeRow("SMOG_TRANSFER", date(2020, 1, 1), amount=usd(800), when=GIFT),
    FeeRow("PENALTY", date(2020, 1, 1), date(2026, 12, 20), sort="penalty", amount=usd(1000)),
    FeeRow("PENALTY", date(2026, 12, 20), sort="penalty", amount=usd(1100)),
]
VALUES: dict[str, object] = {"price": usd(1_012_345), "kind": "private_sale", "transfers": 1}


def lines(values: dict[str, object], *, event_on: date = SALE, paid_on: date = SALE) -> dict[str, int]:
    free = last_free_day(event_on, CALENDAR)
    sheet = fee_sheet(TABLE, values, currency="USD", event_on=event_on, paid_on=paid_on, last_free_day=free)
    return {line.code: line.amount.minor for line in sheet.lines}


def test_the_table_of_the_day_of_transfer_holds_and_tax_is_rounded_half_up() -> None:
    assert lines(VALUES) == {"TRANSFER": 1500, "USE_TAX": 73395}
    assert lines(VALUES, event_on=date(2026, 12, 1)) == {"TRANSFER": 1800, "USE_TAX": 73395}


def test_a_gift_pays_no_tax_and_an_heir_who_sells_on_pays_two_transfers() -> None:
    assert lines({**VALUES, "kind": "gift", "transfers": 2}) == {"TRANSFER": 3000, "SMOG_TRANSFER": 800}


def test_the_last_day_without_penalty_moves_past_a_sunday() -> None:
    assert last_free_day(SALE, CALENDAR) == date(2026, 12, 21)
    assert "PENALTY" not in lines(VALUES, paid_on=date(2026, 12, 21))


def test_a_penalty_is_that_of_the_day_of_payment() -> None:
    assert lines(VALUES, paid_on=date(2026, 12, 22))["PENALTY"] == 1100


def test_a_negative_price_is_taxed_as_nothing() -> None:
    assert lines({**VALUES, "price": usd(-5)})["USE_TAX"] == 0


def test_a_missing_basis_is_a_mistake_not_a_zero() -> None:
    with pytest.raises(ValueError, match="needs price"):
        lines({"kind": "private_sale", "transfers": 1})
    with pytest.raises(ValueError, match="needs transfers"):
        lines({"kind": "gift"})


def test_payments_have_to_meet_the_total_exactly() -> None:
    sheet = fee_sheet(TABLE, VALUES, currency="USD", event_on=SALE, paid_on=SALE)
    assert sheet.total == usd(74895)
    assert check_settlement(sheet, [usd(74000), usd(895)]) == ()
    assert [f.code for f in check_settlement(sheet, [usd(74000)])] == ["UNDERPAID"]
    assert [f.code for f in check_settlement(sheet, [usd(75000)])] == ["OVERPAID"]
    assert "1.05 USD" in str(check_settlement(sheet, [usd(75000)])[0].said)


def test_only_a_line_that_may_be_waived_is_waived() -> None:
    sheet = fee_sheet(TABLE, VALUES, currency="USD", event_on=SALE, paid_on=SALE)
    waived = sheet.waive("TRANSFER", "HARDSHIP")
    assert waived.total == usd(73395)
    assert [line.waiver for line in waived.lines] == ["HARDSHIP", None]
    for code in ("USE_TAX", "NOTHING"):
        with pytest.raises(ValueError, match="may be waived"):
            sheet.waive(code, "HARDSHIP")


def test_a_price_far_under_book_value_is_flagged_not_refused() -> None:
    (found,) = check_price(usd(100_000), usd(1_000_000), Decimal("0.5"))
    assert (found.code, found.stops) == ("PRICE_REVIEW", False)
    assert check_price(usd(500_000), usd(1_000_000), Decimal("0.5")) == ()
    assert check_price(usd(1), None, Decimal("0.5")) == ()


def test_a_table_with_two_rows_for_one_day_is_found() -> None:
    assert overlaps(TABLE) == []
    twice = FeeRow("TRANSFER", date(2026, 11, 30), date(2026, 12, 2), amount=usd(1))
    assert {(a.code, b.code) for a, b in overlaps([*TABLE, twice])} == {("TRANSFER", "TRANSFER")}


def test_a_row_is_flat_or_a_rate_never_both_or_neither() -> None:
    for wrong in ({}, {"amount": usd(1), "rate": Decimal(1), "of": "price"}, {"rate": Decimal(1)}):
        with pytest.raises(ValueError, match="either a flat amount"):
            FeeRow("X", SALE, **wrong)


@given(st.integers(0, 10**10), st.integers(0, 3))
def test_the_total_is_the_sum_of_rounded_lines(price: int, transfers: int) -> None:
    values = {"price": usd(price), "kind": "private_sale", "transfers": transfers}
    sheet = fee_sheet(TABLE, values, currency="USD", event_on=SALE, paid_on=SALE)
    assert sheet.total.minor == sum(line.amount.minor for line in sheet.lines)
    assert abs(sheet.total.minor - transfers * 1500 - price * 725 / 10000) <= 0.5 + price * 1e-12
