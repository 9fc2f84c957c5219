"""The same requests as open data: a CSV file (RFC 4180) with the columns of the bulk specification."""

from __future__ import annotations

from flask import Response, request

from casework.services.requests.public_list import PublicView, public_requests
from casework.services.staff.present import current_tenant
from casework.web.csv_file import csv_file
from casework.web.open311.door import everybody, jurisdiction, open311
from casework.web.open311.requests import MOST, instant, read_wish
from casework.web.requests.door import as_visitor
from casework.web.words import pack_text

COLUMNS = (
    "service_request_id",
    "requested_datetime",
    "updated_datetime",
    "closed_date",
    "status_description",
    "status_notes",
    "service_name",
    "description",
    "agency_responsible",
    "address",
    "lat",
    "long",
)


@open311.get("/requests.csv")
@everybody
def bulk() -> Response:
    """The requests that fit, as a file."""
    jurisdiction()
    with as_visitor() as session:
        views = public_requests(session, read_wish(request.args), most=MOST).views
        session.commit()
    return csv_file(f"requests-{current_tenant().slug}.csv", COLUMNS, [[_row(view) for view in views]])


def _row(view: PublicView) -> tuple[object, ...]:
    row = view.row
    status, notes = ("open" if view.is_open else "closed"), row.message or pack_text(view.state.public_label)
    times = (instant(row.opened_at), instant(row.changed_at), instant(row.closed_at))
    what = (pack_text(view.label), row.words, row.agency)
    return (view.number, *times, status, notes, *what, row.place or view.area, row.lat, row.lon)
