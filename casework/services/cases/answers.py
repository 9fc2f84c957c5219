"""Check a whole set of answers, as a case will keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from casework.base.clock import today
from casework.base.phrases import Sayable, phrase
from casework.packs import Field, Workflow
from casework.packs.field_kinds import Asking, BadAnswer, accept_value
from casework.packs.rules import asked, failing
from casework.services.cases.guards import PackSays
from casework.services.office import office_of
from casework.store.session import ViewerSession

Errors = dict[str, Sayable]


def asking_of(session: ViewerSession, language: str) -> Asking:
    """How this office writes dates, amounts and phone numbers in a language."""
    tenant = office_of(session).tenant
    return Asking(language, tenant.country, tenant.currency)


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
    With `papers_follow` no files are asked for: they come when the case is there.
    """
    day = today(office_of(session).tenant.timezone)
    questions = [field for field in workflow.fields if not (papers_follow and field.kind == "file")]
    # What is asked hangs on other answers, so all are read first: a rule sees none that is not of its kind.
    readable, faults = accepted(questions, answers, asking_of(session, language))
    fields = asked(workflow, questions, readable, day)
    names = [field.name for field in fields]
    clean = {name: readable[name] for name in names if name in readable}
    errors = {name: faults[name] for name in names if name in faults}
    known = {field.name for field in questions}
    errors |= {name: phrase("There is no such question.") for name in answers if name not in known}
    if not errors:
        for guard in failing(workflow, workflow.guards, clean, day):
            if guard.field and guard.field not in known:
                continue  # it waits for a paper that follows
            errors.setdefault(guard.field or fields[0].name, PackSays(guard.message))
    return clean, errors


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
