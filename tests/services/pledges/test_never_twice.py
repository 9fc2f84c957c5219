"""Nobody is charged twice: whatever is lost, repeated, killed or done at once. Faults come from a seed."""

import os
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from casework.base.clock import freeze, today
from casework.base.errors import Refused
from casework.domain.schedules import Schedule
from casework.jobs.collect import collect_one
from casework.models import CollectionAttempt, Instalment, Pledge, Posting
from casework.services.payments.simulator import Faults, Simulator
from casework.services.pledges.begin_attempt import TRUSTED, due_instalments
from casework.services.pledges.change_pledge import cancel_pledge, pause_pledge, resume_pledge, try_again
from casework.services.pledges.plan_due import plan_due
from tests.services.desks import an_office
from tests.services.donors.scene import BOOKS, a_donor
from tests.services.pledges.scene import MONTHLY, WEEKLY, Killed, Mortal, a_recurring

SEEDS = range(2000 if os.environ.get("CASEWORK_DEEP") else 24)
START = datetime(2026, 1, 5, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def place(registers_app):
    return an_office(registers_app, "charity")


@pytest.fixture
def clock(registers_app, place):
    """Opens the job's own sessions."""

    @contextmanager
    def opened():
        with registers_app.app_context(), place.open(place.system("collect")) as session:
            yield session

    return opened


def go(clock, processor, repeat: int = 1) -> None:
    """One go of the clock: plan, then collect each by itself; who is killed leaves the rest for the next go."""
    with clock() as session:
        day = today("America/Los_Angeles")
        while plan_due(session, day):
            session.commit()
        session.commit()
        due = due_instalments(session, "card", day)
    for instalment in due * repeat:
        with suppress(Killed), clock() as session:
            collect_one(session, processor, instalment)


def meddle(books, place, random: Random, pledge) -> None:
    """What staff do meanwhile."""
    with books(BOOKS, place) as session, suppress(Refused):
        act = random.choice((pause_pledge, resume_pledge, resume_pledge, "again"))
        if act == "again":
            failed = select(Instalment.id).where(
                Instalment.pledge_id == pledge, Instalment.status == "failed"
            )
            for one in session.scalars(failed):
                try_again(session, one, reason="The donor asked")
        else:
            act(session, pledge, reason="The donor asked")
        session.commit()


def check(session, pledge, schedule: Schedule, processor: Simulator) -> None:
    """Every charge is one instalment's, every instalment has one charge at most, and the books hold just that."""
    parts = {
        str(row.id): row for row in session.scalars(select(Instalment).where(Instalment.pledge_id == pledge))
    }
    moved = [order for order in processor.moved if order.key[:36] in parts]
    charged = Counter(order.key[:36] for order in moved)
    assert not [key for key, count in charged.items() if count > 1], "charged twice"
    days = [row.due_on for row in parts.values()]
    assert len(set(days)) == len(days)
    looked_at = select(CollectionAttempt.key).where(CollectionAttempt.code.in_(("other_amount", "id_twice")))
    odd = {key[:36] for key in session.scalars(looked_at)}
    paid = {key for key, row in parts.items() if row.status == "paid"}
    assert paid == charged.keys() - odd, "a charge without its gift, or a gift without its charge"
    gifts = [row.gift_id for row in parts.values() if row.gift_id]
    cash = select(func.coalesce(func.sum(Posting.amount), 0)).where(
        Posting.gift_id.in_(gifts), Posting.account == "fund"
    )
    assert -session.scalar(cash) == sum(parts[key].amount for key in paid)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_replayed_killed_or_silent_collection_charges_once_and_books_what_was_charged(
    seed, clock, books, place
):
    random = Random(seed)
    schedule = random.choice((MONTHLY, WEEKLY, Schedule("month", 1, 15, START.date())))
    rates = {name: random.choice((0, 0, 10, 30)) for name in ("declined", "lost", "silent")}
    faults = Faults(
        **rates, final=random.choice((0, 2)), other=random.choice((0, 0, 3)), twice=random.choice((0, 3))
    )
    inner = Simulator(faults, Random(seed), word=f"seed{seed}")
    processor = Mortal(inner, random, deaths=random.choice((0, 10, 25)))
    instant = START
    with freeze(instant), books(BOOKS, place) as session:
        pledge = a_recurring(session, a_donor(session), schedule).id
        session.commit()
    for _ in range(10):
        instant += timedelta(hours=random.choice((1, 5, 24, 24 * 4, 24 * 11, 24 * 40)))
        with freeze(instant):
            go(clock, processor, repeat=random.choice((1, 1, 2)))
            if random.random() < 0.15:
                meddle(books, place, random, pledge)
    processor.deaths, inner.faults = 0, Faults()
    for _ in range(2):  # everything answers again: what was lost is found by its key
        instant += TRUSTED / 2
        with freeze(instant):
            go(clock, processor)
    with freeze(instant), books(BOOKS, place) as session:
        check(session, pledge, schedule, inner)
        with suppress(Refused):
            cancel_pledge(session, pledge, reason="The end of the story")
        session.commit()


def test_two_workers_on_one_instalment_send_one_order(clock, books, place):
    processor, gate = Simulator(word="workers"), Barrier(4)
    with freeze(START), books(BOOKS, place) as session:
        pledge = a_recurring(session, a_donor(session), WEEKLY).id
        session.commit()
    with freeze(START + timedelta(days=1)):
        with clock() as session:
            plan_due(session, today("America/Los_Angeles"))
            session.commit()
            (instalment,) = session.scalars(select(Instalment.id).where(Instalment.pledge_id == pledge))

        def work() -> None:
            gate.wait()
            with clock() as session:
                collect_one(session, processor, instalment)

        threads = [Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(processor.moved) == 1
    with books(BOOKS, place) as session:
        assert session.scalars(select(Instalment.status).where(Instalment.id == instalment)).one() == "paid"
        cancel_pledge(session, pledge, reason="done")
        session.commit()


def test_an_answer_lost_after_the_charge_is_found_by_its_key_and_booked_once(clock, books, place):
    processor = Simulator(word="lost")
    with freeze(START), books(BOOKS, place) as session:
        pledge = a_recurring(session, a_donor(session), WEEKLY, mandate="SIM-SILENT-1").id
        session.commit()
    with freeze(START + timedelta(hours=1)):
        go(clock, processor, repeat=3)
        assert len(processor.moved) == 1
        with books(BOOKS, place) as session:
            status = select(Instalment.status).where(Instalment.pledge_id == pledge)
            assert session.scalars(status).all() == ["sent"]
    with freeze(START + timedelta(hours=2)):
        go(clock, processor, repeat=3)
        assert len(processor.moved) == 1
        with books(BOOKS, place) as session:
            assert session.scalars(status).all() == ["paid"]
            cancel_pledge(session, pledge, reason="done")
            session.commit()


def test_what_the_processor_never_heard_of_is_not_sent_again_after_its_key_is_forgotten(clock, books, place):
    processor = Simulator(Faults(lost=100))
    with freeze(START), books(BOOKS, place) as session:
        pledge = a_recurring(session, a_donor(session), WEEKLY).id
        session.commit()
    with freeze(START):
        go(clock, processor)
    with freeze(START + TRUSTED + timedelta(hours=1)):
        go(clock, processor)
        with books(BOOKS, place) as session:
            codes = select(CollectionAttempt.code).join(
                Instalment, Instalment.id == CollectionAttempt.instalment_id
            )
            assert session.scalars(codes.where(Instalment.pledge_id == pledge)).all() == ["no_trace"]
            assert session.scalars(select(Pledge.status).where(Pledge.id == pledge)).one() == "failing"
            cancel_pledge(session, pledge, reason="done")
            session.commit()
    assert not processor.moved
