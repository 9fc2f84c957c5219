"""The rule over what people said stands twice, here and in the database: both say the same of anything said."""

from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import func, select

from casework.base.clock import freeze
from casework.domain.contact_choices import CHANNELS, ONLY_WHEN_ASKED, TOPICS, Choice, standing
from casework.models import ContactChoice
from tests.services.desks import Worker
from tests.services.donors.scene import NOW, a_donor

ASKED = [(channel, topic) for channel in CHANNELS[1:] for topic in TOPICS[1:] if topic not in ONLY_WHEN_ASKED]


@pytest.fixture
def care(desks, charity):
    return lambda: desks.at(charity, purpose="donor_care", worker=Worker(("donor_manager",)))


def some_choices(chance: Random) -> list[Choice]:
    """Up to five things that one person said, often on the same day."""
    return [
        Choice(
            chance.choice(CHANNELS),
            chance.choice(TOPICS[:4]),
            chance.random() < 0.5,
            at.date(),
            at,
        )
        for number in range(chance.randint(0, 5))
        for at in [datetime(2026, 11, chance.randint(1, 3), 9, number, tzinfo=UTC)]
    ]


def test_the_database_refuses_what_the_rule_refuses(books, care):
    chance, refused = Random(7), 0
    with freeze(NOW), books() as session:
        donor = a_donor(session, "Ottoline Ashgrove")
        session.commit()
    with freeze(NOW), care() as session:
        for _ in range(60):
            choices = some_choices(chance)
            point = session.begin_nested()
            for one in choices:
                said = {name: getattr(one, name) for name in Choice.__slots__}
                session.add(ContactChoice(person_id=donor, basis="written", evidence="a letter", **said))
            session.flush()
            told = session.execute(select(*(func.no_mail_to(donor, *pair) for pair in ASKED))).one()
            point.rollback()
            wanted = [not standing(choices, *pair).allowed for pair in ASKED]
            assert list(told) == wanted, choices
            refused += sum(wanted)
    assert 0 < refused < 60 * len(ASKED), "both answers came up"
