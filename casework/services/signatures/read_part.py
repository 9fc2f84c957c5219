"""What a party who signs is shown: the answers that their statements are about, and nothing else of the case."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from casework.base.errors import NotFound
from casework.base.values import Value
from casework.models import Case, CaseParty
from casework.packs import Field, Party, Signature, State, Workflow
from casework.services.cases.facts import may_open, read_facts
from casework.services.signatures.seats import Seat, seats_of, waiting_for
from casework.store import ledger_chain
from casework.store.session import ViewerSession


class Part(Value):
    """One party's part in a case, as frozen values. `shown` holds the answers in the order of the form."""

    number: str
    workflow: Workflow
    party: Party
    name: str
    state: State
    shown: tuple[tuple[Field, Any], ...]
    statements: tuple[Signature, ...]
    seats: tuple[Seat, ...]

    @property
    def open(self) -> bool:
        """Whether this party can still sign or decline."""
        return self.state.name == self.workflow.waits_in

    @property
    def waits(self) -> bool:
        """Whether a signature of this party is missing."""
        return self.open and bool(waiting_for(self.seats, self.party.role))

    def completes(self) -> tuple[Field, ...]:
        """What this party answers for itself."""
        return tuple(self.workflow.field(name) for name in self.party.completes)


def read_part(session: ViewerSession, case: Case, workflow: Workflow, role: str) -> Part:
    """The part of the case that `role` signs. The caller commits before it shows it: it goes on the ledger."""
    party = next((one for one in workflow.parties if one.role == role), None)
    row = session.scalar(select(CaseParty).where(CaseParty.case_id == case.id, CaseParty.role == role))
    if party is None or row is None:
        raise NotFound
    statements = tuple(one for one in workflow.signatures if role in one.roles)
    wanted = {name for one in statements for name in one.fields}
    fields = [one for one in workflow.fields if one.name in wanted and may_open(session.viewer, one)]
    facts = read_facts(session, case.id, [one.name for one in fields])
    ledger_chain.record(session, "part.read", case=case.id, fields=sorted(facts), detail={"role": role})
    return Part(
        number=case.number,
        workflow=workflow,
        party=party,
        name=row.name or "",
        state=workflow.state(case.state),
        shown=tuple((one, facts[one.name]) for one in fields if facts.get(one.name) is not None),
        statements=statements,
        seats=seats_of(session, case.id, workflow),
    )
