"""How the scale of a drawing writes its instants."""

from __future__ import annotations

from datetime import datetime

from babel import dates
from flask_babel import gettext as _

from casework.web.formats import marks


def scale_words(instant: datetime, what: str) -> str:
    """An instant as a year, a month, or a month with its year; "nobody": the plate is on no vehicle."""
    if what == "nobody":
        return _("On no vehicle")
    if what == "year":
        return str(instant.year)
    skeleton = "yMMM" if what == "month_year" else "MMM"
    return str(dates.format_skeleton(skeleton, instant, locale=marks()))
