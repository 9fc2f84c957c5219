"""What clocks did in a case, and what was done to them, in sentences for its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask_babel import gettext as _

from casework.packs import Workflow
from casework.services.cases.read_timeline import Happening
from casework.services.deadlines.agreed import AGREEMENT, agreed_by
from casework.services.deadlines.promise import CHOSEN, TARGETS
from casework.web.formats import day
from casework.web.lengths import length_text
from casework.web.level_words import level_text
from casework.web.words import pack_text


def told_of_clock(workflow: Workflow, one: Happening, who: str) -> str | None:
    """One event of a clock; None when it is none."""
    say = _SAID.get(one.kind)
    return say(workflow, one, who) if say else None


def _label(workflow: Workflow, one: Happening) -> str:
    name = one.detail.get("clock")
    return next((pack_text(clock.label) for clock in workflow.clocks if clock.name == name), str(name))


def _reminded(workflow: Workflow, one: Happening, who: str) -> str:
    return _("The applicant was reminded")


def _at_risk(workflow: Workflow, one: Happening, who: str) -> str:
    said = {"clock": _label(workflow, one), "day": _day(one.detail.get("due"))}
    if one.detail.get("leg") == "law":
        return _("%(clock)s: the legal deadline of %(day)s is near", **said)
    return _("%(clock)s: due %(day)s, that is near", **said)


def _breached(workflow: Workflow, one: Happening, who: str) -> str:
    said = {"clock": _label(workflow, one), "day": _day(one.detail.get("due"))}
    if one.detail.get("leg") == "law":
        return _("%(clock)s: the legal deadline of %(day)s was missed", **said)
    return _("%(clock)s: was due %(day)s and was not kept", **said)


def _escalated(workflow: Workflow, one: Happening, who: str) -> str:
    said = {"clock": _label(workflow, one), "day": _day(one.detail.get("due"))}
    return _("%(clock)s: missed on %(day)s and missed still, so the lead was told", **said)


def _extended(workflow: Workflow, one: Happening, who: str) -> str:
    clock = next((clock for clock in workflow.clocks if clock.name == one.detail.get("clock")), None)
    length = length_text(int(one.detail.get("by") or 0), clock.usual.count) if clock else ""
    return _("%(clock)s: %(length)s more, by %(who)s", clock=_label(workflow, one), length=length, who=who)


def _recounted(workflow: Workflow, one: Happening, who: str) -> str:
    return _(
        "The office’s calendar changed: due %(to_day)s instead of %(from_day)s",
        to_day=_day(one.detail.get("to")),
        from_day=_day(one.detail.get("from")),
    )


def _applied(workflow: Workflow, one: Happening, who: str) -> str:
    return _(
        "Other promises hold for this case, by %(who)s: due %(to_day)s instead of %(from_day)s",
        who=who,
        to_day=_day(one.detail.get("to")),
        from_day=_day(one.detail.get("from")),
    )


def _sorted(workflow: Workflow, one: Happening, who: str) -> str:
    agreed = agreed_by(one.detail)
    if TARGETS in one.detail:
        return _("Found to be of another kind, so other times hold")
    if one.detail.get(CHOSEN) or AGREEMENT not in one.detail:
        return _("The level of service was set, by %(who)s", who=who)
    if agreed is None:
        return _("Nothing beyond what everybody is promised holds for this case any more")
    if agreed.by_class:
        return _(
            "The level “%(level)s” holds for this case, by what is on record of a person",
            level=level_text(agreed.level),
        )
    return _("Agreement %(number)s holds for this case", number=agreed.number)


def _records_decided(workflow: Workflow, one: Happening, who: str) -> str:
    counts = one.detail.get("counts", {})
    said = {kind: int(counts.get(kind, 0)) for kind in ("release", "part", "withhold")}
    return _(
        "Records decided, by %(who)s: given out %(release)s, in part %(part)s, withheld %(withhold)s",
        who=who,
        **said,
    )


def _law_chosen(workflow: Workflow, one: Happening, who: str) -> str:
    return _(
        "Another law holds for this request, by %(who)s: due %(to_day)s instead of %(from_day)s",
        who=who,
        to_day=_day(one.detail.get("to")),
        from_day=_day(one.detail.get("from")),
    )


def _day(told: object) -> str:
    """The day of an ISO day or instant; nothing is “no day”."""
    if not isinstance(told, str):
        return _("no day")
    return day(date.fromisoformat(told) if len(told) == 10 else datetime.fromisoformat(told), short=True)


_SAID: dict[str, Callable[[Workflow, Happening, str], str]] = {
    "reminded": _reminded,
    "at_risk": _at_risk,
    "breached": _breached,
    "escalated": _escalated,
    "extended": _extended,
    "recounted": _recounted,
    "promises_applied": _applied,
    "sorted": _sorted,
    "law_chosen": _law_chosen,
    "records_decided": _records_decided,
}
