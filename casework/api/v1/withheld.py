"""Reasons as values for their shapes."""

from collections.abc import Mapping
from typing import Any

from casework.api.looking import current_office
from casework.policy.why import Decision
from casework.services.say import pack_text


def withheld_face(decision: Decision) -> dict[str, Any]:
    """Why something is withheld from this token."""
    titles = current_office().kind.titles
    return {
        "withheld": True,
        "rule": decision.rule,
        "classes": decision.classes,
        "needs": {"duties": decision.duties, "purposes": decision.purposes},
        "ask": [pack_text(titles[name].label) for name in decision.ask],
    }


def withheld_faces(closed: Mapping[str, Decision]) -> dict[str, Any]:
    """The same for everything that is closed, by name."""
    return {name: withheld_face(decision) for name, decision in closed.items()}
