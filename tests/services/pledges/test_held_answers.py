"""What a processor answered and nobody could book is settled by a person, once; the books hold what was charged."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.base.clock import freeze, today
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.money import Money
from casework.base.phrases import Coded
from casework.domain.collection import Answer
from casework.models import CollectionAttempt, Gift, Instalment, Pledge, PledgeChange
from casework.services.donors.funds import fund_balances
from casework.services.pledges.begin_attempt import begin_attempt, due_instalments
from casework.services.pledges.change_pledge import cancel_pledge
from casework.services.pledges.list_runs import list_failures
from casework.services.pledges.plan_due import plan_due
from casework.services.pledges.resolve_attempt import Resolution, read_held, resolve_attempt
from casework.services.pledges.settle_attempt import settle_attempt
from tests.services.donors.scene import NOW, a_donor, usd
from tests.services.pledges.scene import WEEKLY, a_recurring


@pytest.fixture(autouse=True)
def _now():
    with freeze(NOW):
        yield


def answered(session, amount: Money, number: str):
    """A recurring gift of $25 whose order was answered so; the id of the order."""
    a_recurring(session, a_donor(session), WEEKLY)
    plan_due(session, today("America/Los_Angeles"))
    for instalment in due_instalments(session, "card", today("America/Los_Angeles")):
        begun = begin_attempt(session, instalment, "simulator")
        assert begun is not None
        told = Answer(begun.order.key, charged=True, amount=amount, processor_id=number, fee=usd(60))
        became = settle_attempt(session, begun.attempt, told)
        return begun.attempt, became
    raise AssertionError


def balance(session):
    return sum(amount.minor for _, amount in fund_balances(session))


def test_another_amount_is_booked_as_it_was_charged_and_pays_the_instalment(books):
    with books() as session:
        attempt, became = answered(session, usd(26_00), "p-1")
        assert (became, balance(session)) == ("other_amount", 0)
        assert [one.attempt_id for one in list_failures(session)] == [attempt]
        view = read_held(session, attempt)
        assert (view.wanted, view.told, view.told_id, view.other) == (usd(25_00), usd(26_00), "p-1", None)
        with pytest.raises(InvalidInput) as lacking:
            resolve_attempt(session, attempt, Resolution(charged=True), reason=" ")
        assert set(lacking.value.errors) == {"amount", "processor_id", "reason"}
        told = Resolution(True, usd(26_00), "p-1")
        assert resolve_attempt(session, attempt, told, reason="Ana at the processor") == "charged"
        gift = session.scalars(select(Gift)).one()
        assert (gift.amount, balance(session)) == (26_00, 26_00)
        assert session.scalars(select(Instalment.gift_id).where(Instalment.status == "paid")).all() == [
            gift.id
        ]
        assert list_failures(session) == ()
        with pytest.raises(Refused) as again:
            resolve_attempt(session, attempt, told, reason="Once more")
        assert (again.value.code, balance(session)) == ("ANSWER_SETTLED", 26_00)
        changes = session.execute(select(PledgeChange.id, PledgeChange.what, PledgeChange.reason)).all()
        assert ("held_charged", "Ana at the processor") in [tuple(row)[1:] for row in changes]


def test_the_number_of_another_payment_is_refused_and_nothing_charged_goes_on_by_the_ladder(books):
    with books() as session:
        first, became = answered(session, usd(25_00), "p-1")
        assert became == "charged"
        held, became = answered(session, usd(25_00), "p-1")
        assert (became, balance(session)) == ("id_twice", 25_00)
        gift = session.scalars(select(Gift)).one()
        assert read_held(session, held).other == (gift.id, gift.number)
        with pytest.raises(InvalidInput) as known:
            resolve_attempt(session, held, Resolution(True, usd(25_00), "p-1"), reason="Asked")
        said = known.value.sayings["processor_id"]
        assert isinstance(said, Coded) and said.code == "CHARGE_KNOWN"
        assert (
            resolve_attempt(session, held, Resolution(charged=False), reason="Only one charge") == "declined"
        )
        row = session.scalars(
            select(Instalment).where(Instalment.status == "due", Instalment.tries == 1)
        ).one()
        assert row.try_on == today("America/Los_Angeles") + timedelta(days=3)
        assert session.scalars(select(Pledge.status).where(Pledge.id == row.pledge_id)).one() == "failing"
        assert balance(session) == 25_00
        for settled in (first, held):
            with pytest.raises(NotFound):
                read_held(session, settled)


def test_it_waits_for_a_person_also_where_the_pledge_has_ended_since(books):
    with books() as session:
        attempt, _ = answered(session, usd(24_99), "p-1")
        pledge = session.scalars(select(Pledge.id)).one()
        cancel_pledge(session, pledge, reason="Moved away")
        assert [one.attempt_id for one in list_failures(session)] == [attempt]
        resolve_attempt(session, attempt, Resolution(True, usd(24_99), "p-9"), reason="Asked")
        assert balance(session) == 24_99
        assert session.scalars(select(Pledge.status)).all() == ["cancelled"]
        rows = session.execute(select(CollectionAttempt.id, CollectionAttempt.processor_id))
        assert [tuple(row) for row in rows] == [(attempt, "p-9")]
