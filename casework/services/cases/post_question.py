"""Put a question to the applicant: it stands among the messages until it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.models import Case, Message
from casework.packs import Workflow
from casework.services.cases.due import clocks_of
from casework.store.session import ViewerSession

QUESTION, PAPERS = "question", "papers"
"""What a pack calls the fields of a move that asks the applicant: words, and the file fields that are missing."""


def post_question(session: ViewerSession, case: Case, workflow: Workflow, asked: Mapping[str, Any]) -> None:
    """Post what a move asks, if it asks the applicant anything; `asked` is what the mover entered."""
    body = asked.get(QUESTION)
    if not isinstance(body, str):
        return
    session.add(
        Message(
            case_id=case.id,
            sender="us",
            kind="question",
            body=body,
            language=case.language,
            author_id=session.viewer.actor,
            wanted=list(asked.get(PAPERS) or ()),
            answer_by=_answer_by(session, case, workflow),
        )
    )


def _answer_by(session: ViewerSession, case: Case, workflow: Workflow) -> date | None:
    """When the clock that this state started runs out."""
    mine = (
        one.deadline.due_on
        for one in clocks_of(session, case, workflow)
        if one.clock.starts == case.state and not one.deadline.met
    )
    return min(mine, default=None)
