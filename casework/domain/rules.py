"""Rules that packs write: the one adapter over the expression language CEL.

An expression is checked against declared types, where every value may also be unanswered (null). Then it is
evaluated on plain values. Whatever goes wrong there means one thing: the guard failed, with a reason.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from types import GenericAlias
from typing import Any, get_args, get_origin
from uuid import UUID

from cel_expr_python import cel

from casework.base.errors import CaseworkError
from casework.base.money import Money
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.domain.rule_names import names_read
from casework.domain.rule_values import Unfit, instant, plain

LONGEST_RULE = 4000

VariableType = type[Any] | GenericAlias

# Each may be null: a field nobody answered. Money is its minor units, a day is its midnight in UTC.
_TYPES: dict[Any, str] = {
    bool: "google.protobuf.BoolValue",
    int: "google.protobuf.Int64Value",
    Money: "google.protobuf.Int64Value",
    float: "google.protobuf.DoubleValue",
    Decimal: "google.protobuf.DoubleValue",
    str: "google.protobuf.StringValue",
    UUID: "google.protobuf.StringValue",
}
_INSTANTS: tuple[VariableType, ...] = (date, datetime, timedelta)
_PROBLEM = re.compile(r"ERROR: <input>:(\d+):(\d+): ([^\n]*)")


class Problem(Value):
    """One thing wrong with an expression, and where (both counted from 1)."""

    line: int
    column: int
    text: str


class RuleError(CaseworkError):
    """An expression that cannot become a rule."""

    status = 422

    def __init__(self, expression: str, problems: tuple[Problem, ...]) -> None:
        self.expression, self.problems = expression, problems
        super().__init__("; ".join(f"line {p.line}, column {p.column}: {p.text}" for p in problems))


class Verdict(Value):
    """What a rule says. `decided` is False when it could not be evaluated: then `ok` is False too."""

    ok: bool
    reason: Sayable = ""
    decided: bool = True

    def __bool__(self) -> bool:
        return self.ok


class Rule(Value):
    """A checked expression that answers yes or no. Safe to share between threads."""

    expression: str
    names: frozenset[str]
    _variables: tuple[tuple[str, VariableType], ...]

    def evaluate(self, values: Mapping[str, object]) -> Verdict:
        """The verdict on `values`; a name that is absent counts as unanswered."""
        try:
            given = {name: self._given(name, kind, values) for name, kind in self._variables}
            answered = tuple((name, given[name] is not None) for name, _ in self._variables)
            answer = _program(self.expression, self._variables, answered).eval(data=given)
            found, kind = answer.plain_value(), answer.type()
        except Unfit as unfit:
            return Verdict(False, unfit.said, decided=False)
        except (RuleError, RuntimeError, TypeError, ValueError, OverflowError) as broken:
            return self._undecided(values, str(broken))
        if kind == cel.Type.ERROR:
            return self._undecided(values, str(found))
        if not isinstance(found, bool):
            return self._undecided(values, "the answer is neither yes nor no")
        return Verdict(found)

    def _given(self, name: str, kind: VariableType, values: Mapping[str, object]) -> object:
        value = values.get(name)
        return instant(value) if kind in _INSTANTS else plain(value, 0)

    def _undecided(self, values: Mapping[str, object], why: str) -> Verdict:
        missing = sorted(name for name in self.names if values.get(name) is None)
        if missing:
            said = phrase("This cannot be decided yet: no answer for %(names)s", names=", ".join(missing))
        else:
            said = phrase("This cannot be decided: %(why)s", why=why)
        return Verdict(False, said, decided=False)


def compile_rule(expression: str, variables: Mapping[str, VariableType]) -> Rule:
    """The rule `expression` stands for, over `variables` (name → type). Raises RuleError with positions.

    Types: bool, int, float, Decimal, str, UUID, date, datetime, timedelta, Money, list[…], dict, object.
    """
    return _rule(expression, frozenset(variables.items()))


@lru_cache(maxsize=2048)
def _rule(expression: str, variables: frozenset[tuple[str, VariableType]]) -> Rule:
    returned = _compile(_environment(variables), expression).return_type()
    if returned.name() not in ("BOOL", "DYN", "bool_wrapper"):
        raise RuleError(
            expression, (Problem(1, 1, f"a rule answers yes or no, this gives {returned.name()}"),)
        )
    roots = {name.split(".", 1)[0] for name in names_read(expression)}
    used = tuple(sorted((one for one in variables if one[0] in roots), key=lambda one: one[0]))
    return Rule(expression, frozenset(name for name, _ in used), used)


@lru_cache(maxsize=2048)
def names_used(expression: str) -> frozenset[str]:
    """The names `expression` reads and what it picks from them: party, party.name. Raises RuleError."""
    if not re.search(r"\S", expression):
        raise RuleError(expression, (Problem(1, 1, "the rule is empty"),))
    _compile(_environment(frozenset()), expression, check=False)
    return frozenset(names_read(expression))


@lru_cache(maxsize=64)
def _environment(variables: frozenset[tuple[str, VariableType]]) -> Any:
    """Making one takes longer than compiling in it."""
    return cel.NewEnv(variables={name: _cel_type(kind) for name, kind in variables})


@lru_cache(maxsize=2048)
def _program(
    expression: str,
    variables: tuple[tuple[str, VariableType], ...],
    answered: tuple[tuple[str, bool], ...],
) -> Any:
    """The expression compiled to run where exactly these variables are answered.

    The engine takes null only for an untyped variable, but an instant only for a typed one.
    """
    given = dict(answered)
    types = {
        name: _cel_type(kind) if kind in _INSTANTS and given[name] else cel.Type.DYN
        for name, kind in variables
    }
    return _compile(cel.NewEnv(variables=types), expression)


def _compile(environment: Any, expression: str, *, check: bool = True) -> Any:
    if len(expression) > LONGEST_RULE:
        raise RuleError(expression, (Problem(1, LONGEST_RULE, f"longer than {LONGEST_RULE} characters"),))
    try:
        return environment.compile(expression, disable_check=not check)
    except (RuntimeError, TypeError, ValueError) as refused:
        found = tuple(Problem(int(line), int(at), text) for line, at, text in _PROBLEM.findall(str(refused)))
        raise RuleError(expression, found or (Problem(1, 1, str(refused).splitlines()[0]),)) from refused


def _cel_type(kind: VariableType) -> Any:
    if kind in _TYPES:
        return cel.Type(_TYPES[kind])
    if kind in _INSTANTS:
        return cel.Type.DURATION if kind is timedelta else cel.Type.TIMESTAMP
    if kind is dict or get_origin(kind) is dict:
        return cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
    if kind is list or get_origin(kind) is list:
        (item,) = get_args(kind) or (object,)
        return cel.Type.List(_cel_type(item))
    if kind is object:
        return cel.Type.DYN
    raise TypeError(f"A rule cannot read a value of type {kind!r}.")
