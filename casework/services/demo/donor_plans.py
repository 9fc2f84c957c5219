"""What is planned for donors of the demo, and the lists that its staff keep."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from casework.base.money import Money
from casework.base.values import replace
from casework.domain.donor_rules import Condition, checked
from casework.models import DonorSegment, DonorTask, Fund, Gift, GivingLevel, PersonMerge
from casework.services.demo.cases import Stage, history
from casework.services.demo.known_donors import LOGIN
from casework.services.donors.care_plans import CareStep, begin_care, write_plan
from casework.services.donors.grants import NewGrant, add_deadline, change_grant, make_grant
from casework.services.donors.levels import NewLevel, set_level
from casework.services.donors.new_gift import NewGift
from casework.services.donors.record_gift import record_gift
from casework.services.donors.segments import save_segment
from casework.services.donors.tasks import finish_task, plan_task, tasks_of
from casework.services.office import office_of
from casework.services.people.merge_people import merge_people
from casework.services.people.register_person import NewPerson, register_person
from casework.store.session import ViewerSession

LEVELS = (
    ("friend", "Friend", 5_000, 12),
    ("neighbor", "Good neighbor", 50_000, 12),
    ("pillar", "Pillar of the kitchen", 250_000, None),
)
STEPS = (("Call by the director", 3), ("Invite to the kitchen", 30), ("Tell what the year has done", 180))
LISTS = (
    (
        "Autumn appeal: gave last year, open to mail",
        (("last_year", "at_least", 1), ("may_email", "is", True)),
    ),
    ("Thousand and more, not yet regular", (("lifetime", "at_least", 100_000), ("regular", "is", False))),
)


def plant_plans(stage: Stage) -> None:
    """Put them in place, once."""
    if not stage.demo.gifts:
        return
    with history(stage, stage.office.member(stage.staff[LOGIN], "donor_care"), None) as session:
        if session.scalar(select(DonorSegment.id).limit(1)) is None:
            for name, conditions in LISTS:
                save_segment(session, name, checked([Condition(*one) for one in conditions]))
        if session.scalar(select(DonorTask.id).limit(1)) is None:
            chosen = select(Gift.donor_id).where(Gift.kind == "money").order_by(Gift.number).limit(30)
            donors = sorted(set(session.scalars(chosen)))
            begin_care(session, donors[1], "large_gift")
            begin_care(session, donors[2], "first_gift")
            finish_task(session, tasks_of(session, donors[2])[0].id)
            plan_task(session, donors[3], "Ask for a photo of the new kitchen", stage.day + timedelta(days=4))
        if session.scalar(select(GivingLevel.id).limit(1)) is None:
            _levels(session, stage.day)
            _grants(session, stage.day)
        session.commit()
    _twice(stage)


def _levels(session: ViewerSession, day: date) -> None:
    """Three levels, one of which asks more from next year on, and a plan for the highest."""
    year = date(day.year, 1, 1)
    for code, name, minimum, months in LEVELS:
        money = Money(minimum, office_of(session).tenant.currency)
        set_level(session, NewLevel(code, name, money, months, year))
    dearer = Money(60_000, office_of(session).tenant.currency)
    set_level(session, NewLevel("neighbor", "Good neighbor", dearer, 12, date(day.year + 1, 1, 1)))
    write_plan(session, "Pillars of the kitchen", [CareStep(*one) for one in STEPS])


def _grants(session: ViewerSession, day: date) -> None:
    """One that was awarded, with a report due soon; one that is being written."""
    mail = (("email", "grants@harbortrust.example"),)
    funder = register_person(session, NewPerson("Harbor Trust", kind="organisation", contacts=mail)).id
    children = session.scalars(select(Fund.id).where(Fund.code == "children")).one()
    currency = office_of(session).tenant.currency
    meals = NewGrant(funder, "Breakfast at three schools", asked=Money(1_200_000, currency), fund_id=children)
    grant = make_grant(session, meals)
    for stage in ("writing", "sent"):
        change_grant(session, grant, replace(meals, stage=stage))
    change_grant(session, grant, replace(meals, stage="awarded", awarded=Money(900_000, currency)))
    add_deadline(session, grant, "report", day + timedelta(days=10))
    add_deadline(session, grant, "report", day + timedelta(days=190))
    van = make_grant(session, NewGrant(funder, "A cooled van", asked=Money(4_500_000, currency)))
    change_grant(session, van, NewGrant(funder, "A cooled van", "writing", Money(4_500_000, currency)))
    add_deadline(session, van, "application", day + timedelta(days=25))


def _twice(stage: Stage) -> None:
    """Somebody who was entered twice and made one, and two records that wait to be looked at."""
    with stage.office.open(stage.office.system("load_demo")) as session:
        if session.scalar(select(PersonMerge.id).limit(1)) is not None:
            return
        told = {
            name: register_person(session, NewPerson(name, contacts=(("email", mail),))).id
            for name, mail in (
                ("Rosalind Achebe", "r.achebe@example.org"),
                ("Rosalind T. Achebe", "r.achebe@example.org"),
                ("Tomas Grell", "grell@example.org"),
                ("Thomas Grell", "grell@example.org"),
            )
        }
        fund = session.scalars(select(Fund.id).where(Fund.code == "food")).one()
        for place, donor in enumerate(told.values(), 1):
            amount = Money(2_500 * place, office_of(session).tenant.currency)
            record_gift(session, NewGift(donor, fund, stage.day - timedelta(days=40 * place), amount))
        session.commit()
    with history(stage, stage.office.member(stage.staff[LOGIN], "donor_care"), None) as session:
        merge_people(session, told["Rosalind Achebe"], told["Rosalind T. Achebe"])
        session.commit()
