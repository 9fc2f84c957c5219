"""Two offices and five policies take turns over one warm cache of compiled statements, and never meet."""

import random

import pytest
from sqlalchemy import func, select

from casework.models import Case, Fact, Person
from casework.store.registers import db
from tests.attacks.dump import dump
from tests.attacks.onlookers import may_see

TURNS = 500
LOOKERS = ("clerk", "examiner", "applicant", "task", "stranger")
LOOKS = (
    lambda session: session.scalars(select(Person)).all(),
    lambda session: session.scalars(select(Case)).all(),
    lambda session: session.execute(select(Case.id, Case.number)).all(),
    lambda session: session.execute(select(Fact.id, Fact.value).where(Fact.label == "contact")).all(),
    lambda session: session.scalar(select(func.count()).select_from(Case)),
)


def _take_turns(court, turns: int) -> int:
    """How many compiled statements the turns added, once each policy has run each look."""
    way, chance, known = court.ways["all"], random.Random(7), 0
    with way.taken():
        for turn in range(turns):
            who = LOOKERS[turn % len(LOOKERS)] if turn < 50 else chance.choice(LOOKERS)
            look = LOOKS[turn // len(LOOKERS) % len(LOOKS)] if turn < 50 else chance.choice(LOOKS)
            viewer = court.crowd[who]
            with way.session(viewer) as session:
                shown = dump(look(session))
                session.commit()
            seen = court.ground.seen_in(shown)
            mixed = [canary for canary in seen if not may_see(viewer, court.ground.told[canary])]
            assert not mixed, f"turn {turn}: {who} saw {mixed}"
            if turn == 50:
                known = len(db.engine._compiled_cache)
        return len(db.engine._compiled_cache) - known


def test_five_hundred_turns_never_mix_and_add_nothing_to_the_cache(court):
    try:
        assert _take_turns(court, TURNS) == 0
    finally:
        court.eye.put_back(court.eye.changes())


@pytest.mark.deep
def test_ten_thousand_turns_never_mix(court):
    try:
        assert _take_turns(court, 10_000) == 0
    finally:
        court.eye.put_back(court.eye.changes())
