"""Send a draft: it becomes the case, once, however often it is sent."""

from __future__ import annotations

from casework.base.errors import NotFound
from casework.base.ids import derived_code
from casework.models import Case
from casework.services.cases.ask_again import link_followed
from casework.services.cases.find_case import case_by_id
from casework.services.cases.open_case import Opened, open_case
from casework.services.cases.pin import workflow_of
from casework.services.documents.attach_uploads import attach_uploads
from casework.services.drafts.discard_draft import discard_draft
from casework.services.drafts.find_draft import find_draft
from casework.store.session import ViewerSession


def send_draft(session: ViewerSession, secret: str, *, language: str, channel: str = "web") -> Opened:
    """Open the case of the viewer's draft. Raises InvalidInput by field, and NotFound when it has expired.

    From the web all papers must be there; those brought to the desk are added afterwards.

    The receipt code follows from the browser's `secret`: the second of two clicks gets the first one's receipt.
    """
    draft = find_draft(session, lock=True)
    if draft is None:
        return receipt_of(session, secret)
    code = derived_code(secret, draft.id.bytes)
    done = open_case(
        session,
        draft.workflow,
        draft.answers,
        language=language,
        channel=channel,
        papers_follow=channel != "web",
        case_id=draft.id,
        code=code,
    )
    if draft.follows is not None:
        link_followed(session)
    attach_uploads(session, done.case_id, draft.workflow)
    discard_draft(session)
    return done


def receipt_of(session: ViewerSession, secret: str) -> Opened:
    """The receipt of the case that the viewer's draft became."""
    if session.viewer.case is None:
        raise NotFound
    case: Case = case_by_id(session, session.viewer.case)
    waits = case.state == workflow_of(session, case).waits_in
    return Opened(case.id, case.number, derived_code(secret, case.id.bytes), waits)
