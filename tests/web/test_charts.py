"""Charts: what stands beside the bars has its room."""

import pytest

from casework.web.charts import bar_chart, paired_chart


@pytest.mark.parametrize(("most", "fits"), [(90, True), (20_390, False), (3_000_000, False)])
def test_a_long_sum_beside_a_line_is_not_cut_off_at_the_left(most: int, fits: bool) -> None:
    def say(value: int) -> str:
        return f"${value:,}"

    for drawing in (bar_chart([("2026", most)], say), paired_chart([("May", most, 0)], say)[0]):
        longest = max(len(line.label) for line in drawing.grid)
        assert longest * 7 <= drawing.left - 8 + drawing.room
        assert (drawing.room == 0) is fits
