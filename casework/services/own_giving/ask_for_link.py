"""Mails about one's own page: the link to it, and what was changed on it.

Known and unknown addresses are alike until the job that writes the mail."""

from __future__ import annotations

from uuid import UUID

from casework.services.letters import queue_mail
from casework.store.session import ViewerSession

OWN_PAGE, OWN_CHANGE = "own_page", "own_change"


def ask_for_link(session: ViewerSession, address: str, language: str) -> None:
    """Queue the mail to an address that somebody typed. Whether anybody here has it is found out by the job."""
    queue_mail(session, OWN_PAGE, language=language, address=address, case_id=session.viewer.case)


def tell_of_change(session: ViewerSession, address: str, language: str, pledge: UUID) -> None:
    """Queue the mail that confirms to the donor what was changed of a regular gift."""
    told = {"pledge": str(pledge)}
    queue_mail(
        session, OWN_CHANGE, language=language, address=address, case_id=session.viewer.case, values=told
    )
