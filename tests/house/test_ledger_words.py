"""Every act that the code enters in the ledger has words for people: nobody reads `plate.asked`."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from casework.domain.plate_life import EVENTS
from casework.models.lookup import GIVEN, REFUSED
from casework.services.deadlines.happened import AT_RISK, BREACHED, REMINDED
from casework.web.act_words import ACTS

HOUSE = Path(__file__).parents[2] / "casework"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# What stands in the place of an act that is put together: its beginning, and all that may follow.
SPREAD: Mapping[str, tuple[str, ...]] = {
    "plate.": EVENTS,
    "outward.": (GIVEN, REFUSED),
    "message.": ("message", "answer"),
    "case.": (REMINDED, AT_RISK, BREACHED, "sealed", "unsealed"),
    "account.": ("invite", "reset"),
    "payment.": ("charged", "agreed", "declined", "other_amount", "id_twice"),
    "pledge.": (
        *("made", "changed", "upgraded", "downgraded", "paused", "resumed", "failing", "suspended", "lapsed"),
        *("written_off", "cancelled", "fulfilled", "reopened", "recovered", "missed", "tried_again"),
    ),
}


def test_every_act_of_the_ledger_has_words() -> None:
    found = recorded()
    assert len(found) > 120  # the search itself works
    assert sorted(found - set(ACTS)) == []


def test_no_words_stand_for_an_act_that_nothing_enters() -> None:
    assert sorted(set(ACTS) - recorded() - BY_HAND) == []


BY_HAND = {"ledger.restored"}
"""Entered in SQL of its own, before there is a session."""


@cache
def recorded() -> frozenset[str]:
    """Every act that some line of the house enters."""
    trees = [ast.parse(path.read_text()) for path in sorted(HOUSE.rglob("*.py"))]
    own = [dict(_carriers(tree)) for tree in trees]
    known = {name: how for each in own for name, how in each.items() if not name.startswith("_")}
    known["record"] = (1, "act")
    return frozenset(
        act for tree, here in zip(trees, own, strict=True) for act in _acts(tree, {**known, **here})
    )


def _carriers(tree: ast.Module) -> Iterator[tuple[str, tuple[int, str]]]:
    """Functions that hand an act of their caller on: the place and the name of that parameter."""
    for function in (node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)):
        names = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
        for call in _calls(function, {"record"}):
            handed = _argument(call, 1, "act")
            if isinstance(handed, ast.Name) and handed.id in names and function.name != "record":
                yield function.name, (names.index(handed.id), handed.id)


def _acts(tree: ast.Module, carriers: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    for function in (node for node in ast.walk(tree) if isinstance(node, (*FUNCTIONS, ast.Module))):
        local = {
            target.id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for one in node.targets
            for target in (one.elts if isinstance(one, ast.Tuple) else [one])
            if isinstance(target, ast.Name)
        }
        local |= _pairs(function)
        for call in _calls(function, set(carriers)):
            place, name = carriers[_name(call)]
            yield from _said(_argument(call, place, name), local)
        if isinstance(function, FUNCTIONS) and function.name in carriers:
            for one, given in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
                if one.arg == "act" and given is not None:
                    yield from _said(given, {})


def _pairs(function: ast.AST) -> dict[str, ast.expr]:
    """`one, two = first, second`: each name with its own value."""
    return {
        target.id: value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)
        for one in node.targets
        if isinstance(one, ast.Tuple)
        for target, value in zip(one.elts, node.value.elts, strict=False)
        if isinstance(target, ast.Name)
    }


def _said(told: ast.expr | None, local: Mapping[str, ast.expr]) -> Iterator[str]:
    if isinstance(told, ast.Constant) and isinstance(told.value, str):
        yield told.value
    elif isinstance(told, ast.IfExp):
        yield from _said(told.body, local)
        yield from _said(told.orelse, local)
    elif isinstance(told, ast.JoinedStr):
        first = told.values[0]
        begins = str(first.value) if isinstance(first, ast.Constant) else ""
        if begins not in SPREAD:
            pytest.fail(f"{ast.unparse(told)}: say in SPREAD what this act may be")
        yield from (f"{begins}{rest}" for rest in SPREAD[begins])
    elif isinstance(told, ast.Name) and told.id in local:
        yield from _said(local[told.id], {})


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) in names)


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    given = {one.arg: one.value for one in call.keywords}
    return call.args[place] if len(call.args) > place else given.get(name)
