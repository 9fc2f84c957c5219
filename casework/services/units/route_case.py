"""Which unit a new case goes to: by what it is about, else by the kind of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Text, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from casework.packs import Field, Workflow
from casework.store.session import ViewerSession

_TELLING = ("open", "matter")


def sorting_field(workflow: Workflow) -> Field | None:
    """The question by which cases of a kind of work are sent apart: the form's first plain choice, if it has one."""
    plain = (field for field in workflow.fields if field.kind == "choice" and not field.multiple)
    return next((field for field in plain if field.cls in _TELLING), None)


def route_keys(workflow: Workflow, answers: Mapping[str, Any], area: str | None = None) -> list[str]:
    """What a unit may take that this case is: the closest first. What it is about goes before where it is."""
    field = sorting_field(workflow)
    told = answers.get(field.name) if field else None
    plain = [*([f"{workflow.name}/{told}"] if isinstance(told, str) else []), workflow.name]
    return [key for one in plain for key in ([f"{one}@{area}", one] if area else [one])]


def unit_for(
    session: ViewerSession, workflow: Workflow, answers: Mapping[str, Any], area: str | None = None
) -> UUID | None:
    """The unit that takes such cases; None when none does. The database answers, since applicants see no units."""
    keys = literal(route_keys(workflow, answers, area), ARRAY(Text))
    return session.scalar(select(func.unit_taking(keys)))
