"""Payments of the giving page: each is taken into the books once, and asked for again where its answer was lost."""

from __future__ import annotations

from uuid import UUID

from casework.jobs.queue import PATIENT, for_each_tenant, job
from casework.services.office import office_of
from casework.services.payments.pay_offer import TASK
from casework.services.payments.processors import processor_of
from casework.services.payments.take_payments import payments_to_take
from casework.services.payments.take_payments import take_payment as take
from casework.store.queue import defer
from casework.store.session import ViewerSession


@job(TASK, retry=PATIENT)
def take_payment(session: ViewerSession, payment: str | None = None, case: str | None = None) -> None:
    """Without a payment: find those that are not in the books, and put each into the queue. With one: take it in."""
    if payment is not None:
        take(session, UUID(payment), processor_of(office_of(session)))
        return
    for payment_id, case_id in payments_to_take(session):
        defer(session, TASK, lock=f"payment:{case_id}", payment=payment_id, case=case_id)


for_each_tenant(TASK, cron="*/5 * * * *")
