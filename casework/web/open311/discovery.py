"""Discovery: where the protocol is spoken, in which formats, and how one gets a key."""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import gettext as _

from casework.services.staff.present import current_tenant
from casework.web.open311.door import TYPE, discovery_door, everybody
from casework.web.open311.services import listed
from casework.web.open311.written import FORMATS, written
from casework.web.public.door import office_here

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-22T00:00:00Z"
"""When what is said here changed last; sorts as text."""


@discovery_door.get(f"/discovery.{TYPE}")
@everybody
def discovery(fmt: str) -> Response:
    """The endpoint of this office. NotFound where no requests are listed."""
    listed(office_here())
    tenant = current_tenant()
    base = url_for("open311.services", fmt="xml", _external=True).removesuffix("/services.xml")
    told = {
        "changeset": CHANGED,
        "contact": str(tenant.profile.get("contact") or tenant.name),
        "key_service": _(
            "Ask this office for a key. A member of it makes one under “Your account”: it may open cases."
        ),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": base,
                "changeset": CHANGED,
                "type": "production",
                "formats": [kind.partition(";")[0] for kind in FORMATS.values()],
            }
        ],
    }
    return written("discovery", told, fmt)
