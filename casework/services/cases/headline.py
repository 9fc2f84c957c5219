"""The few words that tell cases of one workflow apart in a list, and who may read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from casework.models import Case
from casework.packs import Field, Workflow
from casework.policy.why import Thing, is_open
from casework.services.cases.case_row import CaseRow
from casework.store.session import ViewerSession

TITLE_LENGTH = 80
TELLING = ("open", "matter", "asset")


def headline(workflow: Workflow, answers: Mapping[str, Any], language: str) -> str:
    """The first telling answers, no names."""
    told = []
    for field in _telling(workflow):
        value = answers.get(field.name)
        if not isinstance(value, str):
            continue
        option = field.option(value)
        told.append(option.label.text(language) if option else value)
    return ", ".join(told[:2])[:TITLE_LENGTH]


def shown_headline(session: ViewerSession, case: Case | CaseRow, workflow: Workflow) -> str:
    """The headline, or nothing for viewers who may not read everything that can stand in it.

    It is kept under one class while a VIN or a plate in it is of another.
    """
    return case.headline if is_open(session.viewer, headline_thing(workflow)) else ""


def headline_thing(workflow: Workflow) -> Thing:
    """The headline as a thing to be read: all classes that can stand in it."""
    return Thing(tuple(sorted({"matter", *(field.cls for field in _telling(workflow))})), of_case=True)


def _telling(workflow: Workflow) -> Iterable[Field]:
    return (field for field in workflow.fields if field.cls in TELLING and field.kind != "date")
