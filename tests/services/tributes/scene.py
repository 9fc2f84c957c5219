"""Tributes that tell somebody, and who said no."""

from sqlalchemy import select

from casework.models import Tribute
from casework.services.donors.contact_choices import NewChoice, record_choice
from casework.services.donors.recognise import set_tribute
from casework.services.people.register_person import NewPerson, register_person
from tests.services.donors.scene import DAY, a_donor, a_gift


def by_post(session, name="Ana Lima", language="pt"):
    return register_person(session, NewPerson(name, language=language, addresses=("7 Quay\nRiverbend",))).id


def a_tribute(session, told, *, kind="memory", donor=None, **more):
    gift = a_gift(session, donor or a_donor(session, "Gil Ferris", "en"), 1_234_56)
    set_tribute(session, gift.id, kind, "Augusta Penhallow", tell=told, **more)
    return gift, the_tribute(session, gift).id


def the_tribute(session, gift):
    chosen = select(Tribute).where(Tribute.gift_id == gift.id)
    return session.scalars(chosen.execution_options(populate_existing=True)).one()


def said_no(session, person, channel, topic="any"):
    record_choice(session, person, NewChoice(channel, topic, False, DAY, "written", "Letter"))
