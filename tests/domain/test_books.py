"""The books in the small: every act adds up to nothing, whatever is split, refunded and moved, in any order."""

from hypothesis import given
from hypothesis import strategies as st

from casework.base.money import Money, total
from casework.domain import books
from casework.domain.books import Account, Line

FUNDS = ("food", "children", "van", "general")
currencies = st.sampled_from(("USD", "VND", "KWD"))
amounts = st.integers(min_value=1, max_value=10**13)
weights = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=4).filter(any)


def summed(lines) -> int:
    return sum(line.amount.minor for line in lines)


@given(amounts, currencies, weights)
def test_shares_are_exactly_the_gift_and_no_part_is_a_unit_off(minor, currency, shares):
    whole = Money(minor, currency)
    parts = books.share_out(whole, list(zip(FUNDS, shares, strict=False)))
    assert total([part for _, part in parts], currency) == whole
    for fund, part in parts:
        fair = minor * shares[FUNDS.index(fund)] / sum(shares)
        assert abs(part.minor - fair) <= max(1, fair * 1e-9)


def test_what_does_not_come_out_even_goes_to_the_largest_fraction_then_to_the_first_named():
    thirds = books.share_out(Money(100_00, "USD"), [("a", 1), ("b", 1), ("c", 1)])
    assert [part.minor for _, part in thirds] == [33_34, 33_33, 33_33]
    uneven = books.share_out(Money(100, "VND"), [("a", 1), ("b", 2), ("c", 3)])
    assert [part.minor for _, part in uneven] == [17, 33, 50]


@given(
    amounts, currencies, weights, st.lists(st.tuples(st.integers(0, 5), st.integers(1, 10**13)), max_size=12)
)
def test_entries_of_a_gift_add_up_to_nothing_and_no_fund_gives_back_more_than_it_got(
    minor, currency, shares, acts
):
    whole = Money(minor, currency)
    parts = books.share_out(whole, list(zip(FUNDS, shares, strict=False)))
    lines: list[Line[str]] = list(books.receipt(parts))
    given_back = 0
    for kind, most in acts:
        held = books.held_of(lines)
        left = total([part for _, part in held], currency)
        if not left:
            break
        amount = Money(min(most, left.minor), currency)
        if kind == 0:
            entry = books.fee(Money(min(most, minor), currency))
        elif kind == 1:
            fund, there = held[most % len(held)]
            entry = books.moving(Money(min(most, there.minor), currency), fund, FUNDS[most % 4])
        else:
            entry = books.taking_back(amount, held)
            given_back += amount.minor
        assert summed(entry) == 0
        lines += entry
        assert all(part.minor > 0 for _, part in books.held_of(lines))
    assert summed(lines) == 0
    assert total([part for _, part in books.held_of(lines)], currency).minor == minor - given_back


@given(amounts, st.lists(amounts, max_size=6))
def test_a_pledge_that_is_paid_and_written_off_has_nothing_left_to_come(promised, payments):
    fund, lines = "food", list(books.promise(Money(promised, "USD"), "food"))
    for payment in payments:
        left = books.balances(lines).get((Account.PLEDGED, None), Money(0, "USD"))
        if left:
            lines += books.settlement(Money(min(payment, left.minor), "USD"), fund)
    left = books.balances(lines).get((Account.PLEDGED, None), Money(0, "USD"))
    if left:
        lines += books.write_off(left)
    after = books.balances(lines)
    assert summed(lines) == 0 and (Account.PLEDGED, None) not in after
    assert after.get((Account.WRITTEN_OFF, None), Money(0, "USD")) == left


@given(
    st.permutations(
        list(
            books.receipt([("food", Money(70, "USD")), ("van", Money(30, "USD"))])
            + books.fee(Money(3, "USD"))
        )
    )
)
def test_balances_are_the_same_in_any_order(lines):
    assert books.balances(lines) == {
        (Account.CASH, None): Money(97, "USD"),
        (Account.FEES, None): Money(3, "USD"),
        (Account.FUND, "food"): Money(-70, "USD"),
        (Account.FUND, "van"): Money(-30, "USD"),
    }
