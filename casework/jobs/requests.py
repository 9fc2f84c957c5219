"""What public requests have done beside their cases: news sent, months counted, and asking whether it is put right."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import AT_ONCE, PATIENT, for_each_tenant, job
from casework.services.requests.ask_if_fixed import ask_if_fixed as ask
from casework.services.requests.count_month import count_months
from casework.services.requests.tell_followers import tell_followers as tell
from casework.store.session import ViewerSession


@job("tell_followers", retry=PATIENT)
def tell_followers(session: ViewerSession, request: str, new: str = "") -> None:
    """Queue the news of one request for everybody who wants them."""
    tell(session, UUID(request), new=bool(new))


@job("ask_if_fixed", retry=PATIENT)
def ask_if_fixed(session: ViewerSession) -> None:
    """Ask about what was called done some days ago."""
    ask(session)


@job("count_requests", retry=AT_ONCE)
def count_requests(session: ViewerSession) -> None:
    """Count the months that are over."""
    count_months(session)


for_each_tenant("ask_if_fixed", cron="37 15 * * *")
for_each_tenant("count_requests", cron="53 6 * * *")
