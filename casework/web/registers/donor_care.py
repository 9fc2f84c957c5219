"""Levels of donors and plans of care at the desk: kept, ended, begun for all of a level."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import InvalidInput, Refused
from casework.domain.donor_rules import Condition, checked
from casework.policy.guard import guarded
from casework.services.donors.care_plans import (
    CareStep,
    care_plans,
    end_plan,
    write_plan,
)
from casework.services.donors.care_runs import care_runs, start_care
from casework.services.donors.find_donors import count_donors
from casework.services.donors.levels import NewLevel, end_level, levels_on, list_levels, set_level
from casework.services.donors.read_donor import read_donor
from casework.store.session import ViewerSession
from casework.web.appeals.campaign_form import amount_or_none
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.days import day_in_boxes
from casework.web.desk.opening import may, uuid_or_none
from casework.web.formats import today as this_day
from casework.web.go import go
from casework.web.registers.donor_merge import donors
from casework.web.registers.donor_words import PLAN_WORDS, plans_offered
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import speak, told

__all__ = ["donors"]

STEPS = range(1, 6)
LEVEL_BOXES = ("code", "name", "minimum", "months", "from-day", "from-month", "from-year")
PLAN_BOXES = ("name", *(f"{box}-{place}" for place in STEPS for box in ("what", "after")))


@donors.get("/levels")
@guarded("gift.read")
@asks_purpose
def levels() -> Page:
    """The levels, and how many donors stand at each today."""
    return _levels({}, {})


@donors.post("/levels")
@guarded("level.set")
def keep_level() -> Page:
    """A level, or what it asks from a day on."""
    only_for("funds")
    typed = {name: request.form.get(name, "")[:100].strip() for name in LEVEL_BOXES}
    try:
        with declared_session(needs="financial", writes="internal") as (session, _why):
            set_level(session, _level(typed))
            session.commit()
    except InvalidInput as wrong:
        return _levels(typed, told(wrong)), wrong.status
    flash(_("The level is kept."), "good")
    return go(url_for("donors.levels"))


@donors.post("/levels/<uuid:level_id>/end")
@guarded("level.set")
def drop_level(level_id: UUID) -> Page:
    """It holds until today."""
    only_for("funds")
    _end(lambda session: end_level(session, level_id), _("The level ends tonight."))
    return go(url_for("donors.levels"))


@donors.get("/plans")
@guarded("gift.read")
@asks_purpose
def plans() -> Page:
    """The office's own plans."""
    return _plans({}, {})


@donors.post("/plans")
@guarded("donor.plan")
def keep_plan() -> Page:
    """Write one."""
    only_for("funds")
    typed = {name: request.form.get(name, "")[:200].strip() for name in PLAN_BOXES}
    try:
        with declared_session(needs="financial", writes="internal") as (session, _why):
            write_plan(session, typed["name"], _steps(typed))
            session.commit()
    except InvalidInput as wrong:
        return _plans(typed, told(wrong)), wrong.status
    flash(_("The plan is kept. Begin it on a donor’s page, or for a level."), "good")
    return go(url_for("donors.plans"))


@donors.post("/plans/<uuid:plan_id>/end")
@guarded("donor.plan")
def drop_plan(plan_id: UUID) -> Page:
    """Nobody begins it any more."""
    only_for("funds")
    _end(lambda session: end_plan(session, plan_id), _("The plan is ended. Where it runs, it goes on."))
    return go(url_for("donors.plans"))


@donors.post("/plans/begin")
@guarded("donor.plan")
def begin_plan_for_level() -> Page:
    """Begin one for all donors at a level: a job does it."""
    only_for("funds")
    plan, level = (request.form.get(name, "")[:60] for name in ("plan", "level"))
    try:
        with declared_session(needs="contact", writes="internal") as (session, _why):
            start_care(session, plan, level)
            session.commit()
    except InvalidInput as wrong:
        return _plans({}, told(wrong)), wrong.status
    except Refused as no:
        flash(speak(no.said), "bad")
    return go(url_for("donors.plans"))


def _end(act: Callable[[ViewerSession], None], said: str) -> None:
    """End one of them, and say so or why not."""
    try:
        with declared_session(needs="financial", writes="internal") as (session, _why):
            act(session)
            session.commit()
    except Refused as no:
        flash(speak(no.said), "bad")
    else:
        flash(said, "good")


def _levels(typed: dict[str, str], errors: dict[str, str]) -> str:
    only_for("funds")
    day = this_day()
    with declared_session(needs="financial") as (session, why):
        rows = list_levels(session)
        wanted = {one.code: checked([Condition("level", "is", one.code)]) for one in levels_on(session, day)}
        counts = count_donors(session, wanted)
        session.commit()
    return render_template(
        "registers/donor_levels.html",
        why=why,
        rows=[(one, one.valid_from <= day and (one.valid_to is None or one.valid_to > day)) for one in rows],
        counts=counts,
        may_set=may("level.set"),
        typed=typed or {"from-day": str(day.day), "from-month": str(day.month), "from-year": str(day.year)},
        errors=errors,
        columns=[
            *(Column(_("Level")), Column(_("From which sum on"), num=True), Column(_("In which time"))),
            *(Column(_("Holds")), Column(_("Donors now"), num=True)),
        ],
    )


def _plans(typed: dict[str, str], errors: dict[str, str]) -> str:
    only_for("funds")
    with declared_session(needs="contact") as (session, why):
        kept, held = care_plans(session), levels_on(session, this_day())
        runs = care_runs(session)
        donor = uuid_or_none(request.args.get("donor", ""))
        who = read_donor(session, donor) if donor else None
        session.commit()
    return render_template(
        "registers/donor_plans.html",
        why=why,
        kept=kept,
        offered=plans_offered(kept),
        who=who,
        levels=[(one.code, one.name) for one in held],
        runs=runs,
        plan_words=PLAN_WORDS,
        places=STEPS,
        may_plan=may("donor.plan"),
        typed=typed,
        errors=errors,
        columns=[Column(_("Plan")), Column(_("Steps"))],
    )


def _level(typed: dict[str, str]) -> NewLevel:
    errors: dict[str, str] = {}
    minimum = amount_or_none(typed["minimum"], "minimum", errors)
    try:
        since = day_in_boxes(typed, "from")
    except InvalidInput:
        since = None
    if since is None:
        errors["from"] = _("Enter a day that exists, with its year")
    if minimum is None:
        errors.setdefault("minimum", _("Enter an amount of more than zero"))
    if errors or minimum is None or since is None:
        raise InvalidInput(errors)
    months = typed["months"]
    number = int(months) if months.isascii() and months.isdigit() and len(months) < 5 else 0
    return NewLevel(typed["code"], typed["name"], minimum, number if months else None, since)


def _steps(typed: dict[str, str]) -> list[CareStep]:
    """The steps that were typed; one without a number of days is wrong by itself."""
    steps = []
    for place in STEPS:
        what, after = typed[f"what-{place}"], typed[f"after-{place}"]
        if what or after:
            number = int(after) if after.isascii() and after.isdigit() and len(after) < 5 else -1
            steps.append(CareStep(what, number))
    return steps
