"""Cases as values for their shapes: only what the services disclosed."""

from typing import Any

from casework.api.v1.withheld import withheld_face, withheld_faces
from casework.packs import Field, Workflow
from casework.services.cases.disclose_case import CaseView, PartyView
from casework.services.cases.list_cases import Listed
from casework.services.say import pack_text

_SAME = (
    *("id", "number", "state_since", "language", "opened_at", "due_at", "closed_at", "assignee_id"),
    *("unit_id", "version"),
)


def listed_face(case: Listed) -> dict[str, Any]:
    """A case in a list."""
    return _face(case) | {
        "state": {"name": case.state.name, "label": pack_text(case.state.label)},
        "applicant": case.name or None,
        "withheld": withheld_faces(case.withheld),
    }


def case_face(view: CaseView) -> dict[str, Any]:
    """A case as it was disclosed."""
    return _face(view) | {
        "state": state_face(view.workflow, view.state),
        "channel": view.channel,
        "facts": _facts(view),
        "documents": view.papers,
        "parties": [_party(party) for party in view.parties],
        "withheld": withheld_faces(view.closed),
    }


def state_face(workflow: Workflow, name: str) -> dict[str, str]:
    """A state with its label in the reader's language."""
    return {"name": name, "label": pack_text(workflow.state(name).label)}


def _face(case: Listed | CaseView) -> dict[str, Any]:
    same = {name: getattr(case, name) for name in _SAME}
    return {**same, "workflow": case.workflow.name, "headline": case.headline or None}


def _facts(view: CaseView) -> dict[str, dict[str, Any]]:
    shown = {
        name: {**_field(fact.field), "value": fact.value, "entered_at": fact.entered_at}
        for name, fact in view.shown.items()
    }
    gone = {
        name: {**_field(one.field), "destroyed": True, "destroyed_at": one.at}
        for name, one in view.destroyed.items()
    }
    closed = {name: {**_field(fact.field), **withheld_face(fact.why)} for name, fact in view.withheld.items()}
    return {**shown, **gone, **closed}


def _field(field: Field) -> dict[str, str]:
    return {"label": pack_text(field.short or field.label), "kind": field.kind, "class_": field.cls}


def _party(party: PartyView) -> dict[str, Any]:
    return {"role": party.role, "name": party.name, "person_id": party.person_id}
