"""Answers of somebody who wants to be known to few: kept under fields of a class that fewer read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.packs import Workflow


def kept_apart(workflow: Workflow, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are stored: as they came, unless their giver asked for confidence."""
    rule = workflow.confidential
    if rule is None or answers.get(rule.when) is not True:
        return dict(answers)
    return {rule.fields.get(name, name): value for name, value in answers.items()}
