"""Gifts of the demo in honour and in memory, one for each thing that can become of telling somebody: who waits, who was
told by mail or letter, or without the donor's name, and who is not told and why."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.domain.contact_choices import ANY
from casework.models import ContactChoice, Gift, Tribute
from casework.services.demo.cases import Stage, history
from casework.services.demo.known_donors import LOGIN
from casework.services.donors.recognise import set_tribute
from casework.services.tributes.decide import ask_to_tell, leave_untold
from casework.store.session import ViewerSession

NEVER = "never"  # who asked not to be contacted
UNNAMED = "Coach Delgado"  # those who are told of this one do not hear who gave
# Whom the gift honours; which donor gives and which is told, in the order of their ids; and what becomes of it.
NOTED: tuple[tuple[str, str, int, int | str, str], ...] = (
    ("memory", "Augusta Penhallow", 0, 1, "letter"),
    ("memory", "Augusta Penhallow", 2, 1, "auto"),
    ("honor", UNNAMED, 10, 3, "auto"),
    ("memory", "Tobias Renfrew", 4, NEVER, "auto"),
    ("memory", "Lieu Thi Hanh", 5, 6, "left"),
    ("honor", "The night kitchen crew", 7, 8, "waits"),
    ("memory", "Old Mr. Okafor", 9, 0, "waits"),
)


def plant_tributes(stage: Stage) -> None:
    """Put them in place, once."""
    if not stage.demo.gifts:
        return
    with history(stage, stage.office.system("load_demo"), None) as session:
        noted = (
            []
            if session.scalar(select(Tribute.tell_id).where(Tribute.tell_id.is_not(None)))
            else _note(session)
        )
        session.commit()
    if not noted:
        return
    with history(stage, stage.office.member(stage.staff[LOGIN], "donor_care"), None) as session:
        for tribute, becomes in noted:
            if becomes == "left":
                leave_untold(session, [tribute], "The family asked us not to write this year")
            elif becomes != "waits":
                ask_to_tell(session, [tribute], becomes)
        session.commit()


def _note(session: ViewerSession) -> list[tuple[UUID, str]]:
    """The tributes, each on the latest gift of money of its donor, and what becomes of them."""
    chosen = select(Gift.id, Gift.donor_id).where(
        Gift.kind == "money", Gift.status.in_(("posted", "receipted"))
    )
    gifts = {row.donor_id: row.id for row in session.execute(chosen.order_by(Gift.received_on, Gift.id))}
    never = select(ContactChoice.person_id).where(ContactChoice.channel == ANY, ContactChoice.topic == ANY)
    apart = {NEVER: session.scalar(never)}
    donors = [one for one in sorted(gifts) if one not in apart.values()]
    people = dict(enumerate(donors)) | apart
    made = []
    for kind, name, giver, told, becomes in NOTED:
        gift = gifts.get(people.get(giver))
        if gift is not None and people.get(told) is not None:
            set_tribute(session, gift, kind, name, tell=people[told], unnamed=name == UNNAMED)
            made.append((session.scalars(select(Tribute.id).where(Tribute.gift_id == gift)).one(), becomes))
    return made
