"""Lint of CEL: every expression compiles against the declared fields."""

from collections.abc import Iterator, Mapping

from casework.domain.rules import RuleError, VariableType, compile_rule
from casework.packs.lint_parts import Bench, Found
from casework.packs.model import Move, Workflow
from casework.packs.rules import variables


def compiles(bench: Bench) -> Iterator[Found]:
    """Every guard, condition and fee rule compiles."""
    for key, expression in expressions(bench.workflow):
        yield from problems(bench.workflow, key, expression)


def problems(
    workflow: Workflow, key: str, expression: str, *, more: Mapping[str, VariableType] | None = None
) -> Iterator[Found]:
    """What is wrong with one expression over this workflow's fields, and `more` names where it may read them."""
    yield from faults_in(key, expression, {**variables(workflow), **(more or {})})


def faults_in(key: str, expression: str, names: Mapping[str, VariableType]) -> Iterator[Found]:
    """What is wrong with one expression over these names."""
    try:
        compile_rule(expression, names)
    except RuleError as error:
        for problem in error.problems:
            at = f"at character {problem.column}"
            yield (
                key,
                f"does not compile {at}: {problem.text}",
                f"Names it may read: {', '.join(sorted(names))}",
            )


def expressions(workflow: Workflow) -> Iterator[tuple[str, str]]:
    """Every expression of a workflow with its key."""
    for guard in workflow.guards:
        yield from _given(f"guards.{guard.code}.rule", guard.rule)
    yield from _given("waits_while", workflow.waits_while)
    for field in workflow.fields:
        yield from _given(f"fields.{field.name}.when", field.when)
    for clock in workflow.clocks:
        for target in clock.targets:
            yield f"clocks.{clock.name}.targets.{target.name}.when", target.when
    for move in workflow.moves:
        yield from _of_move(move)


def _of_move(move: Move) -> Iterator[tuple[str, str]]:
    for guard in move.guards:
        yield from _given(f"moves.{move.name}.guards.{guard.code}.rule", guard.rule)
    for check in move.checks:
        yield from _given(f"moves.{move.name}.checks.{check.name}.when", check.when)
    for ask in move.asks:
        yield from _given(f"moves.{move.name}.asks.{ask.name}.when", ask.when)


def _given(key: str, expression: str | None) -> Iterator[tuple[str, str]]:
    if expression is not None:
        yield key, expression


RULES = (compiles,)
