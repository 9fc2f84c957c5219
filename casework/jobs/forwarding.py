"""Requests go to other offices, and come back as news: each part commits before anybody outside is spoken to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput
from casework.jobs.queue import AT_ONCE, PATIENT, for_each_tenant, job
from casework.models import Forwarding
from casework.services.forwarding.begin import begin
from casework.services.forwarding.follow_up import hear, look_at, next_rounds, note
from casework.services.forwarding.hand_over import speak
from casework.services.forwarding.keep_forwarding import TRY
from casework.services.forwarding.place import endpoint_of
from casework.services.forwarding.queue_request import HAND_OVER
from casework.services.forwarding.settle import settle
from casework.store.session import ViewerSession


@job(HAND_OVER, retry=PATIENT, outgoing=True)
def hand_over_request(session: ViewerSession, forwarded: str, case: str, attempt: int) -> None:
    """Hand one request over. Killed in between, the same job goes on and knows that it may have arrived."""
    parcel = begin(session, UUID(forwarded), int(attempt))
    session.commit()
    if parcel is None:
        return
    outcome = speak(parcel)
    settle(session, parcel, outcome)


@job("follow_forwarded", retry=AT_ONCE, outgoing=True)
def follow_forwarded(session: ViewerSession) -> None:
    """Ask how those stand that were handed over."""
    rounds = next_rounds(session)
    session.commit()
    for asked in rounds:
        heard = hear(asked)
        note(session, heard)
        session.commit()


@job(TRY, retry=AT_ONCE, outgoing=True)
def try_forwarding(session: ViewerSession, forwarding: str) -> None:
    """Look whether an endpoint that was entered is there and knows its service."""
    row = session.scalar(select(Forwarding).where(Forwarding.id == UUID(forwarding)))
    if row is None:
        return
    service = row.service
    try:
        there = endpoint_of(row)
    except InvalidInput:
        return
    session.commit()
    found = look_at(there, service)
    row = session.scalar(select(Forwarding).where(Forwarding.id == UUID(forwarding)).with_for_update())
    if row is not None:
        row.trial, row.tried_at = found, now()


for_each_tenant("follow_forwarded", cron="*/10 * * * *")
