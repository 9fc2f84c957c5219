"""Files from the bank: whole or refused, wherever they are cut, changed or mixed up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.money import Money
from casework.domain.bank_file import BadFile, Head, read_answers, write_answers
from casework.domain.collection import CODES, LADDER, Answer, next_try

HEAD = Head("2026-00001", date(2026, 11, 2), "USD")


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def charged(number: int, minor: int = 25_00, fee: int = 0) -> Answer:
    paid = usd(fee) if fee else None
    return Answer(f"k-{number}", charged=True, amount=usd(minor), processor_id=f"b-{number}", fee=paid)


answers = st.lists(
    st.tuples(st.integers(1, 10**12), st.integers(0, 500), st.sampled_from((None, *CODES))), max_size=8
).map(
    lambda rows: [
        charged(place, minor, fee)
        if code is None
        else Answer(f"k-{place}", charged=False, amount=usd(minor), code=code, fee=usd(fee) if fee else None)
        for place, (minor, fee, code) in enumerate(rows)
    ]
)
WHOLE = write_answers(
    HEAD, [charged(1), charged(2, 7_00), Answer("k-3", charged=False, amount=usd(5), code="limit")]
)


@given(answers)
def test_a_whole_file_is_read_as_it_was_written(rows):
    read = read_answers(write_answers(HEAD, rows))
    assert (read.head, list(read.answers)) == (HEAD, rows)
    assert read.total.minor == sum(row.amount.minor for row in rows)


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_a_file_cut_anywhere_is_refused(length):
    with pytest.raises(BadFile):
        read_answers(WHOLE[:length])


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_file_with_one_byte_changed_is_refused(place, byte):
    changed = WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :]
    if changed != WHOLE:
        with pytest.raises(BadFile):
            read_answers(changed)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_and_nothing_breaks(content):
    with pytest.raises(BadFile):
        read_answers(content)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([charged(1), charged(1, 1)], "TWICE"),
        ([charged(1), Answer("k-2", charged=True, amount=usd(1), processor_id="b-1")], "TWICE"),
        ([Answer("k-1", charged=True, amount=usd(1), processor_id=None)], "LINE"),
        ([Answer("k-1", charged=False, amount=usd(1), code="nonsense")], "LINE"),
        ([Answer("k 1", charged=True, amount=usd(1), processor_id="b")], "LINE"),
        ([charged(1, -5)], "LINE"),
        ([charged(1, 10**16)], "LINE"),
    ],
)
def test_a_file_that_says_what_cannot_be_is_refused_with_its_reason(rows, code):
    with pytest.raises(BadFile) as bad:
        read_answers(write_answers(HEAD, rows))
    assert bad.value.code == code


def test_a_declined_try_is_repeated_three_times_and_what_cannot_be_cured_never():
    day, tries = date(2026, 3, 1), []
    while (after := next_try(len(tries) + 1, day, "no_money")) is not None:
        tries.append((after - day).days)
        day = after
    assert tuple(tries) == LADDER
    assert next_try(1, day, "card_expired") is None
