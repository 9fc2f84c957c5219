"""Rules that packs write: checked when loaded, harmless when evaluated."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.base.money import Money
from casework.domain.rules import RuleError, VariableType, compile_rule, names_used

FIELDS: dict[str, VariableType] = {
    "odometer": int, "name": str, "price": Money, "sold_on": date, "at": datetime, "gift": bool,
    "weight": Decimal, "owners": list[str], "party": dict[str, object], "documents": list[dict[str, object]],
    "anything": object,
}  # fmt: skip
ANSWERS = {
    "odometer": 84200, "name": "Nguyễn", "price": Money(74600, "USD"), "sold_on": date(2026, 11, 20),
    "at": datetime(2026, 11, 21, tzinfo=UTC), "gift": False, "weight": Decimal("1.5"), "owners": ["a", "b"],
    "party": {"name": "x", "born": date(1980, 1, 1)}, "documents": [{"kind": "TITLE"}], "anything": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "ok"),
    [
        ("odometer > 80000 && name.startsWith('Ng')", True),
        ("price >= 100000", False),
        ("sold_on < at && sold_on >= timestamp('2026-11-20T00:00:00Z')", True),
        ("!gift", True),
        ("weight > 1.0", True),
        ("owners.exists(o, o == 'b') && owners.size() == 2", True),
        ("documents.all(d, d.kind == 'TITLE')", True),
        ("timestamp(party.born) < sold_on", True),
        ("name in ['Nguyễn']", True),
        ("gift ? odometer > 1 : odometer > 100000", False),
    ],
)
def test_a_rule_answers_yes_or_no_on_plain_answers(expression: str, ok: bool) -> None:
    verdict = compile_rule(expression, FIELDS).evaluate(ANSWERS)
    assert (verdict.ok, verdict.decided) == (ok, True)
    assert bool(verdict) is ok


@pytest.mark.parametrize(
    "expression", ["odometer > 3", "name.size() > 1", "gift", "!gift", "sold_on < at", "price > 1"]
)
def test_a_rule_on_a_missing_answer_fails_and_names_the_answer(expression: str) -> None:
    verdict = compile_rule(expression, FIELDS).evaluate({"at": datetime.now(UTC)})
    assert not verdict.ok
    assert not verdict.decided
    assert "no answer for" in str(verdict.reason)


def test_a_rule_may_ask_whether_there_is_an_answer() -> None:
    rule = compile_rule("odometer == null || odometer > 3", FIELDS)
    assert rule.evaluate({}).ok
    assert rule.evaluate({"odometer": 4}).ok
    assert not rule.evaluate({"odometer": 2}).ok
    assert compile_rule("sold_on == null", FIELDS).evaluate({}).ok


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("odometr > 3", "undeclared reference to 'odometr'"),
        ("odometer > 'x'", "no matching overload"),
        ("odometer >", "Syntax error"),
        ("odometer + 1", "yes or no"),
        ("name", "yes or no"),
        ("'\ud800' == name", ""),
        ("true &&" * 2000 + "true", "longer than"),
        ("(" * 60 + "true" + ")" * 60, "recursion"),
        ("", "Syntax error"),
    ],
)
def test_a_wrong_rule_is_refused_when_it_is_loaded(expression: str, says: str) -> None:
    with pytest.raises(RuleError) as refused:
        compile_rule(expression, FIELDS)
    assert says in refused.value.message


def test_every_problem_of_a_rule_is_listed_with_its_place() -> None:
    with pytest.raises(RuleError) as refused:
        compile_rule("zz > 3 ||\n (name == 3)", FIELDS)
    assert [(p.line, p.column) for p in refused.value.problems] == [(1, 1), (2, 8)]


@pytest.mark.parametrize(
    ("expression", "answers"),
    [
        ("odometer / 0 > 3", {"odometer": 1}),
        ("odometer > 3", {"odometer": 2**70}),
        ("party.missing == 'x'", {"party": {}}),
        ("owners.all(o, owners.all(p, p != ''))", {"owners": ["a"] * 999}),
        ("owners.all(o, o != '')", {"owners": ["a"] * 1001}),
        ("anything == 1", {"anything": object()}),
        ("at == at", {"at": datetime(2026, 1, 1)}),
        ("anything", {"anything": 3}),
        ("timestamp(name) < at", {"name": "soon", "at": datetime.now(UTC)}),
    ],
)
def test_whatever_goes_wrong_means_the_guard_failed(expression: str, answers: dict[str, object]) -> None:
    verdict = compile_rule(expression, FIELDS).evaluate(answers)
    assert (verdict.ok, verdict.decided) == (False, False)
    assert str(verdict.reason)


def test_a_hostile_text_does_not_break_a_rule() -> None:
    rule = compile_rule("name == 'x'", FIELDS)
    assert not rule.evaluate({"name": "\ud800"}).ok
    assert rule.evaluate({"name": "\ud800"}).decided


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("odometer > 3 && name == 'sold_on'", {"odometer", "name"}),
        ("party.name.startsWith('a')", {"party", "party.name"}),
        ("party['name'] == name", {"party", "party.name", "name"}),
        ("owners.all(o, o != name && party.x == o)", {"owners", "name", "party", "party.x"}),
        ("owners.all(o, true) && o == 1", {"owners", "o"}),
        ("has(party.name) || size(owners) > 1", {"party", "party.name", "owners"}),
        ("timestamp('2026-01-01T00:00:00Z') < at", {"at"}),
        ("1.5 < 2.0 || true // odometer", set()),
        ("[odometer, 1][0] == {'k': price}['k']", {"odometer", "price"}),
        (".odometer > 1", {"odometer"}),
        ("name == r'\\d' + \"it's\"", {"name"}),
        ("documents.exists(d, d.kind == 'A').size() > at", {"documents", "at"}),
    ],
)
def test_the_names_a_rule_reads_are_known(expression: str, names: set[str]) -> None:
    assert names_used(expression) == names


def test_the_names_of_a_broken_rule_are_refused() -> None:
    for broken in ("odometer >", "", "  "):
        with pytest.raises(RuleError):
            names_used(broken)


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_a_refusal(expression: str) -> None:
    try:
        rule = compile_rule(expression, FIELDS)
    except RuleError as refused:
        assert refused.problems
    else:
        rule.evaluate(ANSWERS)
