"""Decide on a record: give it out, give it out in part, or withhold it. What is given out is a file of its own."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from casework.base.clock import now
from casework.base.errors import InvalidInput, Refused
from casework.base.phrases import Sayable, phrase
from casework.models import Document, FoundRecord, Withholding
from casework.models.record import DECISIONS, PART, PLACE, RECORD, RELEASE
from casework.services.documents.keep_file import Sent
from casework.services.records.add_record import record_row
from casework.services.records.at_work import lock_at_work
from casework.services.records.record_files import REVISION, keep_record_file
from casework.services.records.words_left import words_left
from casework.store import ledger_chain
from casework.store.session import ViewerSession

_FAULTS = {
    RELEASE: phrase("Something of it is withheld. Lift those lines first, or give it out in part"),
    PART: phrase("Enter first what is withheld of it, and where"),
    "withhold": phrase("Enter first by which rule the whole record is withheld"),
}


def decide_record(
    session: ViewerSession,
    case_id: UUID,
    record_id: UUID,
    decision: str,
    *,
    sent: Sent | None = None,
    gone: str = "",
) -> None:
    """Decide. `sent` is the file without what is withheld; `gone` words, one a line, that must not be in it.

    The words are looked for and kept nowhere. Raises InvalidInput under `decision`, `file` or `gone`, Refused GIVEN.
    """
    case, _workflow = lock_at_work(session, case_id)
    row = record_row(session, case.id, record_id)
    if decision not in DECISIONS:
        raise InvalidInput({"decision": phrase("Choose what becomes of it")})
    if row.given_id is not None and decision != RELEASE:
        raise Refused(
            "GIVEN", phrase("The person has this record already. More of it can be given out, not less")
        )
    if not _fits(decision, _extents(session, case.id, row.id)):
        raise InvalidInput({"decision": _FAULTS[decision]})
    row.revision_id = _revision(session, row, sent, gone) if decision == PART else None
    row.decision, row.decided_at, row.decided_by = decision, now(), session.viewer.actor
    session.flush()
    detail = {"record": str(row.id), "decision": decision}
    ledger_chain.record(session, "record.decided", case=case.id, detail=detail)


def _extents(session: ViewerSession, case_id: UUID, record_id: UUID) -> set[str]:
    held = select(Withholding.extent).where(
        Withholding.case_id == case_id, Withholding.record_id == record_id, Withholding.lifted_at.is_(None)
    )
    return set(session.scalars(held))


def _fits(decision: str, extents: set[str]) -> bool:
    if decision == RELEASE:
        return not extents
    return extents == {PLACE} if decision == PART else RECORD in extents


def _revision(session: ViewerSession, row: FoundRecord, sent: Sent | None, gone: str) -> UUID | None:
    """The file that may be given out; none where the record is on paper. The one of before serves again."""
    if row.original_id is None and sent is None:
        return None
    if sent is None:
        if row.revision_id is None or _older_than_log(session, row):
            raise InvalidInput({"file": phrase("Add the file without what is withheld")})
        return row.revision_id
    document = keep_record_file(session, row.case_id, REVISION, sent)
    errors: dict[str, Sayable] = {}
    if _hash_of(session, row.original_id) == document.sha256:
        errors["file"] = phrase("That is the original. Add the file without what is withheld")
    elif left := words_left(session, document, gone):
        errors["file"] = phrase(
            "This is still in the file: %(words)s. Take it out, not only cover it", words=left
        )
    if errors:
        raise InvalidInput(errors)
    return document.id


def _older_than_log(session: ViewerSession, row: FoundRecord) -> bool:
    """Whether something was withheld since the file of before was made: that would be in it still."""
    made = select(Document.at).where(Document.id == row.revision_id).scalar_subquery()
    since = (Withholding.record_id == row.id, Withholding.lifted_at.is_(None), Withholding.entered_at > made)
    return (
        session.scalar(select(Withholding.id).where(Withholding.case_id == row.case_id, *since)) is not None
    )


def _hash_of(session: ViewerSession, document_id: UUID | None) -> bytes | None:
    chosen = select(Document.tenant_id, Document.id, Document.sha256).where(Document.id == document_id)
    found = session.execute(chosen).one_or_none()
    return found.sha256 if found else None
