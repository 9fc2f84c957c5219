"""The bulk of the demo, loaded by the worker one step after the other; a stopped one goes on where it was."""

from __future__ import annotations

from typing import Final

from procrastinate import RetryStrategy

from casework.base.errors import NotAllowed
from casework.jobs.queue import MOST_ATTEMPTS, application, queue
from casework.services.demo.bulk import bulk_step, is_step_of
from casework.settings import Settings
from casework.store.queue import BULK_QUEUE

# Somebody looks on: met again at once what is down for a moment, told what stays down; the next start begins anew.
SOON: Final = RetryStrategy(max_attempts=MOST_ATTEMPTS, wait=10)


@queue.task(name="load_demo_step", queue=BULK_QUEUE, retry=SOON)
def load_demo_step(*, tenant: int, step: int) -> None:
    """Load one step, say how far it is, and put the next one into the queue."""
    with application().app_context():
        settings: Settings = application().extensions["casework.settings"]
        if not settings.demo or not is_step_of(step, tenant):
            raise NotAllowed
        print(bulk_step(step), flush=True)  # the progress line of `casework run --demo`
