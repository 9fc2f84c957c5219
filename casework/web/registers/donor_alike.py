"""Donors who may be one, at the desk: a queue that leads to the page where two records are made one."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from casework.base.errors import NotFound
from casework.policy.guard import guarded
from casework.services.donors.alike_donors import alike_donors, keep_apart
from casework.web.auth import Page
from casework.web.columns import Column
from casework.web.desk.opening import uuid_or_none
from casework.web.go import go
from casework.web.registers.donor_care import donors
from casework.web.registers.reading import asks_purpose, declared_session, only_for
from casework.web.words import speak

__all__ = ["donors"]


@donors.get("/alike")
@guarded("donor.merge")
@asks_purpose
def alike() -> Page:
    """Pairs to look at, the likeliest first."""
    only_for("funds")
    with declared_session(needs="contact") as (session, why):
        found = alike_donors(session)
        session.commit()
    return render_template(
        "registers/donor_alike.html",
        why=why,
        found=[(one, [speak(said) for said in one.reasons]) for one in found],
        columns=[
            *(
                Column(_("One record")),
                Column(_("The other")),
                Column(_("Why")),
                Column(_("Likely"), num=True),
            ),
            Column(_("Look"), unseen=True),
        ],
    )


@donors.post("/alike/apart")
@guarded("donor.merge")
def apart() -> Page:
    """They are two people."""
    only_for("funds")
    first, second = (uuid_or_none(request.form.get(name, "")) for name in ("first", "second"))
    if first is None or second is None or first == second:
        raise NotFound
    with declared_session(needs="contact", writes="contact") as (session, _why):
        keep_apart(session, first, second)
        session.commit()
    flash(_("They are two people, and are not shown here again."), "good")
    return go(url_for("donors.alike"))
