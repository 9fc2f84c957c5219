"""What is planned for donors of the demo, and the lists that its staff keep."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from casework.domain.donor_rules import Condition, checked
from casework.models import DonorSegment, DonorTask, Gift
from casework.services.demo.cases import Stage, history
from casework.services.demo.known_donors import LOGIN
from casework.services.donors.segments import save_segment
from casework.services.donors.tasks import begin_plan, finish_task, plan_task, tasks_of

LISTS = (
    (
        "Autumn appeal: gave last year, open to mail",
        (("last_year", "at_least", 1), ("may_email", "is", True)),
    ),
    ("Thousand and more, not yet regular", (("lifetime", "at_least", 100_000), ("regular", "is", False))),
)


def plant_plans(stage: Stage) -> None:
    """Put them in place, once."""
    if not stage.demo.gifts:
        return
    with history(stage, stage.office.member(stage.staff[LOGIN], "donor_care"), None) as session:
        if session.scalar(select(DonorSegment.id).limit(1)) is None:
            for name, conditions in LISTS:
                save_segment(session, name, checked([Condition(*one) for one in conditions]))
        if session.scalar(select(DonorTask.id).limit(1)) is None:
            chosen = select(Gift.donor_id).where(Gift.kind == "money").order_by(Gift.number).limit(30)
            donors = sorted(set(session.scalars(chosen)))
            begin_plan(session, donors[1], "large_gift")
            begin_plan(session, donors[2], "first_gift")
            finish_task(session, tasks_of(session, donors[2])[0].id)
            plan_task(session, donors[3], "Ask for a photo of the new kitchen", stage.day + timedelta(days=4))
        session.commit()
