"""The order of the demo's bulk: a step of each office in turn, so that all of them fill up together."""

from __future__ import annotations

from casework.services.demo.found import find_office
from casework.services.demo.load import begin_demo, load_step, steps_of
from casework.services.demo.offices import OFFICES
from casework.store.identity import identity_session
from casework.store.queue import enqueue_bulk

TASK = "load_demo_step"


def plan() -> list[tuple[str, int]]:
    """(office, its step) in the order of loading."""
    longest = max(steps_of(demo) for demo in OFFICES)
    return [(demo.slug, step) for step in range(longest) for demo in OFFICES if step < steps_of(demo)]


def is_step_of(number: int, tenant_id: int) -> bool:
    """Whether the n-th step fills this office, and no other."""
    steps = plan()
    return 0 <= number < len(steps) and find_office(steps[number][0]).tenant.id == tenant_id


def start_demo() -> None:
    """Make what the tour needs, and leave the bulk to the worker, unless it waits there already."""
    begin_demo()
    _enqueue(0)


def bulk_step(number: int, *, go_on: bool = True) -> str:
    """Load the n-th step of the plan and put the next into the queue. A line that says how far it is."""
    steps = plan()
    if number >= len(steps):
        return "Demo: complete"
    progress = load_step(*steps[number])
    if go_on and number + 1 < len(steps):
        _enqueue(number + 1)
    share = round(100 * (number + 1) / len(steps))
    return f"Demo: {share} % loaded ({progress.slug}, step {progress.done} of {progress.of})"


def _enqueue(number: int) -> None:
    slug, _ = plan()[number]
    tenant = find_office(slug).tenant.id
    with identity_session() as session:
        if enqueue_bulk(session.connection(), TASK, tenant=tenant, once="demo", step=number):
            session.commit()
