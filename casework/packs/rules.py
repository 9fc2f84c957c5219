"""A pack's CEL: which names its expressions may read, and what they read them as."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from casework.base.money import Money
from casework.domain.rules import Rule, VariableType, Verdict, compile_rule
from casework.packs.field_kinds.names import RULE_TYPES
from casework.packs.kind import FeeTable
from casework.packs.model import Field, Guard, Workflow

TODAY = "today"


def all_fields(workflow: Workflow) -> dict[str, Field]:
    """Every field of the form and of the moves by name; the form's own comes first."""
    found = {field.name: field for field in workflow.fields}
    for move in workflow.moves:
        for field in move.asks:
            found.setdefault(field.name, field)
    return found


def answer_classes(workflow: Workflow) -> frozenset[str]:
    """The classes of a workflow's answers, but for those that are sealed anyway."""
    return frozenset(field.cls for field in all_fields(workflow).values()) - {"sealed"}


def variables(workflow: Workflow) -> dict[str, VariableType]:
    """The names an expression of this workflow may read, with their types."""
    names: dict[str, VariableType] = {
        name: RULE_TYPES[field.kind] for name, field in all_fields(workflow).items()
    }
    return {**names, TODAY: date}


def fee_variables(table: FeeTable) -> dict[str, VariableType]:
    """The names beside the answers that the rules of a fee table may read."""
    return {name: RULE_TYPES[kind] for name, kind in table.known.items()}


def rule_values(workflow: Workflow, facts: Mapping[str, Any], today: date) -> dict[str, object]:
    """Facts (JSON values by field name) as an expression reads them. No file at all is an empty list."""
    values: dict[str, object] = {
        name: _value(field, facts.get(name)) for name, field in all_fields(workflow).items()
    }
    return {**values, TODAY: today}


def holds(workflow: Workflow, expression: str, facts: Mapping[str, Any], today: date) -> Verdict:
    """Whether an expression of this workflow holds for these facts; undecided counts as no."""
    return _rule(expression, tuple(sorted(variables(workflow).items()))).evaluate(
        rule_values(workflow, facts, today)
    )


def asked(
    workflow: Workflow, fields: Iterable[Field], facts: Mapping[str, Any], today: date
) -> tuple[Field, ...]:
    """The fields that are asked for, given the answers so far: those without `when`, or whose `when` holds."""
    return tuple(field for field in fields if field.when is None or holds(workflow, field.when, facts, today))


def failing(
    workflow: Workflow, guards: Iterable[Guard], facts: Mapping[str, Any], today: date
) -> tuple[Guard, ...]:
    """The guards whose rule does not hold; guards that are hooks are not judged here."""
    return tuple(
        guard for guard in guards if guard.rule is not None and not holds(workflow, guard.rule, facts, today)
    )


@lru_cache(maxsize=4096)
def _rule(expression: str, typed: tuple[tuple[str, VariableType], ...]) -> Rule:
    return compile_rule(expression, dict(typed))


def _value(field: Field, value: Any) -> object:
    if value is None:
        return [] if field.kind == "file" else None
    if field.kind == "money":
        return Money(value["minor"], value["currency"])
    return date.fromisoformat(value) if field.kind == "date" else value
