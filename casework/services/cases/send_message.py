"""Send a message to the applicant: it stands on the tracking page, and a mail tells of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from casework.base.errors import NotAllowed, Stale
from casework.base.ids import new_id
from casework.base.phrases import phrase
from casework.models import Case, CaseEvent, Message
from casework.policy.rulebook import require
from casework.services.cases.due import renew_due
from casework.services.cases.events import add_event
from casework.services.cases.find_case import lock_case
from casework.services.cases.pin import workflow_of
from casework.services.cases.written import written
from casework.services.letters import queue_mail
from casework.store import ledger_chain
from casework.store.session import ViewerSession

TEMPLATE = "message"


def send_message(session: ViewerSession, case_id: UUID, body: str, *, seen: int | None = None) -> UUID:
    """The message's id. `seen` is the last event the writer knew of: what they say may be out of date after it.

    Raises InvalidInput under `body`, Stale, NotAllowed where this duty writes no messages.
    """
    require("case.write_message", session.viewer)
    if not session.viewer.access.may_write("matter"):
        raise NotAllowed(phrase("Your duties here don’t include messages on this kind of case."))
    said = written(body, phrase("Write the message first"))
    case = lock_case(session, case_id)
    if seen is not None and last_event(session, case.id) > seen:
        raise Stale
    return post_message(session, case, said)


def post_message(session: ViewerSession, case: Case, said: str) -> UUID:
    """Put words to the applicant among the messages of a case that is locked; a mail tells of them."""
    row = Message(
        id=new_id(),
        case_id=case.id,
        sender="us",
        kind="message",
        body=said,
        language=case.language,
        author_id=session.viewer.actor,
    )
    session.add(row)
    add_event(session, case.id, "message", public=True, detail={"message": str(row.id)})
    queue_mail(session, TEMPLATE, language=case.language, case_id=case.id, values={"message": str(row.id)})
    renew_due(session, case, workflow_of(session, case))
    ledger_chain.record(session, "case.message_sent", case=case.id)
    return row.id


def last_event(session: ViewerSession, case_id: UUID) -> int:
    """The number of a case's last event."""
    return session.scalar(select(func.max(CaseEvent.seq)).where(CaseEvent.case_id == case_id)) or 0
