"""Money: amounts as people type them, sharing, rounding."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base import money
from casework.base.errors import InvalidInput
from casework.base.money import Money
from casework.base.regions import regional


@pytest.mark.parametrize(
    ("typed", "currency", "locale", "minor"),
    [
        ("1,234.56", "USD", "en", 123456),
        ("$ 746.00", "USD", "en", 74600),
        ("1.234,56", "BRL", "pt_BR", 123456),
        ("R$ 12,50", "BRL", "pt_BR", 1250),
        ("12.50", "BRL", "pt_BR", 1250),
        ("12,5", "USD", "en", 1250),
        ("1,00,000", "INR", "hi", 10000000),
        ("१२३.४५", "INR", "hi", 12345),
        ("1.500.000₫", "VND", "vi", 1500000),
        ("1.500.000", "VND", "vi", 1500000),
        ("usd 20", "USD", "en", 2000),
        ("-20.10", "USD", "en", -2010),
        ("1.234", "KWD", "en", 1234),
    ],
)
def test_an_amount_is_read_the_way_it_was_typed(typed: str, currency: str, locale: str, minor: int) -> None:
    assert money.parse(typed, currency, locale) == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("", "USD"),
        ("ten", "USD"),
        ("1.234", "USD"),
        ("12.5", "JPY"),
        ("1,2,3", "USD"),
        ("1e5", "USD"),
        ("9" * 20, "USD"),
        ("\ud800", "USD"),
        ("1_000", "USD"),
    ],
)
def test_an_amount_that_cannot_be_recorded_exactly_is_refused_with_the_field(
    typed: str, currency: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        money.parse(typed, currency, "en")
    assert set(refused.value.errors) == {"amount"}


def test_decimals_follow_the_currency() -> None:
    assert [money.exponent(c) for c in ("USD", "GBP", "EUR", "JPY", "VND", "KRW", "KWD", "BHD", "TND")] == [
        2, 2, 2, 0, 0, 0, 3, 3, 3,
    ]  # fmt: skip
    assert Money(12345, "KWD").decimal == Decimal("12.345")
    assert Money(12345, "VND").decimal == Decimal(12345)


def test_a_hundred_shared_by_three_gives_the_odd_cent_to_the_first() -> None:
    shares = money.allocate(Money(10000, "USD"), [1, 1, 1])
    assert [share.minor for share in shares] == [3334, 3333, 3333]


def test_two_currencies_are_never_reckoned_together() -> None:
    with pytest.raises(ValueError, match="USD and VND"):
        Money(1, "USD") + Money(1, "VND")
    with pytest.raises(ValueError, match="no ISO 4217"):
        Money(1, "usd")


def test_a_half_minor_unit_goes_up_and_away_from_zero() -> None:
    assert Money(50, "USD").times(Decimal("0.05")) == Money(3, "USD")
    assert Money(-50, "USD").times(Decimal("0.05")) == Money(-3, "USD")
    assert money.from_decimal(Decimal("0.125"), "USD") == Money(13, "USD")
    assert money.from_decimal(Decimal("-0.125"), "USD") == Money(-13, "USD")


@given(
    st.integers(-(10**14), 10**14),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(lambda w: sum(w) > 0),
)
def test_sharing_never_loses_or_makes_money(minor: int, weights: list[int]) -> None:
    shares = money.allocate(Money(minor, "USD"), weights)
    assert money.total(shares, "USD") == Money(minor, "USD")
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor * sum(weights) - minor * weight) < sum(weights)


@given(st.integers(-(10**14), 10**14), st.sampled_from(["USD", "VND", "KWD"]))
def test_what_is_written_in_full_reads_back_the_same(minor: int, currency: str) -> None:
    amount = Money(minor, currency)
    assert money.parse(str(amount.decimal), currency, "en") == amount


@given(st.text())
def test_any_text_is_an_amount_or_a_refusal(typed: str) -> None:
    with contextlib.suppress(InvalidInput):
        money.parse(typed, "USD", "en")


def test_a_language_is_written_as_the_country_does_where_that_is_known() -> None:
    assert regional("es", "US") == "es_US"
    assert regional("es", "MX") == "es_MX"
    assert regional("vi", "US") == "vi"
    assert regional("en", "in") == "en_IN"
