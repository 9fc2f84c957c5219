"""Load the demo: offices, staff and the tour's cases first, the bulk step by step. Stopped anywhere, it goes on."""

from __future__ import annotations

from random import Random

from casework.base.clock import today
from casework.base.values import Value
from casework.services.demo.appeals import plant_appeals
from casework.services.demo.cars import car
from casework.services.demo.cases import Stage, case_id, play
from casework.services.demo.complaints import complaint_story
from casework.services.demo.donor_imports import bring_in_donors
from casework.services.demo.donor_plans import plant_plans
from casework.services.demo.emergencies import add_emergencies
from casework.services.demo.found import find_office, found_office, staff_of
from casework.services.demo.frauds import plant_signs
from casework.services.demo.gifts import add_funds, add_gifts
from casework.services.demo.handover import hand_water_over
from casework.services.demo.imports import bring_in_registers
from casework.services.demo.known_donors import plant_wishes
from casework.services.demo.lenders import plant_lender_program
from casework.services.demo.looks import plant_looks
from casework.services.demo.lookups import plant_lookups
from casework.services.demo.offices import OFFICES, DemoOffice
from casework.services.demo.online_payments import plant_payments
from casework.services.demo.people import add_people
from casework.services.demo.plates import plant_plates
from casework.services.demo.pledges import add_pledges
from casework.services.demo.post import plant_post
from casework.services.demo.printed import print_papers
from casework.services.demo.records import FLOW as RECORDS
from casework.services.demo.records import plant_records, records_story
from casework.services.demo.sealed import seal_one
from casework.services.demo.stories import (
    Story,
    correction_story,
    gift_story,
    request_story,
)
from casework.services.demo.time_rules import add_time_rules
from casework.services.demo.town_life import add_town_life, count_town
from casework.services.demo.transfers import notice_story, transfer_story, two_phones_story
from casework.services.demo.tributes import plant_tributes
from casework.services.demo.vehicles import add_vehicles
from casework.services.office import Office

SEED = "harbor"
TOUR_PEOPLE, TOUR_VEHICLES, TOUR_GIFTS, TOUR_CASES = 30, 14, 40, 12
SEALED_CASE = 7  # of the tour's
CHUNK = 50
_TRANSFERS = {2: notice_story, 6: two_phones_story}  # of nineteen; the others are transfers with papers
WITH_EMERGENCIES = "northport"
WITH_TIME_RULES = "lakeshore"


class Progress(Value):
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
            session.commit()
        _fill(office, demo, TOUR_PEOPLE, TOUR_VEHICLES, TOUR_GIFTS)
        if demo.gifts:
            with office.open(office.system("load_demo")) as session:
                add_pledges(session, today(demo.timezone))
                session.commit()
        stage = stage_of(office, demo)
        _play(stage, range(min(TOUR_CASES, demo.cases)))
        if demo.slug == WITH_TIME_RULES:
            add_time_rules(stage)
        if demo.slug == WITH_EMERGENCIES:
            add_emergencies(stage)
        seal_one(stage, case_id(SEED, demo, SEALED_CASE))
        with office.open(office.system("load_demo")) as session:
            add_town_life(session, demo)
            session.commit()
        plant_looks(stage)
        plant_signs(stage)
        plant_records(stage)
        plant_plates(stage)
        plant_lender_program(stage)
        bring_in_registers(stage)
        bring_in_donors(stage)
        plant_lookups(stage)
        print_papers(stage)
        plant_wishes(stage)
        plant_tributes(stage)
        plant_post(stage)
        plant_plans(stage)
        plant_appeals(stage)
        plant_payments(stage)
    hand_water_over()


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
        sizes = (demo.people, demo.vehicles, demo.gifts)
        _fill(office, demo, *(round(size * share) for size in sizes))
    else:
        first = (step - registers) * CHUNK
        stage = stage_of(office, demo)
        _play(stage, range(first, min(first + CHUNK, demo.cases)))
        print_papers(stage)
    if step + 1 == steps_of(demo):
        with office.open(office.system("load_demo")) as session:
            count_town(session, demo)
            session.commit()
    return Progress(slug, step + 1, steps_of(demo))


def stage_of(office: Office, demo: DemoOffice) -> Stage:
    """Where the demo's stories of an office are played."""
    return Stage(office, demo, staff_of(office, demo), today(demo.timezone))


def _register_steps(demo: DemoOffice) -> int:
    return max(1, -(-max(demo.people, demo.vehicles, demo.gifts // 4) // CHUNK))


def _fill(office: Office, demo: DemoOffice, people: int, vehicles: int, gifts: int) -> None:
    """Bring the registers to these sizes, a few rows to a transaction: pages never wait for the demo."""
    day = today(demo.timezone)
    wanted = (
        (add_people, people),
        (add_vehicles, vehicles if demo.vehicles else 0),
        (add_gifts, gifts if demo.gifts else 0),
    )
    for add, up_to in wanted:
        missing = up_to > 0
        while missing:
            with office.open(office.system("load_demo")) as session:
                missing = add(session, demo, SEED, day, up_to)
                session.commit()


def _play(stage: Stage, numbers: range) -> None:
    for number in numbers:
        random = Random(f"{SEED}/{stage.demo.slug}/story/{number}")
        play(stage, _story(stage, random, number), case_id(SEED, stage.demo, number), random)


def _story(stage: Stage, random: Random, number: int) -> Story:
    if number % 23 == 11:
        return correction_story(random, stage.demo, stage.day, number)
    if number % 23 == 5:
        return complaint_story(random, stage.demo, stage.day, number)
    if number % 23 == 17 and RECORDS in stage.office.kind.workflows:
        return records_story(random, stage.demo, stage.day, number)
    if stage.demo.vehicles:
        with stage.office.open(stage.office.system("load_demo")) as session:
            vehicle = car(session, number)
            session.commit()
        told = _TRANSFERS.get(number % 19, transfer_story)
        return told(random, stage.demo, stage.day, number=number, car=vehicle)
    tell = gift_story if stage.demo.gifts else request_story
    return tell(random, stage.demo, stage.day, number)
