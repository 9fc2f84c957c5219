"""Rules over donors are data of known kinds: what is none is refused with the place where it is wrong."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.donor_rules import (
    FIELDS,
    LARGEST_NUMBER,
    MOST_CONDITIONS,
    SHIPPED,
    BadRule,
    Condition,
    Steps,
    checked,
    rule_of,
    score_falling,
    score_rising,
)


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_a_list_that_ships_is_read_back_as_it_was(code):
    assert rule_of(SHIPPED[code].to_data()) == SHIPPED[code]


@pytest.mark.parametrize(
    ("told", "place", "code"),
    [
        ({}, 0, "shape"),
        ({"all": "x"}, 0, "shape"),
        ({"all": [], "sql": "1"}, 0, "shape"),
        ({"all": [7]}, 1, "shape"),
        ({"all": [{"what": "name", "how": "is", "value": "x"}]}, 1, "field"),
        ({"all": [{"what": "gifts", "how": "is", "value": None}]}, 1, "value"),
        ({"all": [{"what": "gifts", "how": "like", "value": 1}]}, 1, "value"),
        ({"all": [{"what": "gifts", "how": "is", "value": True}]}, 1, "value"),
        ({"all": [{"what": "gifts", "how": "is", "value": -1}]}, 1, "value"),
        ({"all": [{"what": "gifts", "how": "is", "value": LARGEST_NUMBER + 1}]}, 1, "value"),
        ({"all": [{"what": "recency", "how": "is", "value": 6}]}, 1, "value"),
        ({"all": [{"what": "gifts", "how": "more_than", "value": "lifetime"}]}, 1, "value"),
        ({"all": [{"what": "gifts", "how": "more_than", "value": "gifts"}]}, 1, "value"),
        ({"all": [{"what": "kind", "how": "at_least", "value": "person"}]}, 1, "value"),
        ({"all": [{"what": "regular", "how": "is", "value": "yes"}]}, 1, "value"),
    ],
)
def test_what_is_no_rule_is_refused_where_it_is_wrong(told, place, code):
    with pytest.raises(BadRule) as bad:
        rule_of(told)
    assert (bad.value.place, bad.value.code) == (place, code)


def test_a_rule_has_a_handful_of_conditions():
    one = Condition("gifts", "at_least", 1)
    assert len(checked([one] * MOST_CONDITIONS).conditions) == MOST_CONDITIONS
    with pytest.raises(BadRule, match="too_many"):
        checked([one] * (MOST_CONDITIONS + 1))


@given(
    st.dictionaries(st.sampled_from(["all", *FIELDS]), st.lists(st.dictionaries(st.text(), st.integers())))
)
def test_nothing_that_is_kept_breaks_the_reader(told):
    with suppress(BadRule):
        assert rule_of(told).to_data() == told


@pytest.mark.parametrize(("days", "score"), [(0, 5), (90, 5), (91, 4), (365, 3), (730, 2), (731, 1)])
def test_the_latest_gift_is_scored_by_fixed_steps(days, score):
    assert score_falling(days, Steps().days) == score


@pytest.mark.parametrize(("gifts", "score"), [(0, 1), (1, 1), (2, 2), (7, 3), (12, 5), (99, 5)])
def test_how_often_they_gave_is_scored_by_fixed_steps(gifts, score):
    assert score_rising(gifts, Steps().gifts) == score
