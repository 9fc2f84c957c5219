"""Say of a paper of a case that it is in order, or what is wrong with it, by a code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, NotFound, Refused
from casework.base.phrases import Sayable, phrase
from casework.models import Case, Document
from casework.packs import Workflow
from casework.packs.registry import paper_faults_of
from casework.packs.rules import all_fields
from casework.services.cases.events import add_event
from casework.services.cases.facts import may_open
from casework.services.cases.find_case import lock_case
from casework.store import ledger_chain
from casework.store.session import ViewerSession

Fault = tuple[str, Sayable]


def faults_for(workflow: Workflow, field: str) -> tuple[Fault, ...]:
    """The codes of what can be wrong with the paper that answers `field`, each with its sentence."""
    return tuple(paper_faults_of(workflow.name)(field))


def verify_document(
    session: ViewerSession, case_id: UUID, document_id: UUID, workflow: Workflow, *, fault: str | None
) -> None:
    """Enter what an officer found of a paper. Raises InvalidInput under `fault`; Refused CASE_CLOSED."""
    case: Case = lock_case(session, case_id)
    if case.closed_at is not None:
        raise Refused("CASE_CLOSED", phrase("The case is closed. Its papers stay as they are"))
    row = session.scalar(
        select(Document).where(
            Document.case_id == case.id, Document.id == document_id, Document.removed_at.is_(None)
        )
    )
    field = all_fields(workflow).get(row.field) if row else None
    if row is None or field is None or not may_open(session.viewer, field):
        raise NotFound
    if fault is not None and fault not in {code for code, _ in faults_for(workflow, row.field)}:
        raise InvalidInput({"fault": phrase("Choose what is wrong with this paper")})
    row.verified_at, row.verified_by, row.fault = now(), session.viewer.actor, fault
    add_event(session, case.id, "paper", detail={"field": row.field, "fault": fault or ""})
    ledger_chain.record(
        session, "document.verified", case=case.id, fields=[row.field], detail={"fault": fault or ""}
    )
    session.flush()


class Came(Protocol):
    """A paper that came, and what was found of it."""

    @property
    def field(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def fault(self) -> str | None: ...
    @property
    def verified_at(self) -> datetime | None: ...


def papers_came(session: ViewerSession, case_id: UUID) -> Sequence[Any]:
    """The papers of a case, each as `Came`, oldest first."""
    columns = (Document.field, Document.at, Document.fault, Document.verified_at)
    came = select(*columns).where(Document.case_id == case_id, Document.removed_at.is_(None))
    return session.execute(came.order_by(Document.at)).all()


def standing_faults(papers: Sequence[Came], workflow: Workflow) -> list[tuple[str, Sayable, str]]:
    """(code, sentence, question) of each fault of a paper, oldest first, for which none has come since."""
    newest = {row.field: row.at for row in papers}
    found = []
    for row in papers:
        said = dict(faults_for(workflow, row.field)).get(row.fault or "")
        if row.fault and said and row.verified_at and newest[row.field] <= row.verified_at:
            found.append((row.fault, said, row.field))
    return found


def verify_papers(session: ViewerSession, case_id: UUID, fields: Iterable[str]) -> None:
    """Enter that an officer has seen these papers and found them in order, where nobody has said so yet."""
    rows = session.scalars(
        select(Document).where(
            Document.case_id == case_id,
            Document.field.in_(sorted(set(fields))),
            Document.removed_at.is_(None),
            Document.verified_at.is_(None),
        )
    )
    for row in rows.all():
        row.verified_at, row.verified_by = now(), session.viewer.actor
    session.flush()
