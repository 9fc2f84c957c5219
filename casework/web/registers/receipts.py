"""The receipts of a year by their numbers: issued, cancelled and by which number, none missing."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.policy.guard import guarded
from casework.services.donors.list_receipts import list_receipts
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.held import held_things
from casework.web.formats import today as this_day
from casework.web.frame import RECORDS, desk_door
from casework.web.registers.reading import asks_purpose, declared_session, only_for

receipts = Blueprint("receipts", __name__)
desk_door(RECORDS, _l("Receipts"), "receipts.page", "receipt.read", having="funds")


@receipts.get("/")
@guarded("receipt.read")
@asks_purpose
def page() -> Page:
    """One year."""
    only_for("funds")
    asked, after = request.args.get("year", ""), request.args.get("after", "")
    good = asked.isascii() and asked.isdigit() and 1900 <= int(asked[:6]) <= 9999
    year = int(asked) if good else this_day().year
    before = int(after) if after.isascii() and after.isdigit() and len(after) < 8 else None
    with declared_session(needs="financial") as (session, why):
        found = list_receipts(session, year, after=before)
        session.commit()
    return render_template(
        "registers/receipts.html",
        found=found,
        why=why,
        year=year,
        held=held_things(found.withheld, "gift"),
        columns=[
            *(Column(word) for word in (_("Number"), _("Issued"), _("Donor"), _("State"))),
            Column(_("Amount"), num=True),
        ],
    )
