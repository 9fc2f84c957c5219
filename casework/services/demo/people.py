"""People of the demo: names in five languages, ways to reach them, some identity numbers under seal."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sqlalchemy import func, select

from casework.models import Person
from casework.services.demo import names
from casework.services.demo.few import FEW, a_few
from casework.services.demo.offices import DemoOffice
from casework.services.people.register_person import NewPerson, register_person
from casework.store.session import ViewerSession


def add_people(session: ViewerSession, office: DemoOffice, seed: str, day: date, up_to: int) -> bool:
    """Add a few of the `up_to` people; True while more are missing. Those that are there are not made again."""
    have = session.scalar(select(func.count()).select_from(Person)) or 0
    for number in a_few(have, up_to):
        register_person(
            session, new_person(Random(f"{seed}/{office.slug}/person/{number}"), office, day, number)
        )
    return have + FEW < up_to


def new_person(random: Random, office: DemoOffice, day: date, number: int) -> NewPerson:
    """Somebody of this town; now and then an organisation."""
    if random.random() < 0.03:
        return NewPerson(
            name=f"{random.choice(names.ORGANISATIONS)} {number}",
            kind="organisation",
            contacts=(("email", f"office{number}@{office.slug}.example"),),
            addresses=(address_line(random, office),),
        )
    lang = names.language(random)
    contacts = [("email", f"person{number}@{office.slug}-mail.example")] if random.random() < 0.85 else []
    if random.random() < 0.7:
        contacts.append(("phone", phone(number)))
    return NewPerson(
        name=names.person_name(random, lang),
        language=lang,
        birth_date=day - timedelta(days=random.randint(19 * 365, 84 * 365)),
        contacts=tuple(contacts),
        addresses=(address_line(random, office),),
        identifiers=_numbers(random, office, number),
    )


def _numbers(random: Random, office: DemoOffice, number: int) -> tuple[tuple[str, str], ...]:
    """The number of a driver license, where an agency knows it: sealed, and no two the same."""
    if office.kind != "motor_vehicle_agency" or random.random() < 0.7:
        return ()
    return (("driver_licence", f"E{4_000_000 + number}"),)


def phone(number: int) -> str:
    """A number of the block that is kept free for fiction (555-01xx), with changing area codes."""
    return f"+1{201 + number // 100 % 700:03d}55501{number % 100:02d}"


def address_line(random: Random, office: DemoOffice) -> str:
    """An address in the office's town."""
    return f"{names.street(random)}, {office.town}, {office.postcode}"
