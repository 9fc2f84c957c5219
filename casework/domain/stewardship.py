"""Plans for looking after donors: steps, each so many days after the plan begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from casework.base.values import Value


class Step(Value):
    """One thing to do, by its code, so many days after the beginning."""

    code: str
    after: int


PLANS: Mapping[str, tuple[Step, ...]] = MappingProxyType(
    {
        "first_gift": (Step("call_to_thank", 2), Step("welcome_letter", 7), Step("tell_what_it_did", 90)),
        "large_gift": (
            Step("call_to_thank", 1),
            Step("card_of_the_director", 5),
            Step("invite_to_see", 45),
            Step("tell_what_it_did", 180),
        ),
        "gone_quiet": (Step("call_to_ask", 3), Step("tell_what_it_did", 14), Step("ask_again", 45)),
    }
)


def days_of(plan: str, begins: date) -> tuple[tuple[str, date], ...]:
    """What is to be done by which day when a plan begins. KeyError for a plan that is none."""
    return tuple((step.code, begins + timedelta(days=step.after)) for step in PLANS[plan])
