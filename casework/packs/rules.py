"""A pack's CEL: which names its expressions may read, and what they read them as."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from casework.base.money import Money
from casework.domain.rules import VariableType, Verdict, compile_rule
from casework.packs.field_kinds.names import RULE_TYPES
from casework.packs.kind import FeeTable
from casework.packs.model import Field, Guard, Workflow

TODAY = "today"
CURRENCY = "_currency"


def all_fields(workflow: Workflow) -> Mapping[str, Field]:
    """Every field of the form and of the moves by name; the form's own comes first."""
    return workflow.every_field


def answer_classes(workflow: Workflow) -> frozenset[str]:
    """The classes of a workflow's answers, but for those that are sealed anyway."""
    return frozenset(field.cls for field in all_fields(workflow).values()) - {"sealed"}


def variables(workflow: Workflow) -> dict[str, VariableType]:
    """The names an expression of this workflow may read, with their types."""
    names: dict[str, VariableType] = {
        name: RULE_TYPES[field.kind] for name, field in all_fields(workflow).items()
    }
    return {**names, **dict.fromkeys(_currencies(workflow), str), TODAY: date}


def _currencies(workflow: Workflow) -> Mapping[str, str]:
    """The names under which rules read the currency of an amount that may be in several, with its field."""
    asked = all_fields(workflow).values()
    return {f"{one.name}{CURRENCY}": one.name for one in asked if one.kind == "money" and one.multiple}


def fee_variables(table: FeeTable) -> dict[str, VariableType]:
    """The names beside the answers that the rules of a fee table may read."""
    return {name: RULE_TYPES[kind] for name, kind in table.known.items()}


def rule_values(workflow: Workflow, facts: Mapping[str, Any], today: date) -> dict[str, object]:
    """Facts (JSON values by field name) as an expression reads them. No file at all is an empty list."""
    values: dict[str, object] = {
        name: _value(field, facts.get(name)) for name, field in all_fields(workflow).items()
    }
    return {**values, **_told_currencies(workflow, facts), TODAY: today}


def _told_currencies(workflow: Workflow, facts: Mapping[str, Any]) -> dict[str, object]:
    told = _currencies(workflow)
    return {name: facts[amount]["currency"] if facts.get(amount) else None for name, amount in told.items()}


def holds(workflow: Workflow, expression: str, facts: Mapping[str, Any], today: date) -> Verdict:
    """Whether an expression of this workflow holds for these facts; undecided counts as no."""
    rule = workflow.rules.get(expression)
    if rule is None:
        rule = workflow.rules[expression] = compile_rule(expression, variables(workflow))
    fields = workflow.every_field
    read = {name: _value(fields[name], facts.get(name)) for name in rule.names if name in fields}
    if rule.names - read.keys() - {TODAY}:
        read |= _told_currencies(workflow, facts)
    verdict: Verdict = rule.evaluate({**read, TODAY: today})
    return verdict


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


def _value(field: Field, value: Any) -> object:
    if value is None:
        return [] if field.kind == "file" else None
    if field.kind == "money":
        return Money(value["minor"], value["currency"])
    return date.fromisoformat(value) if field.kind == "date" else value
