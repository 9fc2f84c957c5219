"""Promises applied to open cases, some hundred at a time; what is promised to some brought to their open cases."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import PATIENT, job
from casework.services.agreements.bind_agreement import TASK as BIND
from casework.services.agreements.bind_agreement import bind_open_cases, bind_person, renew_agreement
from casework.services.deadlines.apply_promises import TASK, apply_to_some
from casework.store.queue import defer
from casework.store.session import ViewerSession


@job(TASK, retry=PATIENT)
def apply_promises(
    session: ViewerSession, number: int, after: str | None = None, actor: UUID | None = None
) -> None:
    """Apply a version to some cases and put the rest into the queue."""
    last = apply_to_some(session, number, actor, UUID(after) if after else None)
    if last is not None:
        defer(session, TASK, lock=f"{TASK}:{session.viewer.tenant}", number=number, after=last, actor=actor)


@job(BIND, retry=PATIENT)
def bind_agreement(
    session: ViewerSession, agreement: str | None = None, person: str | None = None, case: str | None = None
) -> None:
    """Note what is promised to some: in the open cases of who holds an agreement, of a person, or in one case. Done
    twice, the second changes nothing."""
    if agreement:
        bind_open_cases(session, UUID(agreement))
    if person:
        bind_person(session, UUID(person))
    if case:
        renew_agreement(session, UUID(case))
