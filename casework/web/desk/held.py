"""What stands in the place of a withheld value: its class, the reason in short, and the way to the whole reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.base.values import Value
from casework.policy.why import DUTY, Decision
from casework.web.desk.opening import this_office
from casework.web.formats import listed
from casework.web.words import pack_text

CLASSES = {
    "open": _l("open"),
    "matter": _l("what the case is about"),
    "internal": _l("staff only"),
    "contact": _l("contact"),
    "identity": _l("identity"),
    "location": _l("address"),
    "financial": _l("money"),
    "asset": _l("vehicle and plate"),
    "special": _l("specially protected"),
    "sealed": _l("sealed"),
}


class Held(Value):
    """A withheld value on a page. `href`: the page that gives rule, duty and whom to ask."""

    reason: str
    class_name: str
    href: str


def held(decision: Decision, href: str) -> Held:
    """The place of a value that this decision closes."""
    return Held(reason_text(decision), class_words(decision), href)


def held_things(closed: Mapping[str, Decision], prefix: str, **more: Any) -> dict[str, Held]:
    """The places of named things, as they were given. `more`: what the page was read for."""
    return {
        name: held(decision, url_for("why.thing", name=f"{prefix}.{name.removeprefix(f'{prefix}.')}", **more))
        for name, decision in closed.items()
    }


def reason_text(decision: Decision) -> str:
    """The reason in a sentence or two."""
    if decision.rule == DUTY:
        said = _("Your duties do not need it.")
        readers = duty_names(decision.duties) if decision.duties else ""
        return f"{said} " + _("It opens to: %(duties)s.", duties=readers) if readers else said
    said = _("The purpose you read this for does not need it.")
    if decision.purposes:
        return f"{said} " + _("Another purpose opens it to you.")
    return said


def class_words(decision: Decision) -> str:
    """The closed classes by name; empty where a permission closed it."""
    return listed(str(CLASSES[cls]) for cls in decision.classes if cls in CLASSES)


def duty_names(duties: Iterable[str]) -> str:
    """Duties by their labels, joined by “or”."""
    known = this_office().kind.duties
    return listed((pack_text(known[duty]) for duty in duties if duty in known), "or")


def title_names(titles: Iterable[str]) -> str:
    """Titles by their labels, joined by “or”."""
    known = this_office().kind.titles
    return listed((pack_text(known[title].label) for title in titles if title in known), "or")
