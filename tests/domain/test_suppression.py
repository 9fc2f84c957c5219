"""Small counts can be neither read nor worked out."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from casework.domain.suppression import TOTAL, left_out, with_totals

LEAST = 5


def worked_out(table, hidden):
    """The hidden cells that the published ones determine: by elimination over all rows' and columns' sums."""
    unknown = sorted(hidden, key=str)
    lines = [
        [cell for cell in table if cell[side] == name] for side in (0, 1) for name in {c[side] for c in table}
    ]
    rows = []
    for line in lines:
        total = next(cell for cell in line if cell[1 if len({c[0] for c in line}) == 1 else 0] == TOTAL)
        sign = {cell: (-1 if cell == total else 1) for cell in line}
        rows.append([Fraction(sign.get(cell, 0)) for cell in unknown])
    at = 0
    for column in range(len(unknown)):
        pivot = next((r for r in range(at, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for r in range(len(rows)):
            if r != at and rows[r][column]:
                rows[r] = [a - rows[r][column] * b for a, b in zip(rows[r], rows[at], strict=True)]
        at += 1
    alone = [row for row in rows if sum(bool(value) for value in row) == 1]
    return {unknown[next(i for i, value in enumerate(row) if value)] for row in alone}


def test_a_table_without_small_counts_is_told_whole():
    table = with_totals(
        {("road", "north"): 10, ("road", "south"): 7, ("tree", "north"): 9, ("tree", "south"): 0}
    )
    assert left_out(table, LEAST) == frozenset()
    assert table["road", TOTAL] == 17
    assert table[TOTAL, TOTAL] == 26


def test_one_small_count_takes_along_what_would_tell_it():
    counts = {(r, c): 20 + 3 * i for i, (r, c) in enumerate((r, c) for r in "abc" for c in "xyz")}
    table = with_totals(counts | {("a", "x"): 2})
    hidden = left_out(table, LEAST)
    assert ("a", "x") in hidden
    assert len(hidden) == 4
    assert not any(TOTAL in cell for cell in hidden)
    assert not worked_out(table, hidden)


def test_two_circles_that_hang_together_by_one_cell_do_not_give_that_cell_away():
    block = {
        ("a", "w"),
        ("a", "x"),
        ("b", "w"),
        ("b", "x"),
        ("c", "y"),
        ("c", "z"),
        ("d", "y"),
        ("d", "z"),
        ("b", "y"),
    }
    table = with_totals({(r, c): 1 if (r, c) in block else 30 for r in "abcd" for c in "wxyz"})
    assert worked_out(table, block) == {("b", "y")}, "the trap is there"
    assert not worked_out(table, left_out(table, LEAST))


def test_a_single_column_hides_its_small_counts_behind_its_total_or_another():
    table = with_totals({("road", "all"): 30, ("tree", "all"): 1})
    hidden = left_out(table, LEAST)
    assert ("tree", "all") in hidden
    assert not worked_out(table, hidden)


@given(
    st.integers(1, 5).flatmap(
        lambda columns: st.lists(
            st.lists(st.integers(0, 12), min_size=columns, max_size=columns), min_size=1, max_size=6
        )
    )
)
def test_no_hidden_cell_of_any_table_can_be_worked_out_from_the_rest(rows):
    table = with_totals({(str(r), str(c)): n for r, row in enumerate(rows) for c, n in enumerate(row)})
    hidden = left_out(table, LEAST)
    assert {cell for cell, number in table.items() if 0 < number < LEAST} <= hidden
    assert not worked_out(table, hidden)
