"""Take in a case for somebody else: at the counter, by phone, through a partner's program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.base.errors import InvalidInput, PurposeRequired
from casework.base.ids import derived_code, new_id
from casework.base.phrases import Sayable, phrase
from casework.base.values import Value
from casework.packs import Workflow
from casework.services.cases.find_case import case_by_id
from casework.services.cases.open_case import open_case
from casework.services.office import office_of
from casework.store.session import ViewerSession


class Intake(Value):
    """What came in, and how. Without a language it is the office's first."""

    workflow: str
    answers: Mapping[str, Any]
    language: str | None
    channel: str


def take_in(session: ViewerSession, intake: Intake, *, secret: str) -> dict[str, Any]:
    """The new case as JSON values, without its code: that is `derived_code(secret, id)`, for the applicant alone.

    Raises InvalidInput (`workflow`, `language`, `answers.<field>`), and PurposeRequired when the workflow serves
    another purpose than the viewer's.
    """
    tenant = office_of(session).tenant
    workflow = _offered(session, intake.workflow)
    language = intake.language or tenant.language
    if language not in tenant.languages:
        raise InvalidInput({"language": phrase("This office does not work in this language.")})
    _check_rights(session, workflow, intake.answers)
    case_id = new_id()
    try:
        opened = open_case(
            session,
            workflow,
            intake.answers,
            language=language,
            channel=intake.channel,
            case_id=case_id,
            code=derived_code(secret, case_id.bytes),
            papers_follow=True,
        )
    except InvalidInput as wrong:
        raise InvalidInput(_by_answer(wrong.sayings)) from None
    case = case_by_id(session, opened.case_id)
    return {"id": str(case.id), "number": case.number, "state": case.state, "version": case.version}


def _offered(session: ViewerSession, name: str) -> Workflow:
    workflow = next((one for one in office_of(session).workflows if one.name == name), None)
    if workflow is None:
        raise InvalidInput({"workflow": phrase("This office offers no such service.")})
    if workflow.purpose != session.viewer.purpose:
        raise PurposeRequired(phrase("This service is for another purpose than the one you act for."))
    return workflow


def _check_rights(session: ViewerSession, workflow: Workflow, answers: Mapping[str, Any]) -> None:
    """Refuse answers of a class that this viewer may not enter, and files: they are added when the case is there."""
    access = session.viewer.access
    closed = [field.name for field in workflow.fields if not access.may_write(field.cls)]
    errors: dict[str, Sayable] = {
        name: phrase("Your duties don’t let you enter this.") for name in closed if name in answers
    }
    files = {field.name for field in workflow.fields if field.kind == "file"}
    errors |= {name: phrase("There is no such question.") for name in answers if name in files}
    if errors:
        raise InvalidInput(_by_answer(errors))


def _by_answer(errors: Mapping[str, Sayable]) -> dict[str, Sayable]:
    return {f"answers.{name}": said for name, said in errors.items()}
