"""Half-open periods, chains of title, retention."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.periods import Period, add_months, chain, conflicts, gaps
from casework.domain.retention import (
    Keep,
    Span,
    check_disposal,
    eligible,
    fiscal_year_end,
    parse_span,
    turns_18,
)  # fmt: skip

BASE = date(2026, 1, 1)


def day(n: int) -> date:
    return BASE + timedelta(days=n)


def period(since: int, until: int | None) -> Period[date]:
    return Period(day(since), None if until is None else day(until))


PERIODS = st.builds(
    lambda since, length: period(since, None if length is None else since + length),
    st.integers(0, 60),
    st.none() | st.integers(1, 40),
)


def test_touching_is_not_overlapping_and_empty_is_refused() -> None:
    assert not period(0, 5).overlaps(period(5, 9))
    assert period(0, 6).overlaps(period(5, None))
    for until in (5, 4):
        with pytest.raises(ValueError, match="ends after it begins"):
            period(5, until)


@given(PERIODS, PERIODS)
def test_overlap_means_a_day_in_common(a: Period[date], b: Period[date]) -> None:
    shared = any(day(n) in a and day(n) in b for n in range(110))
    assert a.overlaps(b) == b.overlaps(a) == shared
    both = a.intersection(b)
    assert (both is not None) == shared
    assert both is None or all((day(n) in both) == (day(n) in a and day(n) in b) for n in range(110))


@given(PERIODS, st.lists(PERIODS, max_size=6), st.integers(1, 3))
def test_a_conflict_is_a_day_with_too_many(
    wanted: Period[date], held: list[Period[date]], at_most: int
) -> None:
    crowded = any(day(n) in wanted and sum(day(n) in p for p in held) >= at_most for n in range(110))
    assert bool(conflicts(wanted, enumerate(held), at_most=at_most)) == crowded


@given(st.lists(PERIODS, max_size=6))
def test_gaps_are_the_days_nobody_holds(held: list[Period[date]]) -> None:
    ends = [p.until for p in held]
    last = max((e for e in ends if e is not None), default=BASE) if None not in ends else day(110)
    first = min((p.since for p in held), default=day(110))
    expected = [day(n) for n in range(110) if first <= day(n) < last and not any(day(n) in p for p in held)]
    assert [day(n) for n in range(110) if any(day(n) in gap for gap in gaps(held))] == expected


def test_a_chain_of_title_shows_its_breaks() -> None:
    links = [("c", period(35, None)), ("a", period(0, 10)), ("b", period(10, 30)), ("d", period(40, 50))]
    assert [(step.key, step.break_before) for step in chain(links)] == [
        ("a", None), ("b", None), ("c", "gap"), ("d", "overlap"),
    ]  # fmt: skip


def test_a_month_later_is_the_same_day_or_the_last() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert add_months(date(2026, 12, 31), 1) == date(2027, 1, 31)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("P7Y", Span(84)),
        ("P90D", Span(0, 90)),
        ("P1Y6M", Span(18)),
        ("P2W", Span(0, 14)),
        ("permanent", Span(permanent=True)),
    ],
)
def test_a_period_to_keep_is_iso_or_permanent(text: str, span: Span) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "P", "7Y", "P0D", "PT5H", "P7", "P1D1Y", "forever", "P-1Y", "P7Y "])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Write it like P7Y"):
        parse_span(text)


def keep(code: str, trigger: str, text: str, **dates: date) -> Keep:
    return Keep(code, trigger, parse_span(text), **dates)


TODAY = date(2026, 11, 21)
RULES = [keep("case", "case_closed", "P2Y"), keep("money", "fiscal_year_end", "P7Y")]


def test_the_latest_of_several_rules_wins() -> None:
    found = eligible(RULES, {"case_closed": date(2026, 3, 1), "fiscal_year_end": date(2026, 12, 31)}, TODAY)
    assert found.on == date(2033, 12, 31)
    assert found.rule is not None
    assert found.rule.code == "money"


def test_a_trigger_not_reached_means_not_eligible() -> None:
    found = eligible(RULES, {"fiscal_year_end": date(2010, 12, 31), "case_closed": None}, TODAY)
    assert (found.on, found.waits_for) == (None, ("case_closed",))


def test_permanent_beats_everything_and_no_rule_destroys_nothing() -> None:
    assert eligible([*RULES, keep("minutes", "case_closed", "permanent")], {}, TODAY).permanent
    assert eligible([], {}, TODAY).permanent


def test_a_rule_counts_only_while_in_force() -> None:
    later = keep("new", "case_closed", "P30Y", valid_from=date(2027, 1, 1))
    closed: dict[str, date | None] = {"case_closed": date(2026, 3, 1)}
    assert eligible([RULES[0], later], closed, TODAY).on == date(2028, 3, 1)
    assert eligible([RULES[0], later], closed, date(2027, 1, 1)).on == date(2056, 3, 1)


@pytest.mark.parametrize(
    ("today", "holds", "requests", "codes"),
    [
        (date(2028, 3, 1), 0, 0, []),
        (date(2028, 2, 29), 0, 0, ["NOT_ELIGIBLE"]),
        (date(2030, 1, 1), 2, 0, ["LEGAL_HOLD"]),
        (date(2030, 1, 1), 0, 1, ["REQUEST_PENDING"]),
    ],
)
def test_holds_and_requests_stop_disposal(today: date, holds: int, requests: int, codes: list[str]) -> None:
    found = eligible(RULES[:1], {"case_closed": date(2026, 3, 1)}, TODAY)
    assert [
        f.code for f in check_disposal(found, today=today, holds=holds, requests_pending=requests)
    ] == codes


def test_fiscal_years_end_where_the_tenant_says() -> None:
    assert fiscal_year_end(date(2026, 11, 21)) == date(2026, 12, 31)
    assert fiscal_year_end(date(2026, 11, 21), 7) == date(2027, 6, 30)
    assert fiscal_year_end(date(2026, 6, 30), 7) == date(2026, 6, 30)
    assert fiscal_year_end(date(2026, 7, 1), 7) == date(2027, 6, 30)
    assert turns_18(date(2008, 2, 29)) == date(2026, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 12))
def test_a_fiscal_year_ends_less_than_a_year_ahead(on: date, month: int) -> None:
    end = fiscal_year_end(on, month)
    assert 0 <= (end - on).days < 366
    assert (end + timedelta(days=1)).month == month


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 50), st.integers(1, 50))
def test_keeping_longer_never_ends_earlier(on: date, shorter: int, more: int) -> None:
    assert Span(shorter).after(on) < Span(shorter + more).after(on)
    assert Span(0, shorter).after(on) < Span(0, shorter + more).after(on)
