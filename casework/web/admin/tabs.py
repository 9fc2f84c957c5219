"""The parts of the administration, as tabs."""

from flask import url_for
from flask_babel import gettext as _

from casework.web.desk.opening import this_office
from casework.web.site import Link


def admin_tabs(here: str) -> list[Link]:
    """One link for each part; `here` is the endpoint of the present one."""
    listed = (
        (_("Areas"), "areas.page"),
        (_("Categories"), "categories.page"),
        (_("Handing over"), "forwarding.page"),
        (_("Ready answers"), "replies.page"),
    )
    parts = (
        (_("Members"), "members.page"),
        (_("Units"), "units.page"),
        *(listed if this_office().listed else ()),
        (_("Calendar"), "calendars.page"),
        (_("Promises"), "promises.page"),
        (_("Office"), "office.page"),
    )
    return [Link(label, url_for(endpoint), current=endpoint == here) for label, endpoint in parts]
