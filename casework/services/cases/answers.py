"""Check a whole set of answers, as a case will keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from casework.base.clock import today
from casework.base.ids import new_id
from casework.base.phrases import Coded, Sayable, phrase
from casework.base.values import Value
from casework.packs import Field, Move, Workflow
from casework.packs.deed import Deed
from casework.packs.field_kinds import Asking, BadAnswer, accept_value
from casework.packs.rules import asked, failing
from casework.services.cases.guards import PackSays, judged_by_hooks
from casework.services.office import office_of
from casework.store.session import ViewerSession

OPEN = "open"
"""The move that opens a case, as hooks see it: `deed.move.name`."""
Errors = dict[str, Sayable]


def asking_of(session: ViewerSession, language: str) -> Asking:
    """How this office writes dates, amounts and phone numbers in a language."""
    tenant = office_of(session).tenant
    return Asking(language, tenant.country, tenant.currency, tenant.currencies)


def checked(
    session: ViewerSession,
    workflow: Workflow,
    answers: Mapping[str, Any],
    language: str,
    *,
    papers_follow: bool = False,
) -> tuple[dict[str, Any], Errors]:
    """The answers as they will be kept, and what is wrong with them by field.

    Answers to questions that are not asked (their `when` does not hold) are dropped: what nobody needs is not kept.
    With `papers_follow` no files are asked for: they come when the case is there. Those that came already are kept.
    """
    day = today(office_of(session).tenant.timezone)
    questions = [
        field
        for field in workflow.fields
        if not papers_follow or field.kind != "file" or answers.get(field.name)
    ]
    # What is asked hangs on other answers, so all are read first: a rule sees none that is not of its kind.
    readable, faults = accepted(questions, answers, asking_of(session, language))
    fields = asked(workflow, questions, readable, day)
    names = [field.name for field in fields]
    clean = {name: readable[name] for name in names if name in readable}
    errors = {name: faults[name] for name in names if name in faults}
    known = {field.name for field in questions}
    unknown = answers.keys() - {field.name for field in workflow.fields}
    errors |= {name: phrase("There is no such question.") for name in answers if name in unknown}
    if not errors:
        for code, said, place in _refused(session, workflow, clean, day):
            if place and place not in known:
                continue  # it waits for a paper that follows
            errors.setdefault(place or fields[0].name, Coded(said, code))
    return clean, errors


def _refused(
    session: ViewerSession, workflow: Workflow, clean: Mapping[str, Any], day: date
) -> list[tuple[str, Sayable, str]]:
    """What the guards of the opening say against it: code, sentence, and the question where it can be put right."""
    rules = [
        (guard.code, PackSays(guard.message), guard.field or "")
        for guard in failing(workflow, workflow.guards, clean, day)
    ]
    beginning = Beginning(session.viewer.case or new_id(), session.viewer.tenant, workflow.initial)
    opening = Move(OPEN, workflow.title, workflow.summary, (), workflow.initial, ())
    deed = Deed(session, beginning, workflow, opening, session.viewer, clean, day)
    return [*rules, *judged_by_hooks(deed, workflow.guards)]


class Beginning(Value):
    """A case that is about to be opened, as the guards of the opening see it: it has no number yet."""

    id: UUID
    tenant_id: int
    state: str
    number: str = ""


def accepted(
    fields: Iterable[Field], answers: Mapping[str, Any], asking: Asking
) -> tuple[dict[str, Any], Errors]:
    """Each answer checked by its kind: the values to keep, and the first fault of each field."""
    clean: dict[str, Any] = {}
    errors: Errors = {}
    for field in fields:
        try:
            value = accept_value(field, answers.get(field.name), asking)
        except BadAnswer as bad:
            errors[field.name] = next(iter(bad.errors.values()))
            continue
        if value is not None:
            clean[field.name] = value
    return clean, errors
