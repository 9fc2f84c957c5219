"""What the giver of a case has to pay on the page, from their own answers."""

from __future__ import annotations

from casework.base.money import Money
from casework.base.values import Value
from casework.models import Case
from casework.packs import Workflow
from casework.services.cases.facts import read_facts
from casework.services.payments.pay_offer import Offered, Tried, is_agreed, is_paid, latest_try
from casework.store.session import ViewerSession

AMOUNT, KIND, REGULAR = "amount", "gift_kind", "regular"


class ToPay(Value):
    """What is offered, and how the latest try to pay it went."""

    offered: Offered
    tried: Tried | None

    @property
    def paid(self) -> bool:
        """Whether the giver has nothing more to do, though the books may not have it yet."""
        return is_paid(self.tried)

    @property
    def agreed(self) -> bool:
        """Whether they agreed that it is collected each time it is due."""
        return is_agreed(self.tried)


def to_pay(session: ViewerSession, case: Case, workflow: Workflow) -> ToPay | None:
    """What the case waits to be paid; None where it waits for nothing of the kind."""
    if case.state != workflow.waits_in or workflow.signatures:
        return None
    facts = read_facts(session, case.id, [AMOUNT, KIND])
    told = facts.get(AMOUNT)
    if not told:
        return None
    offered = Offered(Money(told["minor"], told["currency"]), facts.get(KIND) == REGULAR)
    return ToPay(offered, latest_try(session, case.id))
