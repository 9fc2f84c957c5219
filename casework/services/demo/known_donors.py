"""Donors of the demo as those who look after them know them: one who is named to few, and what some of them wish."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from casework.domain.contact_choices import ANY
from casework.models import ContactChoice, Gift
from casework.services.demo.cases import Stage, history
from casework.services.donors.contact_choices import NewChoice, record_choice
from casework.services.people.hidden_names import hide_name
from casework.store.session import ViewerSession

LOGIN = "donors"
# Of the first donors, in the order of their ids: what they said, how long ago, and where it is seen.
SAID = (
    (0, ("any", ANY, False), 40, "spoken", "Call of that day: “please do not contact me again”"),
    (1, ("email", "appeal", False), 200, "electronic", "Link at the foot of the spring appeal"),
    (1, ("post", "appeal", True), 120, "written", "Reply card, folder 12"),
    (2, ("email", "newsletter", True), 300, "electronic", "Ticked when giving online"),
    (2, (ANY, "named", False), 300, "electronic", "Ticked when giving online"),
    (3, (ANY, "shared", False), 90, "written", "Letter of that day"),
)
HIDDEN = 4


def plant_wishes(stage: Stage) -> None:
    """Put them in place, once."""
    if not stage.demo.gifts:
        return
    viewer = stage.office.member(stage.staff[LOGIN], "donor_care")
    with history(stage, viewer, None) as session:
        if session.scalar(select(ContactChoice.id).limit(1)) is None:
            _plant(session, stage.day)
        session.commit()


def _plant(session: ViewerSession, day: date) -> None:
    donors = sorted(set(session.scalars(select(Gift.donor_id).order_by(Gift.number).limit(30))))
    for place, (channel, topic, allowed), ago, basis, seen in SAID:
        said_on = day - timedelta(days=ago)
        record_choice(session, donors[place], NewChoice(channel, topic, allowed, said_on, basis, seen))
    hide_name(session, donors[HIDDEN])
