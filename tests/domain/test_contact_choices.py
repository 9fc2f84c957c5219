"""What people said about being written to: a no stands until a later yes says as exactly or more."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.contact_choices import CHANNELS, TOPICS, Choice, do_not_contact, standing

DAY = date(2026, 11, 1)


def said(word: str, allowed: bool, day: int = 1) -> Choice:
    channel, topic = word.split(":")
    at = datetime(2026, 11, day, tzinfo=UTC)
    return Choice(channel, topic, allowed, DAY.replace(day=day), at)


@pytest.mark.parametrize(
    ("choices", "allowed", "why"),
    [
        ([], True, "not_asked"),
        ([said("email:appeal", True)], True, "said_yes"),
        ([said("email:appeal", False)], False, "said_no"),
        ([said("post:appeal", False)], True, "not_asked"),
        ([said("any:appeal", False)], False, "said_no"),
        ([said("email:any", False), said("email:appeal", True, 2)], True, "said_yes"),
        ([said("email:appeal", True), said("email:any", False, 2)], False, "said_no"),
        ([said("email:appeal", False), said("any:any", True, 2)], False, "said_no"),
        ([said("email:any", False), said("any:appeal", True, 2)], False, "said_no"),
        ([said("any:any", False), said("email:appeal", True, 2)], True, "said_yes"),
    ],
)
def test_what_was_said_decides_over_appeals_by_mail(choices, allowed, why):
    found = standing(choices, "email", "appeal")
    assert (found.allowed, found.why) == (allowed, why)


def test_nobody_who_died_is_written_to_and_no_address_is_lent_without_a_yes():
    assert standing([said("email:appeal", True)], "email", "appeal", deceased=True).why == "deceased"
    assert not standing([], "post", "shared").allowed
    assert standing([said("any:shared", True)], "post", "shared").allowed


def test_do_not_contact_stands_until_it_is_taken_back_as_a_whole():
    never = said("any:any", False)
    assert do_not_contact([never, said("email:receipt", True, 2)]) == never
    assert do_not_contact([never, said("any:any", True, 2)]) is None


WORDS = st.builds(
    lambda channel, topic, allowed, day: said(f"{channel}:{topic}", allowed, day),
    st.sampled_from(CHANNELS),
    st.sampled_from(TOPICS),
    st.booleans(),
    st.integers(1, 5),
)


@given(st.lists(WORDS, max_size=6), st.sampled_from(CHANNELS[1:]), st.sampled_from(TOPICS[1:]))
def test_a_last_word_that_says_no_to_everything_is_heeded(choices, channel, topic):
    assert not standing([*choices, said("any:any", False, 28)], channel, topic).allowed


@given(st.lists(WORDS, max_size=6), st.sampled_from(CHANNELS[1:]), st.sampled_from(TOPICS[1:]))
def test_one_more_no_never_opens_anything(choices, channel, topic):
    before = standing(choices, channel, topic)
    after = standing([*choices, said(f"{channel}:any", False, 3)], channel, topic)
    assert before.allowed or not after.allowed
