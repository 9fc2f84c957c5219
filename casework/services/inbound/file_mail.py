"""File what hangs on a mail with the case that it joins: as the paper that was asked for, else as come by mail."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from casework.base.values import Value
from casework.models import Case, Document
from casework.packs import Field, Workflow
from casework.services.cases.events import add_event
from casework.services.documents.file_names import ending_of
from casework.services.documents.media import MOST_BYTES_OF_CASE, media_named, wanted
from casework.services.tracking.open_question import open_question
from casework.store import ledger_chain
from casework.store.session import ViewerSession

BY_MAIL = "by_mail"
"""Stands where the name of a question stands in other papers: nobody has said what this one is."""
_STRICTEST = ("special", "identity", "financial", "contact")


class Hung(Value):
    """A file of a mail, as it was taken in and scanned. The paper that it becomes has the same id."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: bytes
    store_name: str
    scan: str


def file_mail(session: ViewerSession, case: Case, workflow: Workflow, hung: Sequence[Hung]) -> None:
    """Make papers of them as their sender, who is the applicant; what is too much for a case stays with the mail."""
    asked = open_question(session, case, workflow)
    only = asked.wanted[0] if asked and len(asked.wanted) == 1 else None
    theirs = (Document.case_id == case.id, Document.sender == "them", Document.removed_at.is_(None))
    used = int(session.scalar(select(func.coalesce(func.sum(Document.size), 0)).where(*theirs)) or 0)
    for file in hung:
        used += file.size
        if used > MOST_BYTES_OF_CASE:
            return
        field = only if only and media_named(ending_of(file.name)) in wanted(only.accept) else None
        name = field.name if field else BY_MAIL
        label = field.cls if field else _label(session, workflow)
        session.add(_paper(file, case, name, label))
        add_event(session, case.id, "paper", detail={"field": name})
        ledger_chain.record(session, "document.added", case=case.id, fields=[name])
    session.flush()


def filed_of(session: ViewerSession, hung: Sequence[Hung]) -> frozenset[UUID]:
    """Which of them are papers of the case now."""
    ids = [file.id for file in hung]
    return frozenset(session.scalars(select(Document.id).where(Document.id.in_(ids)))) if ids else frozenset()


def _label(session: ViewerSession, workflow: Workflow) -> str:
    """The strictest class that papers of this kind of case have: nobody knows yet what is in this one."""
    access = session.viewer.access
    held = {one.cls for one in _papers(workflow) if access.may_read(one.cls) and access.may_write(one.cls)}
    return next((cls for cls in _STRICTEST if cls in held), "matter")


def _papers(workflow: Workflow) -> list[Field]:
    return [field for field in workflow.fields if field.kind == "file"]


def _paper(file: Hung, case: Case, field: str, label: str) -> Document:
    return Document(
        id=file.id,
        case_id=case.id,
        field=field,
        label=label,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        store_name=file.store_name,
        scan=file.scan,
        sender="them",
    )
