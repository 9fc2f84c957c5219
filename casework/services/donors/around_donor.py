"""What else is known of a donor beside their gifts: how they are reached, pledges, cases, tasks, wishes. Each part
under its own right: what is closed is named with why."""

from __future__ import annotations

from casework.base.values import Value
from casework.policy.why import Decision
from casework.services.donors.contact_choices import ChoiceView, choices_of
from casework.services.donors.tasks import TaskView, tasks_of
from casework.services.people.one_person import Whom
from casework.services.people.person_view import CaseLine, ContactView
from casework.services.people.read_person import cases_of, contacts_of
from casework.services.pledges.list_pledges import PledgeView, pledges_of
from casework.services.withheld import reasons
from casework.store.session import ViewerSession

PARTS = ("contacts", "cases", "pledges", "tasks")


class AroundDonor(Value):
    """The parts, empty where they are withheld. `withheld`: part → why."""

    contacts: tuple[ContactView, ...]
    cases: tuple[CaseLine, ...]
    pledges: tuple[PledgeView, ...]
    tasks: tuple[TaskView, ...]
    choices: tuple[ChoiceView, ...]
    withheld: dict[str, Decision]


def around_donor(session: ViewerSession, whom: Whom) -> AroundDonor:
    """Everything beside the gifts that this viewer may see of a donor. A disclosure."""
    closed = reasons(session, (f"donor.{part}" for part in PARTS))
    held = {name.removeprefix("donor."): why for name, why in closed.items()}
    return AroundDonor(
        contacts=() if "contacts" in held else contacts_of(session, whom),
        cases=() if "cases" in held else cases_of(session, whom),
        pledges=() if "pledges" in held else pledges_of(session, whom),
        tasks=() if "tasks" in held else tasks_of(session, whom),
        choices=choices_of(session, whom),
        withheld=held,
    )
