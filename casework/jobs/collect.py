"""Collecting by card: every hour what is due is planned, then each instalment is collected by a job of its own."""

from __future__ import annotations

from uuid import UUID

from casework.base.clock import today
from casework.jobs.queue import PATIENT, for_each_tenant, job
from casework.services.office import office_of
from casework.services.payments.ask_again import answer_of
from casework.services.payments.port import NoAnswer, Processor
from casework.services.payments.processors import processor_of
from casework.services.pledges.begin_attempt import begin_attempt, due_instalments
from casework.services.pledges.lapse_pledges import lapse_pledges
from casework.services.pledges.plan_due import plan_due
from casework.services.pledges.settle_attempt import settle_attempt
from casework.services.pledges.start_run import start_run
from casework.store.queue import defer
from casework.store.session import ViewerSession


@job("collect", retry=PATIENT)
def collect(session: ViewerSession, instalment: str | None = None, run: str | None = None) -> None:
    """Without an instalment: plan what is due and put each part into the queue. With one: collect it."""
    office = office_of(session)
    if not office.kind.funds:
        return
    processor = processor_of(office)
    if instalment is not None and processor is not None:
        collect_one(session, processor, UUID(instalment), run=UUID(run) if run else None)
        return
    day = today(office.tenant.timezone)
    while plan_due(session, day):
        session.commit()
    while lapse_pledges(session, day):
        session.commit()
    session.commit()
    if processor is None:
        return
    due = due_instalments(session, "card", day)
    if due:
        started = start_run(session, "card")
        for one in due:
            defer(session, "collect", lock=f"instalment:{one}", instalment=one, run=started)


def collect_one(
    session: ViewerSession, processor: Processor, instalment: UUID, *, run: UUID | None = None
) -> str | None:
    """Collect one instalment: what became of it; None when there was nothing to do or nobody answered.

    The order is committed before it is sent. When the answer is lost, or this is killed, the order stays on record,
    and the next go asks the processor by its key before anything is sent again.
    """
    begun = begin_attempt(session, instalment, processor.name, run=run)
    session.commit()
    if begun is None:
        return None
    try:
        answer = answer_of(processor, begun.order, ask=begun.ask, again=begun.again)
    except NoAnswer:
        return None
    became = settle_attempt(session, begun.attempt, answer)
    session.commit()
    return became


for_each_tenant("collect", cron="41 * * * *")
