"""Campaigns and appeals in words: channels, states, why somebody was left out."""

from __future__ import annotations

from collections.abc import Mapping

from babel import numbers
from flask_babel import lazy_gettext as _l

from casework.domain.appeals import Return
from casework.web.formats import marks

CHANNELS = {
    "email": _l("By e-mail"),
    "post": _l("By post"),
    "open": _l("In the open: a poster, a page, an evening"),
}
STATES = {
    "draft": (_l("Planned"), "idle", "ring"),
    "asking": (_l("Asking donors"), "info", "half"),
    "stopped": (_l("Stopped"), "warn", "pause"),
    "asked": (_l("Asked"), "good", "check"),
}
OPEN_STATE = (_l("Open to all"), "info", "dot")
LEFT_OUT = {
    "said_no": _l("Said no, or died"),
    "no_address": _l("Have no address for it"),
    "shared_address": _l("Share an address with somebody who was asked"),
    "asked_before": _l("Were asked under another record of theirs"),
}


def percent(share: float | None) -> str:
    """A share; a dash where there is none."""
    if share is None:
        return "–"
    return str(numbers.format_percent(share, format="#,##0.0 %", locale=marks()))


def times(on_cost: float | None) -> str:
    """How often the cost came back."""
    if on_cost is None:
        return "–"
    return f"{numbers.format_decimal(on_cost, format='#,##0.0', locale=marks())} ×"


def told_return(back: Return) -> dict[str, str]:
    """The shares of a return in words."""
    return {"rate": percent(back.rate), "on_cost": times(back.on_cost)}


def told_left_out(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Why how many were left out, in words."""
    return [(str(LEFT_OUT[code]), count) for code, count in counts.items() if code in LEFT_OUT]
