"""Load the demo: offices, staff and the tour's cases first, the bulk step by step. Stopped anywhere, it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from casework.base.clock import today
from casework.services.demo.cars import car
from casework.services.demo.cases import Stage, case_id, play
from casework.services.demo.found import find_office, found_office, staff_of
from casework.services.demo.gifts import add_funds, add_gifts
from casework.services.demo.offices import OFFICES, DemoOffice
from casework.services.demo.people import add_people
from casework.services.demo.stories import (
    Story,
    correction_story,
    gift_story,
    request_story,
)
from casework.services.demo.transfers import transfer_story
from casework.services.demo.vehicles import add_vehicles
from casework.services.office import Office
from casework.store.session import ViewerSession

SEED = "harbor"
TOUR_PEOPLE, TOUR_VEHICLES, TOUR_GIFTS, TOUR_CASES = 30, 14, 40, 12
CHUNK = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an office is: of how many steps."""

    slug: str
    done: int
    of: int


def begin_demo() -> None:
    """Offices, staff and enough to look around: takes seconds, and changes nothing where it was done before."""
    for demo in OFFICES:
        office = found_office(demo)
        with office.open(office.system("load_demo")) as session:
            if demo.gifts:
                add_funds(session)
            _fill(session, demo, today(demo.timezone), TOUR_PEOPLE, TOUR_VEHICLES, TOUR_GIFTS)
            session.commit()
        _play(stage_of(office, demo), range(min(TOUR_CASES, demo.cases)))


def steps_of(demo: DemoOffice) -> int:
    """How many steps the bulk of an office takes: the registers, and cases by the chunk."""
    return _register_steps(demo) + -(-demo.cases // CHUNK)


def load_step(slug: str, step: int) -> Progress:
    """Load one step of an office's bulk. Each can be repeated: what is there is not made again."""
    demo = next(demo for demo in OFFICES if demo.slug == slug)
    office = find_office(slug)
    registers = _register_steps(demo)
    if step < registers:
        share = (step + 1) / registers
        with office.open(office.system("load_demo")) as session:
            day = today(demo.timezone)
            _fill(
                session,
                demo,
                day,
                round(demo.people * share),
                round(demo.vehicles * share),
                round(demo.gifts * share),
            )
            session.commit()
    else:
        first = (step - registers) * CHUNK
        _play(stage_of(office, demo), range(first, min(first + CHUNK, demo.cases)))
    return Progress(slug, step + 1, steps_of(demo))


def stage_of(office: Office, demo: DemoOffice) -> Stage:
    """Where the demo's stories of an office are played."""
    return Stage(office, demo, staff_of(office, demo), today(demo.timezone))


def _register_steps(demo: DemoOffice) -> int:
    return max(1, -(-max(demo.people, demo.vehicles, demo.gifts // 4) // CHUNK))


def _fill(
    session: ViewerSession, demo: DemoOffice, day: date, people: int, vehicles: int, *gifts: int
) -> None:
    add_people(session, demo, SEED, day, people)
    if demo.vehicles:
        add_vehicles(session, demo, SEED, day, vehicles)
    if demo.gifts:
        add_gifts(session, demo, SEED, day, *gifts)


def _play(stage: Stage, numbers: range) -> None:
    for number in numbers:
        random = Random(f"{SEED}/{stage.demo.slug}/story/{number}")
        play(stage, _story(stage, random, number), case_id(SEED, stage.demo, number), random)


def _story(stage: Stage, random: Random, number: int) -> Story:
    if number % 23 == 11:
        return correction_story(random, stage.demo, stage.day, number)
    if stage.demo.vehicles:
        with stage.office.open(stage.office.system("load_demo")) as session:
            vehicle = car(session, number)
            session.commit()
        return transfer_story(random, stage.demo, stage.day, number=number, car=vehicle)
    tell = gift_story if stage.demo.gifts else request_story
    return tell(random, stage.demo, stage.day, number)
