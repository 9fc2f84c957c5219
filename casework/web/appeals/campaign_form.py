"""The form of a campaign: what was typed, and the campaign it stands for."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from casework.base import money
from casework.base.errors import InvalidInput
from casework.base.money import Money
from casework.services.appeals.campaigns import CampaignView, NewCampaign
from casework.web.days import day_in_boxes
from casework.web.desk.opening import this_office, uuid_or_none
from casework.web.formats import marks
from casework.web.words import told

_DAYS = tuple(f"{of}-{part}" for of in ("starts", "ends") for part in ("day", "month", "year"))
BOXES = ("name", "goal", "parent", *_DAYS)


def typed_campaign() -> dict[str, str]:
    """What was sent, by box."""
    return {name: request.form.get(name, "")[:200].strip() for name in BOXES}


def as_typed(view: CampaignView) -> dict[str, str]:
    """The boxes of a campaign as it is."""
    days = {"starts": view.starts_on, "ends": view.ends_on}
    typed = {
        f"{of}-{part}": str(getattr(day, part))
        for of, day in days.items()
        if day
        for part in ("day", "month", "year")
    }
    goal = str(view.goal.decimal) if view.goal else ""
    return typed | {"name": view.name, "goal": goal, "parent": str(view.parent_id or "")}


def read_campaign(typed: dict[str, str]) -> NewCampaign:
    """The campaign that was typed; InvalidInput by field."""
    errors: dict[str, str] = {}
    starts = ends = None
    for name in ("starts", "ends"):
        try:
            day = day_in_boxes(typed, name)
        except InvalidInput as wrong:
            errors |= told(wrong)
            continue
        starts, ends = (day, ends) if name == "starts" else (starts, day)
    if starts is None:
        errors.setdefault("starts", _("Enter a day that exists, with its year"))
    goal = amount_or_none(typed["goal"], "goal", errors)
    if errors or starts is None:
        raise InvalidInput(errors)
    return NewCampaign(typed["name"], starts, ends, goal, uuid_or_none(typed["parent"]))


def amount_or_none(typed: str, name: str, errors: dict[str, str]) -> Money | None:
    """The amount in a box that may be empty; what is wrong with it goes to `errors`."""
    if not typed:
        return None
    try:
        return money.parse(typed, this_office().tenant.currency, str(marks()))
    except InvalidInput as wrong:
        errors[name] = next(iter(told(wrong).values()))
        return None
