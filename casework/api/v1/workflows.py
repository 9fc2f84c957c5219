"""Workflows: what the office does, and what it asks."""

from typing import Any

from casework.api.looking import current_office
from casework.api.operation import Answers, Operations, operation
from casework.api.v1.shapes.workflows import WorkflowShape, WorkflowsShape
from casework.base.errors import NotFound
from casework.packs import Check, Field, Move, Workflow
from casework.services.say import pack_text

workflows = Operations("workflows", "What the office does, and what it asks. Open to every token.")


@operation(workflows, "GET /workflows", permission="pack.read", answers=Answers(WorkflowsShape))
def list_the_workflows() -> dict[str, Any]:
    """List the office's services

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/workflows"
    ```
    """
    return {"workflows": [_face(workflow) for workflow in _offered()]}


@operation(
    workflows,
    "GET /workflows/<string(maxlength=64):name>",
    permission="pack.read",
    answers=Answers(WorkflowShape, problems=(404,)),
)
def read_the_workflow(name: str) -> dict[str, Any]:
    """Read a service: its questions, states and moves

    Cases keep the version they began under; this is the one that new cases get.

    ```
    curl -H "Authorization: Bearer $TOKEN" "$CASEWORK/api/v1/workflows/constituent_request"
    ```
    """
    found = next((workflow for workflow in _offered() if workflow.name == name), None)
    if found is None:
        raise NotFound
    return {
        **_face(found),
        "fields_": [question_face(field) for field in found.fields],
        "initial": found.initial,
        "states": [
            {"name": s.name, "label": pack_text(s.label), "final": s.final, "clock": s.clock}
            for s in found.states
        ],
        "moves": [move_face(move) for move in found.moves],
    }


def move_face(move: Move) -> dict[str, Any]:
    """A move as the pack declares it."""
    return {
        "name": move.name,
        "label": pack_text(move.label),
        "effect": pack_text(move.effect_text),
        "sources": move.sources,
        "target": move.target,
        "by": move.by,
        "asks": [question_face(field) for field in move.asks],
        "checks": [_check_face(check) for check in move.checks],
    }


def question_face(field: Field) -> dict[str, Any]:
    """A question as the pack declares it."""
    return {
        **{name: getattr(field, name) for name in _SAME},
        "label": pack_text(field.label),
        "why": pack_text(field.why),
        "class_": field.cls,
        "readers": field.opens,
        "options": [{"value": one.value, "label": pack_text(one.label)} for one in field.options],
    }


_SAME = ("name", "kind", "required", "when", "max_length", "unit", "multiple", "keep")


def _check_face(check: Check) -> dict[str, Any]:
    return {"name": check.name, "label": pack_text(check.label), "fields_": check.fields}


def _offered() -> tuple[Workflow, ...]:
    return current_office().workflows


def _face(workflow: Workflow) -> dict[str, Any]:
    return {
        "name": workflow.name,
        "version": workflow.version,
        "title": pack_text(workflow.title),
        "summary": pack_text(workflow.summary),
        "purpose": workflow.purpose,
        "online": workflow.online,
    }
