"""The session of the privacy officer, and the parts of oversight as tabs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask_babel import gettext as _

from casework.services.staff.present import current_staff
from casework.store.session import ViewerSession
from casework.web.desk.opening import this_office
from casework.web.site import Link

PURPOSE = "oversight"


@contextmanager
def overseeing() -> Iterator[ViewerSession]:
    """A session for oversight. Raises PurposeRequired for whom it opens nothing."""
    office = this_office()
    with office.open(office.member(current_staff(), PURPOSE)) as session:
        yield session


def oversight_tabs(here: str) -> list[Link]:
    """One link for each part; `here` is the endpoint of the present one."""
    parts = (
        (_("Signals"), "oversight.page"),
        (_("Who looked"), "oversight.entries"),
        (_("Looked up under a use"), "oversight.uses"),
        (_("Given to others"), "oversight.given"),
        (_("Reading less"), "oversight.less"),
    )
    return [Link(label, url_for(endpoint), current=endpoint == here) for label, endpoint in parts]


def instant_of(name: str, *, next_day: bool = False) -> datetime | None:
    """The beginning (or the end) of the day that the address names, in the office's time zone."""
    day = day_of(name)
    if day is None:
        return None
    zone = ZoneInfo(this_office().tenant.timezone)
    return datetime.combine(day + timedelta(days=next_day), time(), zone)


def day_of(name: str) -> date | None:
    """The day that the address names; None when it is none."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
