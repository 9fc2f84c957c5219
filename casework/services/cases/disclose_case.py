"""Disclose a case: the facts that this viewer's purpose and duties open, and the names of those withheld."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework.base.values import Value
from casework.models import Case, CaseParty, Document, Fact
from casework.packs import Field, Workflow
from casework.policy.why import Decision
from casework.services.cases.facts import Destroyed, may_open, opened, thing_of
from casework.services.cases.headline import shown_headline
from casework.services.withheld import reasons, shows, why
from casework.store.session import ViewerSession


class Shown(Value):
    """A fact that the viewer reads."""

    field: Field
    value: Any
    entered_at: datetime


class Gone(Value):
    """A fact that nobody can read any more: its key was destroyed, `at` then where that is known."""

    field: Field
    at: datetime | None


class Withheld(Value):
    """A fact that is not shown, and why. Whether it was answered is itself not told."""

    field: Field
    why: Decision


class Paper(Value):
    """A file of the case. A withheld one has no name."""

    id: UUID
    field: str
    name: str
    media_type: str
    size: int
    scan: str
    sender: str
    at: datetime
    verified_at: datetime | None = None
    fault: str | None = None


class PartyView(Value):
    """Somebody's part in the case. `why`: for whom the name is withheld, why."""

    id: UUID
    role: str
    person_id: UUID | None
    name: str | None
    why: Decision | None = None


class CaseView(Value):
    """A case as one viewer sees it for one purpose; frozen values, no rows. `closed`: parts beside the answers."""

    id: UUID
    number: str
    workflow: Workflow
    state: str
    state_since: datetime
    headline: str
    language: str
    channel: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    unit_id: UUID | None
    assignee_id: UUID | None
    version: int
    sealed: bool
    shown: dict[str, Shown]
    destroyed: dict[str, Gone]
    withheld: dict[str, Withheld]
    papers: tuple[Paper, ...]
    parties: tuple[PartyView, ...]
    closed: dict[str, Decision]

    def value(self, name: str) -> Any:
        """A shown value, or None."""
        return self.shown[name].value if name in self.shown else None


def disclose_case(session: ViewerSession, case: Case, workflow: Workflow) -> CaseView:
    """Read a case for this viewer: a disclosure, so the caller commits before it shows it."""
    fields = _fields(workflow)
    open_to = [field for field in fields.values() if may_open(session.viewer, field)]
    shown, destroyed = _read(session, case.id, {field.name: field for field in open_to})
    parties = _parties(session, case.id, workflow) if shows(session, "case.parties") else ()
    return CaseView(
        **{name: getattr(case, name) for name in _PLAIN},
        workflow=workflow,
        headline=shown_headline(session, case, workflow),
        shown=shown,
        destroyed=destroyed,
        withheld=_withheld(session, fields, {field.name for field in open_to}),
        papers=papers_of(session, case.id, workflow),
        parties=parties,
        closed=reasons(session, ["case.parties"]),
    )


_PLAIN = (
    *("id", "number", "state", "state_since", "language", "channel", "opened_at", "due_at", "closed_at"),
    *("unit_id", "assignee_id", "version", "sealed"),
)


def _fields(workflow: Workflow) -> dict[str, Field]:
    asked = {field.name: field for move in workflow.moves for field in move.asks}
    return {**asked, **{field.name: field for field in workflow.fields}}


def _read(
    session: ViewerSession, case_id: UUID, fields: dict[str, Field]
) -> tuple[dict[str, Shown], dict[str, Gone]]:
    """The current facts of these fields: those that can be read, and those that nobody can."""
    shown: dict[str, Shown] = {}
    destroyed: dict[str, Gone] = {}
    for fact in _current(session, case_id, list(fields)):
        field, value = fields[fact.field], opened(session, fact)
        if isinstance(value, Destroyed):
            destroyed[field.name] = Gone(field, value.at)
        else:
            shown[field.name] = Shown(field, value, fact.entered_at)
    return shown, destroyed


def _current(session: ViewerSession, case_id: UUID, names: list[str]) -> list[Fact]:
    chosen = (
        select(Fact)
        .where(Fact.case_id == case_id, Fact.superseded_at.is_(None), Fact.field.in_(names))
        .order_by(Fact.entered_at)
    )
    return list(session.scalars(chosen))


def _withheld(session: ViewerSession, fields: dict[str, Field], opened_to: set[str]) -> dict[str, Withheld]:
    """Every field that was closed to this viewer, files too."""
    return {
        name: Withheld(field, why(session, thing_of(field)))
        for name, field in fields.items()
        if name not in opened_to
    }


def papers_of(session: ViewerSession, case_id: UUID, workflow: Workflow) -> tuple[Paper, ...]:
    """The files of a case that this viewer may open, oldest first."""
    fields = _fields(workflow)
    rows = session.scalars(
        select(Document)
        .where(Document.case_id == case_id, Document.removed_at.is_(None))
        .order_by(Document.at)
    )
    return tuple(
        Paper(
            *(row.id, row.field, row.name, row.media_type, row.size, row.scan, row.sender, row.at),
            *(row.verified_at, row.fault),
        )
        for row in rows
        if row.field not in fields or may_open(session.viewer, fields[row.field])
    )


def _parties(session: ViewerSession, case_id: UUID, workflow: Workflow) -> tuple[PartyView, ...]:
    """Who has a part in it. A name is shown only to those who read the answer that it comes from."""
    said = {party.role: why(session, thing_of(workflow.field(party.name))) for party in workflow.parties}
    rows = session.scalars(select(CaseParty).where(CaseParty.case_id == case_id).order_by(CaseParty.role))
    return tuple(_party(row, said.get(row.role)) for row in rows)


def _party(row: CaseParty, decision: Decision | None) -> PartyView:
    if decision is not None and decision.open:
        return PartyView(row.id, row.role, row.person_id, row.name)
    return PartyView(row.id, row.role, row.person_id, None, decision)
