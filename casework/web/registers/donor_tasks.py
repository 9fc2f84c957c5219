"""What is planned for donors, at the desk: what is due everywhere; a task or a plan for one of them; done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Refused
from casework.policy.guard import guarded
from casework.services.donors.care_plans import begin_care, stop_plan
from casework.services.donors.tasks import finish_task, plan_task, tasks_due
from casework.store.session import ViewerSession
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.formats import today as this_day
from casework.web.go import go
from casework.web.registers.donor_choices import donors
from casework.web.registers.donor_words import PLAN_WORDS, task_words
from casework.web.registers.donors import show_donor
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import speak

__all__ = ["donors"]

LONGEST = 400


@donors.get("/tasks")
@guarded("gift.read")
@asks_purpose
def tasks() -> Page:
    """Everything that is open, the most urgent first."""
    only_for("funds")
    with declared_session(needs="contact") as (session, why):
        due = tasks_due(session)
        session.commit()
    return render_template(
        "registers/donor_tasks.html",
        due=[(one, task_words(one.what, one.plan)) for one in due],
        why=why,
        plans=PLAN_WORDS,
        day=this_day(),
        columns=[Column(said) for said in (_("What"), _("Donor"), _("Due"), _("Plan"))],
    )


@donors.post("/<uuid:person_id>/tasks")
@guarded("donor.plan")
def task(person_id: UUID) -> Page:
    """One more thing to do."""

    def plan(session: ViewerSession) -> str:
        plan_task(session, person_id, request.form.get("what", "")[:LONGEST], _due())
        return _("It is planned.")

    return _planned(person_id, plan)


@donors.post("/<uuid:person_id>/plan")
@guarded("donor.plan")
def plan(person_id: UUID) -> Page:
    """Begin a plan."""

    def begin(session: ViewerSession) -> str:
        begin_care(session, person_id, request.form.get("plan", "")[:LONGEST])
        return _("The plan has begun. Its steps stand among the tasks.")

    return _planned(person_id, begin)


@donors.post("/<uuid:person_id>/plan/stop")
@guarded("donor.plan")
def stop(person_id: UUID) -> Page:
    """Stop what is still open of a plan."""

    def end(session: ViewerSession) -> str:
        stop_plan(session, person_id, request.form.get("plan", "")[:LONGEST])
        return _("The plan is stopped. What was done stays.")

    return _planned(person_id, end)


@donors.post("/tasks/<uuid:task_id>/done")
@guarded("donor.plan")
def done(task_id: UUID) -> Page:
    """It is done."""
    only_for("funds")
    try:
        with declared_session(needs="contact", writes="internal") as (session, _why):
            donor = finish_task(session, task_id)
            session.commit()
    except Refused as no:
        flash(speak(no.said), "bad")
        return go(url_for("donors.tasks"))
    flash(_("Done, and kept."), "good")
    return go(url_for("donors.page", person_id=donor))


def _planned(person_id: UUID, act: Callable[[ViewerSession], str]) -> Page:
    only_for("funds")
    try:
        with declared_session(needs="contact", writes="internal") as (session, _why):
            said = act(session)
            session.commit()
    except InvalidInput as wrong:
        return show_donor(person_id, wrong, wrong.status)
    except Refused as no:
        return show_donor(person_id, InvalidInput({"plan": no.said}), no.status)
    flash(said, "good")
    return go(url_for("donors.page", person_id=person_id))


def _due() -> date:
    try:
        return date(*(int(request.form.get(f"due-{part}", "")[:8]) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        raise InvalidInput({"due": _("Enter a day that exists, with its year")}) from None
