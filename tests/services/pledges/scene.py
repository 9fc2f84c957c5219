"""Recurring gifts at a charity, and a collection that can be killed at any point."""

from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from casework.base.money import Money
from casework.domain.collection import Answer, Order
from casework.domain.schedules import Schedule
from casework.models import Pledge
from casework.services.donors.funds import fund_by_code
from casework.services.payments.port import NoAnswer
from casework.services.payments.simulator import Simulator
from casework.services.pledges.make_pledge import NewPledge, make_pledge
from casework.store.session import ViewerSession
from tests.services.donors.scene import usd

MONTHLY = Schedule("month", 1, 31, date(2026, 1, 31))
WEEKLY = Schedule("week", 1, 1, date(2026, 1, 5))


class Killed(Exception):
    """The process died here."""


@dataclass
class Mortal:
    """A processor whose caller is sometimes killed: before the order leaves, or after it was charged."""

    inner: Simulator
    random: Random
    deaths: int
    name: str = "simulator"

    def charge(self, order: Order) -> Answer:
        if self.random.randrange(100) < self.deaths:
            raise Killed
        answer = self.inner.charge(order)
        if self.random.randrange(100) < self.deaths:
            raise Killed
        return answer

    def find(self, key: str) -> Answer | None:
        if self.random.randrange(100) < self.deaths:
            raise NoAnswer
        return self.inner.find(key)


def a_recurring(
    session: ViewerSession,
    donor: UUID,
    schedule: Schedule = MONTHLY,
    amount: Money | None = None,
    **more: object,
) -> Pledge:
    told: dict[str, object] = {
        "donor_id": donor,
        "fund_id": fund_by_code(session, "food").id,
        "amount": usd(25_00) if amount is None else amount,
        "schedule": schedule,
        "method": "card",
        "mandate": "SIM-OK-0001",
    }
    return make_pledge(session, NewPledge(**(told | more)))  # type: ignore[arg-type]  # told by name
