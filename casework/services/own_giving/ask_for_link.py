"""Ask for the link to one's own page. Known and unknown addresses are alike until the job that writes the mail."""

from __future__ import annotations

from casework.services.letters import queue_mail
from casework.store.session import ViewerSession

OWN_PAGE = "own_page"


def ask_for_link(session: ViewerSession, address: str, language: str) -> None:
    """Queue the mail to an address that somebody typed. Whether anybody here has it is found out by the job."""
    queue_mail(session, OWN_PAGE, language=language, address=address, case_id=session.viewer.case)
