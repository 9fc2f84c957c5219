"""What public requests have done beside their cases: news sent."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.services.requests.tell_followers import tell_followers as tell
from casework.store.session import ViewerSession


@job("tell_followers", retry=PATIENT)
def tell_followers(session: ViewerSession, request: str, new: str = "") -> None:
    """Queue the news of one request for everybody who wants them."""
    tell(session, UUID(request), new=bool(new))
